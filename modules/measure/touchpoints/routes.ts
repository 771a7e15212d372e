/** HTTP of touchpoints: contract in, use case, contract out. */
import * as contract from '../contract.ts';
import type { MeasureDeps } from '../index.ts';
import { holes } from './holes.ts';
import { conversationsIn, qualityCsv, saidIn } from './lists.ts';
import { read } from './matrix.ts';
import * as registry from './registry.ts';

export function bindTouchpoints(deps: MeasureDeps): void {
  const { bind } = deps;
  bind(contract.listTouchpoints, ({ workspaceId }) => registry.list(deps, workspaceId));
  bind(contract.createTouchpoint, ({ principal, body }) => registry.create(deps, principal, body));
  bind(contract.changeTouchpoint, ({ principal, params, body }) => registry.change(deps, principal, params.touchpointId, body));
  bind(contract.removeTouchpoint, ({ principal, params }) => registry.remove(deps, principal, params.touchpointId));
  bind(contract.orderTouchpoints, ({ principal, body }) => registry.putInOrder(deps, principal, body.order));
  bind(contract.ownCell, ({ principal, params, body }) => registry.ownCell(deps, principal, params, body.ownerId));
  bind(contract.readMatrix, ({ workspaceId, query }) => read(deps, workspaceId, query));
  bind(contract.listCell, ({ workspaceId, query }) => conversationsIn(deps, workspaceId, query));
  bind(contract.saidInCell, ({ principal, query }) => saidIn(deps, principal, query));
  bind(contract.exportQuality, ({ workspaceId, query }) => qualityCsv(deps, workspaceId, query));
  bind(contract.listHoles, ({ workspaceId }) => holes(deps, workspaceId));
}
