/** The registry of touchpoints: what belongs to each, whose it is, and who answers for which of its cells. */
import type { Principal } from '#platform/auth';
import { type BodyOf, Refusal, type ReplyOf } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import { type changeTouchpoint, type listTouchpoints, refusals, type Touchpoint } from '../contract.ts';
import type { MeasureDeps } from '../index.ts';
import { ownerOf } from '../voice/owner.ts';
import { themesOf } from '../voice/store/voice.ts';
import { seen } from './analytics.ts';
import * as store from './store.ts';

export type RegistryDeps = Pick<MeasureDeps, 'db' | 'clickhouse' | 'people' | 'audit' | 'newId'>;
type Words = BodyOf<typeof changeTouchpoint>;

const mostTouchpoints = 100;

export async function list(deps: RegistryDeps, workspaceId: string): Promise<ReplyOf<typeof listTouchpoints>> {
  const words = await seen(deps.clickhouse, workspaceId);
  return deps.db.inWorkspace(
    workspaceId,
    async (tx) => {
      const themes = (await themesOf(tx, workspaceId)).map(({ id, name }) => ({ id, name }));
      const rows = await store.listTouchpoints(tx, workspaceId);
      return { items: await described(deps.people, tx, rows), seen: { ...words, themes } };
    },
    { readOnly: true },
  );
}

/** Who answers, and whether they still can. */
export async function answeringOf(people: Pick<MeasureDeps['people'], 'colleagues'>, tx: Tx, ids: readonly (string | null)[]) {
  const found = await people.colleagues(tx, [...new Set(ids.flatMap((id) => id ?? []))]);
  const byId = new Map(found.map((colleague) => [colleague.id, colleague]));
  return (id: string | null | undefined) => {
    const colleague = id ? byId.get(id) : undefined;
    return colleague ? { id: colleague.id, name: colleague.name, active: colleague.active } : null;
  };
}

export async function described(
  people: Pick<MeasureDeps['people'], 'colleagues'>,
  tx: Tx,
  rows: readonly store.TouchpointRow[],
): Promise<Touchpoint[]> {
  const answering = await answeringOf(
    people,
    tx,
    rows.map(({ ownerId }) => ownerId),
  );
  return rows.map(({ ownerId, ...row }) => ({ ...row, owner: answering(ownerId) }));
}

async function assertSound(deps: RegistryDeps, tx: Tx, workspaceId: string, words: Words, others: store.TouchpointRow[]) {
  if (others.some(({ name }) => name.toLowerCase() === words.name.toLowerCase()))
    throw new Refusal(refusals.touchpoint_exists, { fields: [{ path: 'name', message: `"${words.name}" is taken` }] });
  if (words.ownerId !== null) await ownerOf(deps, tx, words.ownerId);
  const known = new Set((await themesOf(tx, workspaceId)).map(({ id }) => id));
  if (words.rule.themes.some((id) => !known.has(id)))
    throw new Refusal(refusals.no_such_theme, { fields: [{ path: 'rule.themes', message: 'one of them is not known' }] });
}

export function create(deps: RegistryDeps, principal: Principal, words: Words): Promise<Touchpoint> {
  const { workspaceId, label } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    await store.holdRegistry(tx, workspaceId);
    const others = await store.listTouchpoints(tx, workspaceId);
    if (others.length >= mostTouchpoints) throw new Refusal(refusals.too_many_touchpoints);
    await assertSound(deps, tx, workspaceId, words, others);
    const row = { id: deps.newId(), ...words };
    await store.insertTouchpoint(tx, workspaceId, row, label);
    return told(deps, tx, principal, 'created', row);
  });
}

export function change(deps: RegistryDeps, principal: Principal, id: string, words: Words): Promise<Touchpoint> {
  const { workspaceId, label } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    const all = await held(tx, workspaceId, id);
    await assertSound(
      deps,
      tx,
      workspaceId,
      words,
      all.filter((other) => other.id !== id),
    );
    const row = { id, ...words };
    await store.updateTouchpoint(tx, workspaceId, row, label);
    return told(deps, tx, principal, 'changed', row);
  });
}

export function remove(deps: RegistryDeps, principal: Principal, id: string): Promise<void> {
  const { workspaceId, label } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    const all = await held(tx, workspaceId, id);
    await store.takeAway(tx, workspaceId, id, label);
    await deps.audit.record(tx, principal, {
      action: 'measure.touchpoint_removed',
      subject: `touchpoint:${id}`,
      details: { name: all.find((row) => row.id === id)?.name },
    });
  });
}

export function putInOrder(deps: RegistryDeps, principal: Principal, order: string[]): Promise<{ order: string[] }> {
  const { workspaceId } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    await store.holdRegistry(tx, workspaceId);
    const ids = new Set((await store.listTouchpoints(tx, workspaceId)).map(({ id }) => id));
    const wanted = new Set(order);
    if (wanted.size !== order.length || wanted.size !== ids.size || order.some((id) => !ids.has(id)))
      throw new Refusal(refusals.not_their_order, { fields: [{ path: 'order', message: `names of ${ids.size} touchpoints` }] });
    await store.putInOrder(tx, workspaceId, order);
    await deps.audit.record(tx, principal, { action: 'measure.touchpoints_ordered', subject: 'touchpoints', details: { order } });
    return { order };
  });
}

export function ownCell(
  deps: RegistryDeps,
  principal: Principal,
  { touchpointId, departmentId }: { touchpointId: string; departmentId: string },
  ownerId: string | null,
) {
  const { workspaceId } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    await held(tx, workspaceId, touchpointId);
    if (!(await deps.people.departments(tx)).some(({ id }) => id === departmentId))
      throw new Refusal(refusals.no_such_department);
    const owner = ownerId === null ? null : { ...(await ownerOf(deps, tx, ownerId)), active: true };
    await store.setCellOwner(tx, workspaceId, touchpointId, departmentId, ownerId);
    await deps.audit.record(tx, principal, {
      action: 'measure.cell_owned',
      subject: `touchpoint:${touchpointId}`,
      details: { department: departmentId, owner: ownerId },
    });
    return { owner };
  });
}

/** The registry, held until the transaction ends; refused when this one is not in it. */
async function held(tx: Tx, workspaceId: string, id: string): Promise<store.TouchpointRow[]> {
  await store.holdRegistry(tx, workspaceId);
  const all = await store.listTouchpoints(tx, workspaceId);
  if (!all.some((row) => row.id === id)) throw new Refusal(refusals.no_such_touchpoint);
  return all;
}

async function told(
  { audit, people }: RegistryDeps,
  tx: Tx,
  principal: Principal,
  what: 'created' | 'changed',
  row: store.TouchpointRow,
): Promise<Touchpoint> {
  const { id, ...details } = row;
  await audit.record(tx, principal, { action: `measure.touchpoint_${what}`, subject: `touchpoint:${id}`, details });
  const [touchpoint] = await described(people, tx, [row]);
  return touchpoint as Touchpoint;
}
