/** HTTP of figures: contract in, use case, contract out. */
import { until } from '#platform/clickhouse';
import type { Bind } from '#platform/http';
import { keepFigure } from '../contract.ts';
import { keep } from './keep.ts';

export function bindFigures(deps: Parameters<typeof keep>[0] & { bind: Bind }): void {
  deps.bind(keepFigure, ({ principal, body, signal }) => keep(until(deps, signal), principal, body));
}
