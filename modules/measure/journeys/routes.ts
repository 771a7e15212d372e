/** HTTP of journeys: contract in, use case, contract out. */

import { until } from '#platform/clickhouse';
import type { Bind } from '#platform/http';
import * as contract from '../contract.ts';
import { answerJourneys, findJourneyPeople, type JourneyDeps } from './journeys.ts';

export function bindJourneys(deps: JourneyDeps & { bind: Bind }): void {
  const { bind } = deps;
  bind(contract.journeys, ({ workspaceId, body, signal }) => answerJourneys(until(deps, signal), workspaceId, body));
  bind(contract.journeyPeople, ({ workspaceId, body, signal }) => findJourneyPeople(until(deps, signal), workspaceId, body));
}
