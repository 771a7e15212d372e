/** HTTP of audits: contract in, use case, contract out. */
import * as contract from '../contract.ts';
import type { MeasureDeps } from '../index.ts';
import * as sheets from './sheets.ts';
import * as templates from './templates.ts';

export function bindAudits(deps: MeasureDeps): void {
  const { bind } = deps;
  bind(contract.listAuditTemplates, ({ workspaceId }) => templates.list(deps, workspaceId));
  bind(contract.createAuditTemplate, ({ principal, body }) => templates.create(deps, principal, body));
  bind(contract.changeAuditTemplate, ({ principal, params, body }) => templates.change(deps, principal, params.templateId, body));
  bind(contract.fillAudit, ({ principal, body }) => sheets.fill(deps, principal, body));
  bind(contract.listAudits, ({ workspaceId, query }) => sheets.list(deps, workspaceId, query));
  bind(contract.readAudit, ({ workspaceId, params }) => sheets.read(deps, workspaceId, params.sheetId));
  bind(contract.withdrawAudit, ({ principal, params, body }) => sheets.withdraw(deps, principal, params.sheetId, body.why));
  bind(contract.importAudits, ({ principal, params, body }) => sheets.importCsv(deps, principal, params.templateId, body.csv));
  bind(contract.exportAudits, ({ workspaceId, params }) => sheets.exportCsv(deps, workspaceId, params.templateId));
  bind(contract.rankAudits, ({ workspaceId, params }) => sheets.rank(deps, workspaceId, params.templateId));
}
