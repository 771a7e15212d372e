/** HTTP of watches: contract in, use case, contract out. */
import { until } from '#platform/clickhouse';
import * as contract from '../contract.ts';
import type { WatchDeps } from './ground.ts';
import { change, create, list, preview, read, remove } from './keeping.ts';
import { judgeFinding } from './verdict.ts';

export function bindWatch(deps: WatchDeps): void {
  const { bind } = deps;
  bind(contract.listWatches, ({ workspaceId }) => list(deps, workspaceId));
  bind(contract.readWatch, ({ workspaceId, params }) => read(deps, workspaceId, params.id));
  bind(contract.createWatch, ({ principal, body }) => create(deps, principal, body));
  bind(contract.previewWatch, ({ workspaceId, body, signal }) => preview(until(deps, signal), workspaceId, body));
  bind(contract.changeWatch, ({ principal, params, body }) => change(deps, principal, params.id, body));
  bind(contract.deleteWatch, ({ principal, params }) => remove(deps, principal, params.id));
  bind(contract.judgeWatchFinding, ({ principal, params, body }) => judgeFinding(deps, principal, params.findingId, body));
}
