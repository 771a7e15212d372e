/** HTTP of behaviour: contract in, use case, contract out. */
import type { Bind } from '#platform/http';
import * as contract from '../contract.ts';
import { csvOf } from './csv.ts';
import { answerTrend, findPeopleBehind, type TrendDeps } from './trend.ts';
import { findUnusual } from './unusual.ts';

export function bindBehaviour(deps: TrendDeps & { bind: Bind }): void {
  const { bind } = deps;
  bind(contract.trend, ({ workspaceId, body }) => answerTrend(deps, workspaceId, body));
  bind(contract.behindPoint, ({ workspaceId, body }) => findPeopleBehind(deps, workspaceId, body));
  bind(contract.unusual, ({ workspaceId, body }) => findUnusual(deps, workspaceId, body));
  bind(contract.exportTrend, async ({ workspaceId, body }) => csvOf(await answerTrend(deps, workspaceId, body)));
}
