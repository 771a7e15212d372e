/** HTTP of attribution: contract in, use case, contract out. */

import { until } from '#platform/clickhouse';
import type { Bind } from '#platform/http';
import * as contract from '../contract.ts';
import { type AttributionDeps, answerAttribution, findConverted } from './attribution.ts';

export function bindAttribution(deps: AttributionDeps & { bind: Bind }): void {
  const { bind } = deps;
  bind(contract.attribution, ({ workspaceId, body, signal }) => answerAttribution(until(deps, signal), workspaceId, body));
  bind(contract.attributionPeople, ({ workspaceId, body, signal }) => findConverted(until(deps, signal), workspaceId, body));
}
