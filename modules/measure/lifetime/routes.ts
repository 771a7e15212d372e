/** HTTP of lifetime value. */
import type { Bind } from '#platform/http';
import * as contract from '../contract.ts';
import type { Lifetime } from './lifetime.ts';

export function bindLifetime(bind: Bind, lifetime: Lifetime): void {
  bind(contract.readLifetime, ({ workspaceId }) => lifetime.read(workspaceId));
  bind(contract.fitLifetime, ({ principal, body, signal }) => lifetime.fit(principal, body, signal));
  bind(contract.lifetimePeople, ({ workspaceId, query }) => lifetime.people(workspaceId, query));
}
