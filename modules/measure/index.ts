/** Measure: what it means across thousands, with the people behind every number. */

import type { Customers } from '#customers';
import type { Listen } from '#listen';
import type { Moments } from '#moments';
import type { People } from '#people';
import type { Audit } from '#platform/audit';
import type { ClickHouse } from '#platform/clickhouse';
import type { Clock } from '#platform/clock';
import type { Events, Lanes } from '#platform/events';
import type { Bind, BindRaw } from '#platform/http';
import type { NewId } from '#platform/ids';
import type { Jobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import type { Mail } from '#platform/mail';
import type { Outbound } from '#platform/outbound';
import type { Db } from '#platform/postgres';
import type { Realtime } from '#platform/realtime';
import type { Secrets } from '#platform/secrets';
import { bindAttribution } from './attribution/routes.ts';
import { bindAudits } from './audits/routes.ts';
import { bindBehaviour } from './behaviour/routes.ts';
import { holdConversations } from './conversations/holder.ts';
import { keepConversations } from './conversations/lane.ts';
import { bindConversations } from './conversations/routes.ts';
import { bindDrivers } from './drivers/routes.ts';
import { bindFigures } from './figures/routes.ts';
import { bindJourneys } from './journeys/routes.ts';
import { createLifetime } from './lifetime/lifetime.ts';
import { bindLifetime } from './lifetime/routes.ts';
import { bindMetrics } from './metrics/routes.ts';
import { bindPromises } from './promises/routes.ts';
import { bindSaved } from './saved/routes.ts';
import { bindScenarios } from './scenarios/routes.ts';
import { bindSql } from './sql/routes.ts';
import { bindTold } from './told/routes.ts';
import { bindTouchpoints } from './touchpoints/routes.ts';
import { createVoice } from './voice/voice.ts';
import { bindWatch } from './watch/routes.ts';
import { keepWatch } from './watch/sweep.ts';

/** What the sub-rooms stand on; each takes the part it needs. */
export interface MeasureDeps {
  db: Db;
  clickhouse: ClickHouse;
  events: Events;
  lanes: Pick<Lanes, 'add' | 'wake'>;
  jobs: Jobs;
  audit: Audit;
  realtime: Realtime;
  bind: Bind;
  bindRaw: BindRaw;
  mail: Mail;
  outbound: Outbound;
  secrets: Secrets;
  /** Where people open Verona, without a trailing slash. */
  baseUrl: string;
  clock: Clock;
  newId: NewId;
  log: Log;
  people: People;
  listen: Listen;
  customers: Customers;
  moments: Moments;
}

export interface Measure {
  /** Breaks off what other servers were asked. */
  stop(): Promise<void>;
}

export function createMeasure(deps: MeasureDeps): Measure {
  const voice = createVoice(deps);
  bindBehaviour(deps);
  bindJourneys(deps);
  bindAttribution(deps);
  bindSaved(deps);
  bindTold(deps);
  bindSql(deps);
  bindDrivers(deps);
  bindTouchpoints(deps);
  bindAudits(deps);
  bindMetrics(deps);
  bindScenarios(deps);
  bindPromises(deps);
  bindConversations(deps);
  bindFigures(deps);
  keepConversations({ ...deps, feelingOf: voice.feelingOf });
  holdConversations(deps);
  bindWatch(deps);
  keepWatch(deps);
  bindLifetime(deps.bind, createLifetime(deps));
  return { stop: voice.stop };
}
