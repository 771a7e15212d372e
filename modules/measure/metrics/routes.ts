/** HTTP of metrics: contract in, use case, contract out. */
import { until } from '#platform/clickhouse';
import type { Bind } from '#platform/http';
import * as contract from '../contract.ts';
import { csvOf } from './csv.ts';
import type { MeasureDeps } from './measure.ts';
import * as metrics from './metrics.ts';
import { peopleBehind, preview, valuesOf } from './values.ts';

export function bindMetrics(deps: MeasureDeps & metrics.KeepingDeps & { bind: Bind }): void {
  const { bind } = deps;
  bind(contract.listMetrics, async ({ workspaceId, query }) => ({
    items: await metrics.list(deps, workspaceId, query.language),
  }));
  bind(contract.readMetric, ({ workspaceId, params, query }) => metrics.read(deps, workspaceId, params.id, query.language));
  bind(contract.createMetric, ({ principal, body }) => metrics.create(deps, principal, body));
  bind(contract.changeMetric, ({ principal, params, body }) => metrics.change(deps, principal, params.id, body));
  bind(contract.deleteMetric, ({ principal, params }) => metrics.remove(deps, principal, params.id));
  bind(contract.measureMetric, ({ workspaceId, params, body, signal }) =>
    valuesOf(until(deps, signal), workspaceId, params.id, body),
  );
  bind(contract.previewMetric, ({ workspaceId, body: { formula, question, language }, signal }) =>
    preview(until(deps, signal), workspaceId, formula, question, language),
  );
  bind(contract.exportMetric, async ({ workspaceId, params, body, signal }) =>
    csvOf(await valuesOf(until(deps, signal), workspaceId, params.id, body)),
  );
  bind(contract.behindMetric, ({ workspaceId, params, body, signal }) =>
    peopleBehind(until(deps, signal), workspaceId, params.id, body),
  );
  bind(contract.listNotes, ({ workspaceId }) => metrics.listNotes(deps, workspaceId));
  bind(contract.addNote, ({ principal, body }) => metrics.annotate(deps, principal, body));
  bind(contract.deleteNote, ({ principal, params }) => metrics.forgetNote(deps, principal, params.id));
}
