/** HTTP of drivers: contract in, use case, contract out. */
import type { Bind } from '#platform/http';
import * as contract from '../contract.ts';
import { type DriverDeps, findAnswers, findDrivers, findGaps, findGapsBySegment, listSurveyAnswers } from './drivers.ts';

export function bindDrivers(deps: DriverDeps & { bind: Bind }): void {
  const { bind } = deps;
  bind(contract.driversOf, ({ workspaceId, body }) => findDrivers(deps, workspaceId, body));
  bind(contract.gapsOf, ({ workspaceId, body }) => findGaps(deps, workspaceId, body));
  bind(contract.gapsBySegment, ({ workspaceId, body }) => findGapsBySegment(deps, workspaceId, body));
  bind(contract.answersBehind, ({ workspaceId, body }) => findAnswers(deps, workspaceId, body));
  bind(contract.surveyAnswers, ({ workspaceId }) => listSurveyAnswers(deps, workspaceId));
}
