/** HTTP of kept questions and dashboards: contract in, use case, contract out. */

import { until } from '#platform/clickhouse';
import { type Bind, Download } from '#platform/http';
import * as contract from '../contract.ts';
import * as dashboards from './dashboards.ts';
import { fileOf } from './export.ts';
import { type AnsweringDeps, answerSheet } from './kinds.ts';
import * as views from './views.ts';

export function bindSaved(deps: views.KeepingDeps & AnsweringDeps & { bind: Bind }): void {
  const { bind } = deps;
  bind(contract.listViews, async ({ principal }) => ({ items: await views.listViews(deps, principal) }));
  bind(contract.createView, ({ principal, body }) => views.createView(deps, principal, body));
  bind(contract.readView, ({ principal, params }) => views.readView(deps, principal, params.id));
  bind(contract.changeView, ({ principal, params, body }) => views.changeView(deps, principal, params.id, body));
  bind(contract.deleteView, async ({ principal, params }) => views.deleteView(deps, principal, params.id));
  bind(contract.listDashboards, async ({ principal }) => ({ items: await dashboards.listDashboards(deps, principal) }));
  bind(contract.createDashboard, ({ principal, body }) => dashboards.createDashboard(deps, principal, body));
  bind(contract.readDashboard, ({ principal, params }) => dashboards.readDashboard(deps, principal, params.id));
  bind(contract.changeDashboard, ({ principal, params, body }) => dashboards.changeDashboard(deps, principal, params.id, body));
  bind(contract.deleteDashboard, async ({ principal, params }) => dashboards.deleteDashboard(deps, principal, params.id));
  bind(contract.exportAnswer, async ({ workspaceId, body, signal }) => {
    const asking = until(deps, signal);
    const sheet = await answerSheet(asking, workspaceId, body.asked);
    const { bytes, type } = await fileOf(asking.clickhouse, sheet, body.format);
    return new Download(bytes, { 'content-type': type });
  });
}
