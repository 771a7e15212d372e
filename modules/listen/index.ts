/** Listen: every voice, once, in order. */
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import type { ClickHouse } from '#platform/clickhouse';
import type { Clock } from '#platform/clock';
import type { Events, Lanes } from '#platform/events';
import type { Bind, BindRaw } from '#platform/http';
import type { NewId } from '#platform/ids';
import type { Jobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import type { Metrics } from '#platform/metrics';
import type { Outbound } from '#platform/outbound';
import type { Db, Tx } from '#platform/postgres';
import type { Realtime } from '#platform/realtime';
import type { Secrets } from '#platform/secrets';
import { bindDoors } from './ingest/doors.ts';
import { createIntake, type Intake } from './ingest/intake.ts';
import { analyticsLane } from './log/analytics-lane.ts';
import { propertyTypes } from './log/catalogue.ts';
import { streamLive } from './log/live.ts';
import { createPulse } from './log/pulse.ts';
import { bindRoutes } from './routes.ts';
import { createSources, type Sources } from './sources/sources.ts';
import { type SenderRow, type StoredEvent, sendersByNo, type TimelineFilter, timeline } from './store/events.ts';
import { type LogRow, readLog } from './store/log.ts';
import { createWebhooks } from './webhooks/webhooks.ts';

export interface ListenDeps {
  db: Db;
  clickhouse: ClickHouse;
  lanes: Lanes;
  audit: Audit;
  realtime: Realtime;
  bind: Bind;
  bindRaw: BindRaw;
  secrets: Secrets;
  metrics: Metrics;
  clock: Clock;
  newId: NewId;
  log: Log;
  events: Events;
  jobs: Jobs;
  outbound: Outbound;
  /** Where this server is reached. */
  baseUrl: string;
  /** Types of the house's own events that webhooks may tell. */
  domainEvents: string[];
  /** Where uploads for import are kept. */
  dataDir: string;
  /** Events that may wait for their commit before intake refuses. */
  queueLimit: number;
}

/** What later rooms may ask of listen. */
export interface Listen {
  /** Gives back what webhooks have on their way out. */
  stop(): Promise<void>;
  /** Makes the first server source with a key the operator chose; a key that is known already is left as it is. */
  bootstrap(workspaceId: string, writeKey: string): Promise<void>;
  sources: Sources;
  intake: Intake;
  /** Events after the cursor, in commit order, below the watermark. */
  readLog(tx: Tx, workspaceId: string, after: { tx: string; id: string }, limit: number): Promise<LogRow[]>;
  sendersByNo(tx: Tx, workspaceId: string, nos: string[]): Promise<SenderRow[]>;
  timeline(tx: Tx, workspaceId: string, filter: TimelineFilter): Promise<StoredEvent[]>;
  /** How each of these properties was sent, in events of that name (any, when undefined); absent when never seen. */
  propertyTypes(
    workspaceId: string,
    event: string | undefined,
    properties: string[],
  ): Promise<Map<string, 'text' | 'number' | 'both'>>;
}

export type { LogRow, SenderRow, StoredEvent, TimelineFilter };

export function createListen(deps: ListenDeps): Listen {
  const { db, clickhouse, audit, clock, newId, metrics, log } = deps;
  const now = () => clock.now();
  const sources = createSources({ db, audit, secrets: deps.secrets });
  const intake = createIntake({ db, queueLimit: deps.queueLimit, now });
  const pulse = createPulse(now);
  const outcomes = metrics.counter('verona_intake_events_total', 'Events by what became of them', ['outcome']);
  metrics.gauge('verona_intake_waiting', 'Events waiting for their commit', [], (gauge) => gauge.set(intake.waiting()));

  intake.onCommit(streamLive(deps.realtime));
  intake.onCommit(({ workspaceId, rows }) => pulse.beat(workspaceId, rows.length));
  const counted = (outcome: string, count: number) => outcomes.inc({ outcome }, count);
  bindDoors({ bindRaw: deps.bindRaw, intake, sources, now, newId, counted });
  const webhooks = createWebhooks({ ...deps, intake, now, counted });
  const { readAgain } = webhooks;
  bindRoutes({ bind: deps.bind, db, clickhouse, audit, intake, sources, now, newId, readAgain, eventsLastMinute: pulse.lastMinute });
  deps.lanes.add(analyticsLane({ db, clickhouse, log }));

  intake.onCommit(({ workspaceId }) => deps.lanes.wake('listen.accepted', workspaceId));
  const bootstrap: Listen['bootstrap'] = async (workspaceId, writeKey) => {
    if (await sources.byKey(writeKey)) return;
    const operator: Principal = { kind: 'system', id: 'bootstrap', label: 'First start', workspaceId, role: 'owner' };
    await sources.create(operator, { name: 'First source', kind: 'server', writeKey });
  };

  return { stop: webhooks.stop, bootstrap, sources, intake, readLog, sendersByNo, timeline, propertyTypes: (...asked) => propertyTypes(db, ...asked) };
}
