/** HTTP of listen: contract in, use case, contract out. */
import type { ClickHouse } from '#platform/clickhouse';
import type { Bind } from '#platform/http';
import type { Db } from '#platform/postgres';
import * as contract from './contract.ts';
import { describeEvent, describeTraffic, lookOver } from './log/catalogue.ts';
import { dismissParked, type ParkedDeps, retryParked, settleMany } from './log/parked.ts';
import { ratesOfSources } from './log/rates.ts';
import { listKeptAside, listRecent } from './log/recent.ts';
import type { Reports } from './reports/reports.ts';
import type { Sources } from './sources/sources.ts';

export interface RoutesDeps extends ParkedDeps {
  bind: Bind;
  db: Db;
  clickhouse: ClickHouse;
  sources: Sources;
  reports: Reports;
  eventsLastMinute(workspaceId: string): number;
}

export function bindRoutes(deps: RoutesDeps): void {
  const { bind, db, sources } = deps;
  bind(contract.listSources, async ({ workspaceId }) => ({ items: await sources.list(workspaceId) }));
  bind(contract.createSource, ({ principal, body }) => sources.create(principal, body));
  bind(contract.updateSource, ({ principal, params, body }) => sources.update(principal, params.id, body));
  bind(contract.rotateSourceKey, ({ principal, params }) => sources.rotate(principal, params.id));
  bind(contract.sourceRates, ({ workspaceId, query }) => ratesOfSources(deps, workspaceId, query));
  bind(contract.recentEvents, ({ workspaceId, query }) => listRecent(db, workspaceId, query));
  bind(contract.listParked, ({ workspaceId, query }) => listKeptAside(db, workspaceId, query));
  bind(contract.retryParked, ({ principal, params, body }) => retryParked(deps, principal, params.id, body.body));
  bind(contract.dismissParked, async ({ principal, params }) => dismissParked(deps, principal, params.id));
  bind(contract.settleParked, ({ principal, body }) => settleMany(deps, principal, body));
  bind(contract.schema, async ({ workspaceId, query }) => ({ items: await describeTraffic(db, workspaceId, query.search) }));
  bind(contract.schemaOfEvent, async ({ workspaceId, params }) => {
    const properties = await describeEvent(db, workspaceId, params.name);
    return { name: params.name, properties };
  });
  bind(contract.integrity, ({ workspaceId }) => deps.reports.look(workspaceId));
  bind(contract.checkIntegrity, ({ workspaceId }) => deps.reports.checkSoon(workspaceId));
  bind(contract.rebuild, ({ principal }) => deps.reports.rebuild(principal));
  bind(contract.overview, ({ workspaceId }) => lookOver(deps, workspaceId));
}
