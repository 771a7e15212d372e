/** HTTP of opening rules: contract in, use case, contract out. */
import type { Bind } from '#platform/http';
import * as contract from '../contract/rules.ts';
import * as settings from './settings.ts';

export function bindRuleRoutes(bind: Bind, keeping: settings.Keeping): void {
  bind(contract.listRules, async ({ workspaceId }) => ({ items: await settings.listRules(keeping, workspaceId) }));
  bind(contract.createRule, ({ principal, body }) => settings.makeRule(keeping, principal, body));
  bind(contract.changeRule, ({ principal, params: { id }, body }) => settings.changeRule(keeping, principal, id, body));
  bind(contract.deleteRule, ({ principal, params: { id } }) => settings.deleteRule(keeping, principal, id));
  bind(contract.tryRule, ({ workspaceId, body }) => settings.dryRun(keeping, workspaceId, body));
}
