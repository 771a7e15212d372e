/** SQL of kept questions and dashboards. Who may see what is the caller's question: rows come with owner and `shared`. */
import { sql, type Tx } from '#platform/postgres';
import type { DashboardWords, Tile, ViewWords } from '../contract.ts';

export interface Kept {
  id: string;
  shared: boolean;
  ownerId: string;
  ownerName: string;
  createdAt: Date;
  changedAt: Date;
}

export interface ViewRow extends Kept {
  kind: string;
  question: unknown;
  span: string | null;
  title: string;
  sentence: string;
}

export interface DashboardRow extends Kept {
  title: string;
  description: string;
  version: number;
  tileCount: number;
}

export interface Keeper {
  id: string;
  name: string;
}

const viewColumns = sql`
  id, kind, question, span, title, sentence, shared, owner_id as "ownerId", owner_name as "ownerName",
  created_at as "createdAt", changed_at as "changedAt"`;

/** Kept for everyone, of one kind: the oldest first. */
export const sharedOfKind = (
  tx: Tx,
  workspaceId: string,
  kind: string,
): Promise<{ id: string; name: string; ownerId: string }[]> =>
  tx.many(sql`
    select id, title as name, owner_id as "ownerId" from measure.view
     where workspace_id = ${workspaceId} and shared and kind = ${kind} order by created_at, id limit 500`);

/** Those of `ownerId` and those for everyone. */
export function listViews(tx: Tx, workspaceId: string, ownerId: string): Promise<ViewRow[]> {
  return tx.many<ViewRow>(sql`
    select ${viewColumns} from measure.view
     where workspace_id = ${workspaceId} and (shared or owner_id = ${ownerId}) order by lower(title), id`);
}

export function findViews(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<ViewRow[]> {
  return tx.many<ViewRow>(sql`
    select ${viewColumns} from measure.view where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`);
}

/** As `findViews`; they stay as they are until the transaction ends. */
export function holdViews(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<ViewRow[]> {
  return tx.many<ViewRow>(sql`
    select ${viewColumns} from measure.view where workspace_id = ${workspaceId} and id = any(${ids}::uuid[]) order by id for share`);
}

/** The view, locked until the transaction ends. */
export function lockView(tx: Tx, workspaceId: string, id: string): Promise<ViewRow | undefined> {
  return tx.maybe<ViewRow>(sql`
    select ${viewColumns} from measure.view where workspace_id = ${workspaceId} and id = ${id} for update`);
}

export async function countViews(tx: Tx, workspaceId: string): Promise<number> {
  const { count } = await tx.one<{ count: number }>(sql`
    select count(*)::float8 as count from measure.view where workspace_id = ${workspaceId}`);
  return count;
}

export async function insertView(tx: Tx, workspaceId: string, id: string, words: ViewWords, keeper: Keeper): Promise<void> {
  const { asked, range, title, sentence, shared } = words;
  await tx.run(sql`
    insert into measure.view (workspace_id, id, kind, question, span, title, sentence, shared, owner_id, owner_name)
    values (${workspaceId}, ${id}, ${asked.kind}, ${JSON.stringify(asked.question)}::jsonb, ${range}, ${title}, ${sentence},
            ${shared}, ${keeper.id}, ${keeper.name})`);
}

export async function updateView(tx: Tx, workspaceId: string, id: string, words: ViewWords): Promise<void> {
  const { asked, range, title, sentence, shared } = words;
  await tx.run(sql`
    update measure.view
       set kind = ${asked.kind}, question = ${JSON.stringify(asked.question)}::jsonb, span = ${range}, title = ${title},
           sentence = ${sentence}, shared = ${shared}, changed_at = now()
     where workspace_id = ${workspaceId} and id = ${id}`);
}

export async function deleteView(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.run(sql`delete from measure.view where workspace_id = ${workspaceId} and id = ${id}`);
}

/** Dashboards that show the view. */
export function dashboardsShowing(tx: Tx, workspaceId: string, viewId: string): Promise<{ title: string; shared: boolean }[]> {
  return tx.many<{ title: string; shared: boolean }>(sql`
    select distinct d.id, d.title, d.shared from measure.tile t
      join measure.dashboard d on d.workspace_id = t.workspace_id and d.id = t.dashboard_id
     where t.workspace_id = ${workspaceId} and t.view_id = ${viewId} order by d.title, d.id`);
}

const dashboardColumns = sql`
  id, title, description, shared, owner_id as "ownerId", owner_name as "ownerName", version::float8 as version,
  created_at as "createdAt", changed_at as "changedAt",
  (select count(*)::float8 from measure.tile t where t.workspace_id = d.workspace_id and t.dashboard_id = d.id) as "tileCount"`;

export function listDashboards(tx: Tx, workspaceId: string, ownerId: string): Promise<DashboardRow[]> {
  return tx.many<DashboardRow>(sql`
    select ${dashboardColumns} from measure.dashboard d
     where workspace_id = ${workspaceId} and (shared or owner_id = ${ownerId}) order by lower(title), id`);
}

export function findDashboard(tx: Tx, workspaceId: string, id: string): Promise<DashboardRow | undefined> {
  return tx.maybe<DashboardRow>(sql`
    select ${dashboardColumns} from measure.dashboard d where workspace_id = ${workspaceId} and id = ${id}`);
}

export async function countDashboards(tx: Tx, workspaceId: string): Promise<number> {
  const { count } = await tx.one<{ count: number }>(sql`
    select count(*)::float8 as count from measure.dashboard where workspace_id = ${workspaceId}`);
  return count;
}

export async function insertDashboard(
  tx: Tx,
  workspaceId: string,
  id: string,
  { title, description, shared }: DashboardWords,
  keeper: Keeper,
): Promise<void> {
  await tx.run(sql`
    insert into measure.dashboard (workspace_id, id, title, description, shared, owner_id, owner_name)
    values (${workspaceId}, ${id}, ${title}, ${description}, ${shared}, ${keeper.id}, ${keeper.name})`);
}

/** Compare and set: false when somebody changed it since `version`. */
export async function updateDashboard(
  tx: Tx,
  workspaceId: string,
  id: string,
  version: number,
  { title, description, shared }: DashboardWords,
): Promise<boolean> {
  const changed = await tx.run(sql`
    update measure.dashboard
       set title = ${title}, description = ${description}, shared = ${shared}, version = version + 1, changed_at = now()
     where workspace_id = ${workspaceId} and id = ${id} and version = ${version}`);
  return changed > 0;
}

export async function deleteDashboard(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.run(sql`delete from measure.dashboard where workspace_id = ${workspaceId} and id = ${id}`);
}

export async function replaceTiles(tx: Tx, workspaceId: string, dashboardId: string, tiles: readonly Tile[]): Promise<void> {
  await tx.run(sql`delete from measure.tile where workspace_id = ${workspaceId} and dashboard_id = ${dashboardId}`);
  if (tiles.length === 0) return;
  await tx.run(sql`
    insert into measure.tile (workspace_id, dashboard_id, place, view_id, title, size)
    select ${workspaceId}, ${dashboardId}, place - 1, view_id, title, size
      from unnest(${tiles.map(({ viewId }) => viewId)}::uuid[], ${tiles.map((tile) => tile.title)}::text[],
                  ${tiles.map(({ size }) => size)}::text[]) with ordinality as given (view_id, title, size, place)`);
}

export function tilesOf(tx: Tx, workspaceId: string, dashboardId: string): Promise<Tile[]> {
  return tx.many<Tile>(sql`
    select view_id as "viewId", title, size from measure.tile
     where workspace_id = ${workspaceId} and dashboard_id = ${dashboardId} order by place`);
}
