/** The server about itself, for the system page. */
import type { CopiesHealth } from '#listen';
import type { ClickHouse } from '#platform/clickhouse';
import type { RunningLanes } from '#platform/events';
import type { Health } from '#platform/health';
import { readSystem } from '#platform/health/contract';
import type { Bind } from '#platform/http';
import type { RunningJobs } from '#platform/jobs';
import { type Db, sql } from '#platform/postgres';
import type { RunningRealtime } from '#platform/realtime';

export interface StatusDeps {
  bind: Bind;
  version: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
  health: Health;
  db: Db;
  clickhouse: ClickHouse;
  lanes: RunningLanes;
  jobs: RunningJobs;
  realtime: RunningRealtime;
  copies(): Promise<CopiesHealth>;
}

export function bindStatus(deps: StatusDeps): void {
  const { bind, version, startedAt, health, db, clickhouse, lanes, jobs, realtime } = deps;
  bind(readSystem, async ({ workspaceId }) => {
    const [{ ready, checks }, jobsNow, copies, postgres, reports] = await Promise.all([
      health.look(),
      jobs.health(),
      deps.copies().catch(() => null),
      bytesOfPostgres(db).catch(() => null),
      bytesOfClickHouse(clickhouse).catch(() => null),
    ]);
    return {
      version,
      startedAt: new Date(startedAt).toISOString(),
      ready,
      checks: checks.map(({ detail = null, ...check }) => ({ ...check, detail })),
      lanes: lanes.lag().map(({ lane, queued, heldBackMs, failing, lastError }) => ({
        name: lane,
        queued,
        heldBackMs,
        failing,
        lastError: lastError?.workspaceId === workspaceId ? lastError.message : null,
      })),
      jobs: jobsNow,
      copies: copies && { ...copies, oldestCheck: copies.oldestCheck?.toISOString() ?? null },
      sockets: realtime.stats().sockets,
      bytes: { postgres, clickhouse: reports, memory: process.memoryUsage.rss() },
    };
  });
}

const bytesOfPostgres = (db: Db): Promise<number> =>
  db.inSystem(
    async (tx) => Number((await tx.one<{ bytes: string }>(sql`select pg_database_size(current_database()) as bytes`)).bytes),
    {
      readOnly: true,
    },
  );

async function bytesOfClickHouse(clickhouse: ClickHouse): Promise<number | null> {
  const [row] = await clickhouse.query<{ bytes: number }>(
    'select toFloat64(sum(bytes_on_disk)) as bytes from system.parts where active and database = currentDatabase()',
  );
  return row?.bytes ?? null;
}
