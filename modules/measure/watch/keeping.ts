/** Keeps watches: begun, handed over, let rest, ended; and what one would have seen. */
import type { Principal } from '#platform/auth';
import { type BodyOf, Refusal, type ReplyOf } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import {
  type changeWatch,
  type createWatch,
  type previewWatch,
  refusals,
  type Watch,
  type WatchedAbout,
  watchRefusals,
} from '../contract.ts';
import { ownerOf } from '../voice/owner.ts';
import { explanationsOf, howOf, nameOf, pointsOf } from './figures.ts';
import type { WatchDeps } from './ground.ts';
import { lookAt } from './lookout.ts';
import { closedPoints, episodesOf, look, mostShown, paces, pastOf } from './rules/look.ts';
import { one, shown } from './show.ts';
import * as store from './store.ts';

const mostWatches = 100;
/** Of each watch in the list; one watch by itself shows more. */
const findingsInList = 10;

export const list = (deps: WatchDeps, workspaceId: string): Promise<{ items: Watch[] }> =>
  deps.db.inWorkspace(
    workspaceId,
    async (tx) => ({ items: await shown(deps, tx, workspaceId, await store.listWatches(tx, workspaceId), findingsInList) }),
    { readOnly: true },
  );

export const read = (deps: WatchDeps, workspaceId: string, id: string): Promise<Watch> =>
  deps.db.inWorkspace(workspaceId, (tx) => one(deps, tx, workspaceId, id), { readOnly: true });

async function mustExist(tx: Tx, workspaceId: string, about: WatchedAbout): Promise<void> {
  if ((await nameOf(tx, workspaceId, about)) !== undefined) return;
  throw new Refusal(about.kind === 'metric' ? refusals.no_such_metric : refusals.no_such_theme);
}

/** What the last hours or days were, by the same rule that will judge the next ones. */
export async function preview(
  deps: WatchDeps,
  workspaceId: string,
  { about, grain, timeZone, sensitivity }: BodyOf<typeof previewWatch>,
): Promise<ReplyOf<typeof previewWatch>> {
  await deps.db.inWorkspace(workspaceId, (tx) => mustExist(tx, workspaceId, about), { readOnly: true });
  const { bucketMs, graceMs } = paces[grain];
  const to = deps.clock.now() - graceMs;
  const since = to - (mostShown + 1) * bucketMs;
  const points = await pointsOf(deps, workspaceId, { about, grain, timeZone }, { from: since - pastOf(grain), to });
  const looked = look(closedPoints(points, to).closed, grain, howOf(about, sensitivity)).slice(-mostShown);
  return {
    buckets: looked.map(({ at, ...bucket }) => ({ at: new Date(at).toISOString(), ...bucket })),
    alarms: episodesOf(looked, grain, null).length,
  };
}

export async function create(deps: WatchDeps, principal: Principal, asked: BodyOf<typeof createWatch>): Promise<Watch> {
  const { workspaceId, label } = principal;
  const { about, grain, timeZone } = asked;
  // Asked once before it is kept: a question that is refused would be blind for ever.
  const now = deps.clock.now();
  await deps.db.inWorkspace(workspaceId, (tx) => mustExist(tx, workspaceId, about), { readOnly: true });
  const [figure, within] = [
    { about, grain, timeZone },
    { from: now - 2 * paces[grain].bucketMs, to: now },
  ];
  await pointsOf(deps, workspaceId, figure, within);
  await explanationsOf(deps, workspaceId, figure, within, howOf(about, asked.sensitivity), []);
  const id = deps.newId();
  await deps.db.inWorkspace(workspaceId, async (tx) => {
    if ((await store.holdCount(tx, workspaceId)) >= mostWatches) throw new Refusal(watchRefusals.too_many_watches);
    const owner = await ownerOf(deps, tx, asked.ownerId);
    await store.insertWatch(tx, workspaceId, { ...asked, id, ownerId: owner.id, createdBy: label, nextAt: new Date(now) });
    await deps.audit.record(tx, principal, {
      action: 'measure.watch_begun',
      subject: `watch:${id}`,
      details: { title: asked.title, about, grain, ownerId: owner.id },
    });
  });
  await lookAt(deps, workspaceId, id);
  return read(deps, workspaceId, id);
}

export function change(deps: WatchDeps, principal: Principal, id: string, asked: BodyOf<typeof changeWatch>): Promise<Watch> {
  const { workspaceId } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    const row = await store.holdWatch(tx, workspaceId, id);
    if (row === undefined) throw new Refusal(watchRefusals.no_such_watch);
    if (asked.ownerId !== undefined && asked.ownerId !== row.ownerId) await ownerOf(deps, tx, asked.ownerId);
    const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
    // What happened while it rested is nobody's finding: it begins with a first look again.
    const resumed = row.paused && asked.paused === false;
    const anew = resumed ? { judgedTo: null, nextAt: new Date(deps.clock.now()) } : {};
    await store.updateWatch(tx, workspaceId, { ...row, ...given, ...anew });
    await deps.audit.record(tx, principal, { action: 'measure.watch_changed', subject: `watch:${id}`, details: given });
    return one(deps, tx, workspaceId, id);
  });
}

export function remove(deps: WatchDeps, principal: Principal, id: string): Promise<void> {
  const { workspaceId } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    const row = await store.holdWatch(tx, workspaceId, id);
    if (row === undefined) throw new Refusal(watchRefusals.no_such_watch);
    const [said] = await store.saidOf(tx, workspaceId, [id]);
    if (said && said.open > 0) throw new Refusal(watchRefusals.watch_has_findings);
    await store.deleteWatch(tx, workspaceId, id);
    const details = { title: row.title, about: row.about, said: said ?? null };
    await deps.audit.record(tx, principal, { action: 'measure.watch_ended', subject: `watch:${id}`, details });
  });
}
