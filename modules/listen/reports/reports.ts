/** The copy of the log that reports are made of: does it hold what the log holds, and writing it anew. */
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import type { ClickHouse } from '#platform/clickhouse';
import { z } from '#platform/contract';
import type { Lanes } from '#platform/events';
import type { Jobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import type { Metrics } from '#platform/metrics';
import type { Db } from '#platform/postgres';
import { countReported } from '../analytics.ts';
import type { IntegrityReport } from '../contract.ts';
import { totals } from '../store/catalogue.ts';
import * as copies from '../store/copies.ts';
import { type CopiesHealth, copiesHealth, type IntegrityRow, lastIntegrity } from '../store/integrity.ts';
import { copyLane } from './alone.ts';
import { compareCopy } from './compare.ts';

export interface ReportsDeps {
  db: Db;
  clickhouse: ClickHouse;
  lanes: Pick<Lanes, 'wake'>;
  jobs: Jobs;
  audit: Audit;
  metrics: Metrics;
  log: Log;
}

export interface Reports {
  look(workspaceId: string): Promise<IntegrityReport>;
  /** Compares in the background; `look` shows what was found. */
  checkSoon(workspaceId: string): Promise<IntegrityReport>;
  rebuild(principal: Principal): Promise<IntegrityReport>;
  /** Of all workspaces together. */
  health(): Promise<CopiesHealth>;
  beginAnew(workspaceId: string): Promise<void>;
}

const check = { name: 'listen.check_copy', payload: z.strictObject({ workspaceId: z.uuid() }), priority: 10 };
const dayMs = 24 * 3_600_000;

export function createReports(deps: ReportsDeps): Reports {
  const { db, clickhouse, lanes, jobs, audit, metrics, log } = deps;
  const addCheck = (workspaceId: string) =>
    db.inWorkspace(workspaceId, (tx) => jobs.add(tx, check, { workspaceId }, { key: 'check copy' }));

  jobs.handle(check, async ({ payload: { workspaceId } }) => {
    const differing = await compareCopy({ db, clickhouse }, workspaceId);
    if (differing.length > 0)
      log.error({ workspaceId, days: differing.slice(0, 10) }, 'the copy for reports differs from the log');
  });
  jobs.every('listen.check_copies', dayMs, async () => {
    for (const workspaceId of await db.workspaceIds()) await addCheck(workspaceId);
  });
  const health = () => db.inSystem(copiesHealth, { readOnly: true });
  const figures = {
    verona_copy_days_differing: ['Days whose events in ClickHouse differ from the log, when last compared', 'daysDiffering'],
    verona_copy_rebuilding: ['Workspaces whose reports are being written anew', 'rebuilding'],
    verona_copy_events_kept_aside: ['Accepted events kept aside on their way to reports or people', 'keptAside'],
  } as const;
  for (const [name, [says, figure]] of Object.entries(figures)) {
    metrics.gauge(name, says, [], async (gauge) => gauge.set((await health())[figure]));
  }
  metrics.gauge('verona_copy_behind_seconds', 'How long the oldest event waits for reports', [], async (gauge) =>
    gauge.set((await health()).behindMs / 1000),
  );

  async function look(workspaceId: string): Promise<IntegrityReport> {
    const [copy, kept, last] = await db.inWorkspace(
      workspaceId,
      async (tx) =>
        [
          await copies.copyOf(tx, workspaceId, copyLane),
          await totals(tx, workspaceId),
          await lastIntegrity(tx, workspaceId),
        ] as const,
    );
    return {
      // Until it has come back to where the catalogue has counted, it is behind where it once was.
      rebuilding: !copy.begun || copies.isAfter(copy.counted, copy.at),
      reported: await countReported(clickhouse, workspaceId),
      kept: kept.events,
      checked: last === undefined ? null : checkedOf(last),
    };
  }

  async function beginAnew(workspaceId: string): Promise<void> {
    await db.inWorkspace(workspaceId, (tx) => copies.beginAnew(tx, workspaceId, copyLane));
    lanes.wake('listen.accepted', workspaceId);
    db.notify('listen.accepted', workspaceId);
  }

  return {
    look,
    health,
    beginAnew,
    async checkSoon(workspaceId) {
      await addCheck(workspaceId);
      return look(workspaceId);
    },
    async rebuild(principal) {
      const { workspaceId } = principal;
      await db.inWorkspace(workspaceId, async (tx) => {
        await copies.beginAnew(tx, workspaceId, copyLane);
        await audit.record(tx, principal, { action: 'listen.reports_rebuilt', subject: `workspace:${workspaceId}` });
      });
      lanes.wake('listen.accepted', workspaceId);
      db.notify('listen.accepted', workspaceId);
      return look(workspaceId);
    },
  };
}

const checkedOf = ({ checkedAt, days, events, tookMs, differing }: IntegrityRow): IntegrityReport['checked'] => ({
  at: checkedAt.toISOString(),
  days,
  events,
  tookMs,
  differing,
  summary: `${differing.length} ${differing.length === 1 ? 'day differs' : 'days differ'} of ${days}`,
});
