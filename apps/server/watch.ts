/** What the operator can see: readiness that tells the truth, and figures for Prometheus. */
import type { CopiesHealth } from '#listen';
import type { ClickHouse } from '#platform/clickhouse';
import type { RunningLanes } from '#platform/events';
import type { Health } from '#platform/health';
import type { RunningJobs } from '#platform/jobs';
import type { Metrics } from '#platform/metrics';
import type { Database } from '#platform/postgres';
import type { RunningRealtime } from '#platform/realtime';

export interface Watched {
  health: Health;
  metrics: Metrics;
  db: Database;
  clickhouse: ClickHouse;
  lanes: RunningLanes;
  jobs: RunningJobs;
  realtime: RunningRealtime;
  copies(): Promise<CopiesHealth>;
  has(role: 'api' | 'worker' | 'jobs'): boolean;
}

export function watchOver({ health, metrics, db, clickhouse, lanes, jobs, realtime, copies, has }: Watched): void {
  health.add({
    name: 'postgres',
    look: async () => ((await db.ready()) ? undefined : 'Postgres does not answer; intake refuses until it does'),
  });
  health.add({
    name: 'clickhouse',
    look: async () => ((await clickhouse.ready()) ? undefined : 'ClickHouse does not answer; events are kept, reports wait'),
  });
  // What reports say may be late or incomplete; events are taken all the same.
  health.add({ name: 'reports', advisory: true, look: async () => troubleOf(await copies()) });
  if (has('worker')) {
    health.add({
      name: 'lanes',
      look: async () => {
        const failing = lanes.lag().find((lane) => lane.failing > 0);
        return failing && `${failing.lane}: ${failing.lastError?.message ?? 'failing'}`;
      },
    });
    metrics.gauge(
      'verona_lane_held_back_seconds',
      'Longest wait of a lane for an older transaction to end',
      ['lane'],
      (gauge) => {
        for (const lane of lanes.lag()) gauge.set({ lane: lane.lane }, lane.heldBackMs / 1000);
      },
    );
    metrics.gauge('verona_lane_failing', 'Workspaces whose last step in a lane failed', ['lane'], (gauge) => {
      for (const lane of lanes.lag()) gauge.set({ lane: lane.lane }, lane.failing);
    });
  }
  if (has('jobs')) {
    health.add({ name: 'jobs', look: async () => ((await jobs.health()).running ? undefined : 'jobs are not being taken') });
    metrics.gauge('verona_jobs_overdue_seconds', 'How late the oldest due job is', [], async (gauge) =>
      gauge.set((await jobs.health()).overdueMs / 1000),
    );
    metrics.gauge('verona_jobs_failed', 'Jobs given up', [], async (gauge) => gauge.set((await jobs.health()).failed));
  }
  metrics.gauge('verona_sockets', 'Open live connections', [], (gauge) => gauge.set(realtime.stats().sockets));
}

/** Reports that are this far behind are worth a word; a second or two is how they work. */
const behindMs = 60_000;

function troubleOf(copies: CopiesHealth): string | undefined {
  const troubles = [
    copies.behindMs > behindMs && `${Math.round(copies.behindMs / 1000)} s behind the log`,
    copies.rebuilding > 0 && `being written anew in ${copies.rebuilding} workspaces, and incomplete until then`,
    copies.daysDiffering > 0 && `${copies.daysDiffering} days differ from the log: "verona rebuild" writes them anew`,
    copies.keptAside > 0 &&
      `${copies.keptAside} accepted events are kept aside on their way to reports or people (Sources, Kept aside)`,
  ].filter(Boolean);
  return troubles.length > 0 ? troubles.join('; ') : undefined;
}
