/** HTTP of behaviour: contract in, use case, contract out. */
import type { Bind } from '#platform/http';
import { until } from '../analytics.ts';
import * as contract from '../contract.ts';
import { csvOf } from './csv.ts';
import { answerTrend, findPeopleBehind, type TrendDeps } from './trend.ts';

export function bindBehaviour(deps: TrendDeps & { bind: Bind }): void {
  const { bind } = deps;
  bind(contract.trend, ({ workspaceId, body, signal }) => answerTrend(until(deps, signal), workspaceId, body));
  bind(contract.behindPoint, ({ workspaceId, body, signal }) => findPeopleBehind(until(deps, signal), workspaceId, body));
  bind(contract.exportTrend, async ({ workspaceId, body, signal }) =>
    csvOf(await answerTrend(until(deps, signal), workspaceId, body)),
  );
}
