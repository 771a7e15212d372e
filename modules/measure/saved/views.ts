/** Keeps questions: for oneself, or for everyone by those who may. */
import type { People } from '#people';
import type { Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import type { NewId } from '#platform/ids';
import type { Log } from '#platform/log';
import type { Db, Tx } from '#platform/postgres';
import { asked, type Range, savedRefusals as refusals, type View, type ViewWords } from '../contract.ts';
import * as store from './store.ts';

export interface KeepingDeps {
  db: Db;
  people: Pick<People, 'policy'>;
  newId: NewId;
  log: Log;
}

export const mostKept = 1_000;

/** Mine, or for everyone: whatever else exists is not there for this caller. */
export const maySee = (row: store.Kept, { id }: Pick<Principal, 'id'>) => row.shared || row.ownerId === id;

/** Throws unless the caller may change this: their own, or what is for everyone by those who keep things for everyone. */
export function assertMayChange({ people }: Pick<KeepingDeps, 'people'>, principal: Principal, before: store.Kept): void {
  if (before.shared) assertMayShare({ people }, principal, true);
}

export function assertMayShare({ people }: Pick<KeepingDeps, 'people'>, principal: Principal, shared: boolean): void {
  if (shared && !people.policy(principal.role, 'measure.write')) throw new Refusal(refusals.for_analysts);
}

export const keptBy = (row: store.Kept, { id }: Pick<Principal, 'id'>) => ({
  id: row.id,
  shared: row.shared,
  owner: { id: row.ownerId, name: row.ownerName },
  mine: row.ownerId === id,
  createdAt: row.createdAt.toISOString(),
  changedAt: row.changedAt.toISOString(),
});

/** Undefined for a question that an older or newer Verona kept and this one cannot read. */
export function viewOf(row: store.ViewRow, principal: Pick<Principal, 'id'>): View | undefined {
  const read = asked.safeParse({ kind: row.kind, question: row.question });
  if (!read.success) return undefined;
  return {
    ...keptBy(row, principal),
    title: row.title,
    sentence: row.sentence,
    asked: read.data,
    range: row.span as Range | null,
  };
}

export async function listViews({ db, log }: KeepingDeps, principal: Principal): Promise<View[]> {
  const { workspaceId, id } = principal;
  const rows = await db.inWorkspace(workspaceId, (tx) => store.listViews(tx, workspaceId, id), { readOnly: true });
  return rows.flatMap((row) => {
    const view = viewOf(row, principal);
    if (!view) log.warn({ workspaceId, view: row.id, kind: row.kind }, 'a kept question cannot be read');
    return view ?? [];
  });
}

export async function readView({ db }: KeepingDeps, principal: Principal, id: string): Promise<View> {
  const { workspaceId } = principal;
  return db.inWorkspace(workspaceId, (tx) => viewNow(tx, principal, id), { readOnly: true });
}

async function viewNow(tx: Tx, principal: Principal, id: string): Promise<View> {
  const [row] = await store.findViews(tx, principal.workspaceId, [id]);
  const view = row && maySee(row, principal) ? viewOf(row, principal) : undefined;
  if (!view) throw new Refusal(refusals.no_such_view);
  return view;
}

export async function createView(deps: KeepingDeps, principal: Principal, words: ViewWords): Promise<View> {
  assertMayShare(deps, principal, words.shared);
  const { workspaceId } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    if ((await store.countViews(tx, workspaceId)) >= mostKept) throw new Refusal(refusals.too_many_kept);
    const id = deps.newId();
    await store.insertView(tx, workspaceId, id, words, { id: principal.id, name: principal.label });
    return viewNow(tx, principal, id);
  });
}

export async function changeView(deps: KeepingDeps, principal: Principal, id: string, words: ViewWords): Promise<View> {
  assertMayShare(deps, principal, words.shared);
  const { workspaceId } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    const before = await changeable(deps, tx, principal, id);
    if (before.shared && !words.shared) await assertNotShown(tx, workspaceId, id, ({ shared }) => shared);
    await store.updateView(tx, workspaceId, id, words);
    return viewNow(tx, principal, id);
  });
}

export async function deleteView(deps: KeepingDeps, principal: Principal, id: string): Promise<void> {
  const { workspaceId } = principal;
  await deps.db.inWorkspace(workspaceId, async (tx) => {
    await changeable(deps, tx, principal, id);
    await assertNotShown(tx, workspaceId, id, () => true);
    await store.deleteView(tx, workspaceId, id);
  });
}

async function changeable(deps: KeepingDeps, tx: Tx, principal: Principal, id: string): Promise<store.ViewRow> {
  const row = await store.lockView(tx, principal.workspaceId, id);
  if (!(row && maySee(row, principal))) throw new Refusal(refusals.no_such_view);
  assertMayChange(deps, principal, row);
  return row;
}

async function assertNotShown(tx: Tx, workspaceId: string, id: string, counts: (dashboard: { shared: boolean }) => boolean) {
  const showing = (await store.dashboardsShowing(tx, workspaceId, id)).filter(counts);
  if (showing.length === 0) return;
  throw new Refusal(refusals.view_in_use, { detail: `Shown by ${showing.map(({ title }) => `"${title}"`).join(', ')}.` });
}
