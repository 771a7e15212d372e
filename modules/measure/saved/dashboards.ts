/** Dashboards: kept questions side by side, in an order somebody chose. */
import type { Principal } from '#platform/auth';
import { type FieldProblem, Refusal } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import { type Dashboard, type DashboardWords, savedRefusals as refusals, type Tile } from '../contract.ts';
import * as store from './store.ts';
import { assertMayChange, assertMayShare, type KeepingDeps, keptBy, maySee, mostKept, viewOf } from './views.ts';

const summaryOf = (row: store.DashboardRow, principal: Pick<Principal, 'id'>) => ({
  ...keptBy(row, principal),
  title: row.title,
  description: row.description,
  tileCount: row.tileCount,
});

export async function listDashboards({ db }: KeepingDeps, principal: Principal) {
  const { workspaceId, id } = principal;
  const rows = await db.inWorkspace(workspaceId, (tx) => store.listDashboards(tx, workspaceId, id), { readOnly: true });
  return rows.map((row) => summaryOf(row, principal));
}

export function readDashboard({ db }: KeepingDeps, principal: Principal, id: string): Promise<Dashboard> {
  return db.inWorkspace(principal.workspaceId, (tx) => dashboardNow(tx, principal, id), { readOnly: true });
}

/** Throws `measure.no_such_dashboard` also for what the caller may not see. */
async function seen(tx: Tx, principal: Principal, id: string): Promise<store.DashboardRow> {
  const row = await store.findDashboard(tx, principal.workspaceId, id);
  if (!(row && maySee(row, principal))) throw new Refusal(refusals.no_such_dashboard);
  return row;
}

async function dashboardNow(tx: Tx, principal: Principal, id: string): Promise<Dashboard> {
  return wholeOf(tx, principal, await seen(tx, principal, id));
}

/** The dashboard with its tiles. A tile whose question cannot be read is left out. */
export async function wholeOf(
  tx: Tx,
  principal: Pick<Principal, 'id' | 'workspaceId'>,
  row: store.DashboardRow,
): Promise<Dashboard> {
  const { workspaceId } = principal;
  const tiles = await store.tilesOf(tx, workspaceId, row.id);
  const rows = await store.findViews(tx, workspaceId, [...new Set(tiles.map(({ viewId }) => viewId))]);
  const views = new Map(rows.map((each) => [each.id, viewOf(each, principal)]));
  return {
    ...summaryOf(row, principal),
    version: row.version,
    tiles: tiles.flatMap((tile) => {
      const view = views.get(tile.viewId);
      return view ? [{ ...tile, view }] : [];
    }),
  };
}

export function createDashboard(deps: KeepingDeps, principal: Principal, words: DashboardWords): Promise<Dashboard> {
  assertMayShare(deps, principal, words.shared);
  const { workspaceId } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    if ((await store.countDashboards(tx, workspaceId)) >= mostKept) throw new Refusal(refusals.too_many_kept);
    await assertShowable(tx, principal, words);
    const id = deps.newId();
    await store.insertDashboard(tx, workspaceId, id, words, { id: principal.id, name: principal.label });
    await store.replaceTiles(tx, workspaceId, id, words.tiles);
    return dashboardNow(tx, principal, id);
  });
}

export function changeDashboard(
  deps: KeepingDeps,
  principal: Principal,
  id: string,
  { version, ...words }: DashboardWords & { version: number },
): Promise<Dashboard> {
  assertMayShare(deps, principal, words.shared);
  const { workspaceId } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    assertMayChange(deps, principal, await seen(tx, principal, id));
    await assertShowable(tx, principal, words);
    if (!(await store.updateDashboard(tx, workspaceId, id, version, words))) throw new Refusal(refusals.changed_meanwhile);
    await store.replaceTiles(tx, workspaceId, id, words.tiles);
    return dashboardNow(tx, principal, id);
  });
}

export async function deleteDashboard(deps: KeepingDeps, principal: Principal, id: string): Promise<void> {
  const { workspaceId } = principal;
  await deps.db.inWorkspace(workspaceId, async (tx) => {
    assertMayChange(deps, principal, await seen(tx, principal, id));
    await store.deleteDashboard(tx, workspaceId, id);
  });
}

/** Every tile's view is there for the caller and, on a dashboard for everyone, for everyone. */
async function assertShowable(tx: Tx, principal: Principal, { tiles, shared }: { tiles: Tile[]; shared: boolean }) {
  const rows = await store.holdViews(tx, principal.workspaceId, [...new Set(tiles.map(({ viewId }) => viewId))]);
  const views = new Map(rows.filter((row) => maySee(row, principal)).map((row) => [row.id, row]));
  const missing = fieldsOf(tiles, ({ viewId }) => !views.has(viewId), 'no such view');
  if (missing.length > 0) throw new Refusal(refusals.no_such_view, { fields: missing });
  const hidden = fieldsOf(tiles, ({ viewId }) => shared && !views.get(viewId)?.shared, 'only you can see this view');
  if (hidden.length > 0) throw new Refusal(refusals.private_view, { fields: hidden });
}

const fieldsOf = (tiles: Tile[], wrong: (tile: Tile) => boolean, message: string): FieldProblem[] =>
  tiles.flatMap((tile, at) => (wrong(tile) ? [{ path: `tiles.${at}.viewId`, message }] : []));
