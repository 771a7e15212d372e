/** HTTP of drivers: contract in, use case, contract out. */
import { until } from '#platform/clickhouse';
import type { Bind } from '#platform/http';
import * as contract from '../contract.ts';
import { type DriverDeps, findAnswers, findDrivers, findGaps, findGapsBySegment, listSurveyAnswers } from './drivers.ts';

export function bindDrivers(deps: DriverDeps & { bind: Bind }): void {
  const { bind } = deps;
  bind(contract.driversOf, ({ workspaceId, body, signal }) => findDrivers(until(deps, signal), workspaceId, body));
  bind(contract.gapsOf, ({ workspaceId, body, signal }) => findGaps(until(deps, signal), workspaceId, body));
  bind(contract.gapsBySegment, ({ workspaceId, body, signal }) => findGapsBySegment(until(deps, signal), workspaceId, body));
  bind(contract.answersBehind, ({ workspaceId, body, signal }) => findAnswers(until(deps, signal), workspaceId, body));
  bind(contract.surveyAnswers, ({ workspaceId, signal }) => listSurveyAnswers(until(deps, signal), workspaceId));
}
