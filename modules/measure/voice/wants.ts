/** The register of wants: what customers wish for, by how many, and what was decided. */
import type { Principal } from '#platform/auth';
import { type BodyOf, Refusal, type ReplyOf } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import { type changeWant, type Feedback, type listWants, refusals, type Want } from '../contract.ts';
import type { VoiceDeps } from './ground.ts';
import { copySoon } from './keep.ts';
import { ownerOf } from './owner.ts';
import { sampleOf, shown } from './show.ts';
import { feedbackByIds, settleWanted, wantedFeedback } from './store/feedback.ts';
import * as store from './store/registers.ts';

type Deps = Pick<VoiceDeps, 'db' | 'audit' | 'people' | 'customers' | 'lanes'>;

async function wantsShown(
  { db, people, customers }: Pick<Deps, 'db' | 'people' | 'customers'>,
  workspaceId: string,
  rows: readonly store.CountedWant[],
): Promise<Want[]> {
  const { owners, samples } = await db.inWorkspace(
    workspaceId,
    async (tx) => ({
      owners: new Map(
        (
          await people.colleagues(
            tx,
            rows.flatMap(({ ownerId }) => ownerId ?? []),
          )
        ).map((one) => [one.id, one]),
      ),
      samples: new Map(
        (
          await feedbackByIds(
            tx,
            workspaceId,
            rows.flatMap((row) => row.samples),
          )
        ).map((one) => [one.id, one]),
      ),
    }),
    { readOnly: true },
  );
  const faces = await customers.describePeople(workspaceId, [...new Set(rows.flatMap(({ senders }) => senders))]);
  return rows.map((row) => {
    const owner = row.ownerId === null ? undefined : owners.get(row.ownerId);
    return {
      id: row.id,
      title: row.title,
      state: row.state,
      decision: row.decision,
      decidedBy: row.decidedBy,
      owner: owner ? { id: owner.id, name: owner.name } : null,
      records: row.records,
      // Who wrote from two addresses is one person.
      people: new Set(row.senders.map((no) => faces.get(no)?.id ?? no)).size,
      firstAt: row.firstAt.toISOString(),
      lastAt: row.lastAt.toISOString(),
      sample: row.samples.flatMap((id) => {
        const said = samples.get(id);
        return said ? [sampleOf(said)] : [];
      }),
    };
  });
}

export async function readWants(deps: Deps, workspaceId: string, state: Want['state']): Promise<ReplyOf<typeof listWants>> {
  const rows = await deps.db.inWorkspace(workspaceId, (tx) => store.countedWants(tx, workspaceId, { state }), { readOnly: true });
  return { items: await wantsShown(deps, workspaceId, rows) };
}

async function readWant(deps: Deps, workspaceId: string, id: string): Promise<Want> {
  const rows = await deps.db.inWorkspace(workspaceId, (tx) => store.countedWants(tx, workspaceId, { id }), { readOnly: true });
  const [want] = await wantsShown(deps, workspaceId, rows);
  if (want === undefined) throw new Refusal(refusals.no_such_want);
  return want;
}

const held = async (tx: Tx, workspaceId: string, id: string): Promise<store.WantRow> => {
  const want = await store.holdWant(tx, workspaceId, id);
  if (want === undefined) throw new Refusal(refusals.no_such_want);
  return want;
};

/** A decision is an answer to everybody who wished for it: their words are settled with it. */
export async function reviseWant(
  deps: Deps,
  principal: Principal,
  id: string,
  { title, ownerId, decide }: BodyOf<typeof changeWant>,
): Promise<Want> {
  const { workspaceId, label } = principal;
  await deps.db.inWorkspace(workspaceId, async (tx) => {
    const before = await held(tx, workspaceId, id);
    const after = { ...before, ...(title !== undefined && { title }) };
    if (ownerId !== undefined) after.ownerId = ownerId === null ? null : (await ownerOf(deps, tx, ownerId)).id;
    if (decide) {
      const open = decide.state === 'open';
      Object.assign(after, { state: decide.state, decision: open ? null : decide.why, decidedBy: open ? null : label });
      if (!open) await settleWanted(tx, workspaceId, id, label, decide.why);
    }
    await store.updateWant(tx, workspaceId, after);
    await deps.audit.record(tx, principal, {
      action: decide ? 'measure.want_decided' : 'measure.want_changed',
      subject: `want:${id}`,
      details: { ownerId: after.ownerId, state: after.state, why: decide?.why ?? null },
    });
  });
  return readWant(deps, workspaceId, id);
}

export async function mergeWant(deps: Deps, principal: Principal, id: string, into: string): Promise<Want> {
  const { workspaceId } = principal;
  await deps.db.inWorkspace(workspaceId, async (tx) => {
    if (id === into)
      throw new Refusal(refusals.no_such_want, { fields: [{ path: 'into', message: 'another want than itself' }] });
    await held(tx, workspaceId, id);
    await held(tx, workspaceId, into);
    await store.mergeWants(tx, workspaceId, id, into);
    copySoon(deps, tx, workspaceId);
    await deps.audit.record(tx, principal, { action: 'measure.want_merged', subject: `want:${id}`, details: { into } });
  });
  return readWant(deps, workspaceId, into);
}

/** Who wished for it, newest first. */
export async function wantRecords(
  deps: Pick<VoiceDeps, 'db' | 'customers' | 'people'>,
  principal: Principal,
  id: string,
): Promise<Feedback[]> {
  const { workspaceId } = principal;
  const rows = await deps.db.inWorkspace(workspaceId, (tx) => wantedFeedback(tx, workspaceId, id), { readOnly: true });
  return shown(deps, principal, rows);
}
