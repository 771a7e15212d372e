/** What we made of it: heard → understood → decided → acted → checked. It moves, with an owner and a date, and cannot vanish. */
import type { Principal } from '#platform/auth';
import { type BodyOf, Refusal } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import { type createFinding, type Finding, type moveFinding, refusals, type Stage } from '../contract.ts';
import type { VoiceDeps } from './ground.ts';
import { ownerOf } from './owner.ts';
import { backingOf } from './rules/backing.ts';
import { mayMove } from './rules/stages.ts';
import { markUsed } from './store/feedback.ts';
import * as store from './store/registers.ts';
import { pieceOf, supportOf } from './store/support.ts';
import { findTheme } from './store/voice.ts';

type Deps = Pick<VoiceDeps, 'db' | 'audit' | 'people' | 'newId' | 'clock'>;

async function shown(
  { people, clock }: Pick<VoiceDeps, 'people' | 'clock'>,
  tx: Tx,
  workspaceId: string,
  rows: readonly store.FindingRow[],
): Promise<Finding[]> {
  const owners = new Map(
    (
      await people.colleagues(
        tx,
        rows.map(({ ownerId }) => ownerId),
      )
    ).map((one) => [one.id, one.name]),
  );
  const moves = await store.movesOf(
    tx,
    workspaceId,
    rows.map(({ id }) => id),
  );
  const support = await supportOf(
    tx,
    workspaceId,
    rows.map(({ id }) => id),
  );
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  return rows.map(({ ownerId, themeId, themeName, wantId, wantTitle, movedAt, ...row }) => {
    const pieces = support.filter(({ findingId }) => findingId === row.id).map(pieceOf);
    return {
      ...row,
      pieces,
      backing: backingOf(row.evidence, pieces),
      owner: { id: ownerId, name: owners.get(ownerId) ?? '?' },
      late: row.dueOn !== null && row.stage !== 'checked' && row.dueOn < today,
      theme: themeId === null ? null : { id: themeId, name: themeName ?? '?' },
      want: wantId === null ? null : { id: wantId, name: wantTitle ?? '?' },
      movedAt: movedAt.toISOString(),
      moves: moves
        .filter(({ findingId }) => findingId === row.id)
        .map(({ at, by, from, to, note }) => ({ at: at.toISOString(), by, from, to, note })),
    };
  });
}

export async function oneFinding(
  deps: Pick<VoiceDeps, 'people' | 'clock'>,
  tx: Tx,
  workspaceId: string,
  id: string,
): Promise<Finding> {
  const row = await store.findFinding(tx, workspaceId, id);
  const [answer] = row ? await shown(deps, tx, workspaceId, [row]) : [];
  if (answer === undefined) throw new Refusal(refusals.no_such_finding);
  return answer;
}

export const readFindings = (deps: Deps, workspaceId: string, stage: Stage | undefined): Promise<{ items: Finding[] }> =>
  deps.db.inWorkspace(
    workspaceId,
    async (tx) => ({ items: await shown(deps, tx, workspaceId, await store.findings(tx, workspaceId, stage)) }),
    { readOnly: true },
  );

/** Words a finding stands on were used: they are no longer ignored. */
export function keepFinding(deps: Deps, principal: Principal, body: BodyOf<typeof createFinding>): Promise<Finding> {
  const { workspaceId, label } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    const owner = await ownerOf(deps, tx, body.ownerId);
    if (body.themeId && (await findTheme(tx, workspaceId, body.themeId)) === undefined) throw new Refusal(refusals.no_such_theme);
    if (body.wantId && (await store.findWant(tx, workspaceId, body.wantId)) === undefined)
      throw new Refusal(refusals.no_such_want);
    const id = deps.newId();
    const evidence = [...new Set(body.evidence)];
    const { title, insight, themeId = null, wantId = null } = body;
    await store.insertFinding(tx, workspaceId, { id, title, insight, ownerId: owner.id, themeId, wantId, by: label });
    if (evidence.length > 0) {
      if ((await store.addEvidence(tx, workspaceId, id, evidence)) < evidence.length)
        throw new Refusal(refusals.no_such_feedback);
      await markUsed(tx, workspaceId, evidence);
    }
    await store.noteMove(tx, workspaceId, id, { by: label, from: null, to: 'heard', note: '' });
    await deps.audit.record(tx, principal, {
      action: 'measure.finding_kept',
      subject: `finding:${id}`,
      details: { title, ownerId: owner.id, themeId, wantId, evidence: evidence.length },
    });
    return oneFinding(deps, tx, workspaceId, id);
  });
}

export function move(deps: Deps, principal: Principal, id: string, body: BodyOf<typeof moveFinding>): Promise<Finding> {
  const { workspaceId, label } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    const held = await store.holdFinding(tx, workspaceId, id);
    const before = held && (await store.findFinding(tx, workspaceId, id));
    if (before === undefined) throw new Refusal(refusals.no_such_finding);
    const dueOn = body.dueOn ?? before.dueOn;
    const may = mayMove(before.stage, body.to, { note: body.note, dueOn });
    if (!may.ok)
      throw new Refusal(refusals.cannot_move, { detail: may.message, fields: [{ path: may.field, message: may.message }] });
    const ownerId = body.ownerId === undefined ? before.ownerId : (await ownerOf(deps, tx, body.ownerId)).id;
    await store.moveFinding(tx, workspaceId, id, { stage: body.to, ownerId, dueOn });
    await store.noteMove(tx, workspaceId, id, { by: label, from: before.stage, to: body.to, note: body.note });
    await deps.audit.record(tx, principal, {
      action: 'measure.finding_moved',
      subject: `finding:${id}`,
      details: { from: before.stage, to: body.to, ownerId, dueOn, note: body.note },
    });
    return oneFinding(deps, tx, workspaceId, id);
  });
}
