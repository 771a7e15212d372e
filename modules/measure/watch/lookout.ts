/**
 * Looks at one watch: judges what is over since the last look, once, and tells its owner what was unusual.
 *
 * The figures are asked with no transaction open. What follows from them is kept in one, which goes on only if the watch is
 * where it was when they were asked: of two that look at once, or one that was interrupted, exactly one tells.
 */
import { Refusal, z } from '#platform/contract';
import type { JobKind } from '#platform/jobs';
import type { Tx } from '#platform/postgres';
import type { BlindWhy } from '../contract.ts';
import { aboutOf, explanationsOf, howOf, nameOf, pointsOf, type Within } from './figures.ts';
import type { WatchDeps } from './ground.ts';
import { heirOf } from './heir.ts';
import { reaches } from './reach.ts';
import {
  closedPoints,
  type Episode,
  episodesOf,
  type Looked,
  look,
  mostLate,
  mostShown,
  nextLook,
  paces,
  pastOf,
} from './rules/look.ts';
import { headOf, sentenceOf } from './rules/words.ts';
import * as store from './store.ts';

export const letterPayload = z.object({ workspaceId: z.uuid(), findingId: z.uuid(), why: z.enum(['seen', 'missed']) });
export const letter: JobKind<typeof letterPayload> = { name: 'measure.watch_letter', payload: letterPayload };

const minuteMs = 60_000;
/** A copy that has not caught up for so long is worth saying. */
const patienceMs = 15 * minuteMs;
const refusedMs = 10 * minuteMs;
const hourMs = 3_600_000;

type Explanations = Awaited<ReturnType<typeof explanationsOf>>;
interface Seen {
  fresh: Looked[];
  judgedTo: number | null;
  passedOver: number;
  parts: Explanations;
}

export async function lookAt(deps: WatchDeps, workspaceId: string, id: string): Promise<void> {
  const { db, clock } = deps;
  const now = clock.now();
  const read = await db.inWorkspace(
    workspaceId,
    async (tx) => {
      const watch = await store.findWatch(tx, workspaceId, id);
      if (watch === undefined || watch.paused) return undefined;
      const about = aboutOf(watch.about);
      const until = now - paces[watch.grain].graceMs;
      const there = (await nameOf(tx, workspaceId, about)) !== undefined;
      return { watch, about, until, there, current: await reaches(deps, tx, workspaceId, about, new Date(until)) };
    },
    { readOnly: true },
  );
  if (read === undefined) return;
  const { watch, about, until } = read;
  const blind = (why: BlindWhy, detail: string, againMs: number) =>
    db.inWorkspace(workspaceId, (tx) =>
      store.noteBlind(tx, workspaceId, id, { now: new Date(now), why, detail, nextAt: new Date(now + againMs) }),
    );
  if (!read.there) return blind('gone', '', refusedMs);
  if (!read.current) {
    const due = (watch.judgedTo ?? watch.createdAt).getTime() + paces[watch.grain].bucketMs + paces[watch.grain].graceMs;
    if (now - due > patienceMs) return blind('behind', '', minuteMs);
    await db.inWorkspace(workspaceId, (tx) => store.putOff(tx, workspaceId, id, new Date(now + minuteMs)));
    return;
  }
  try {
    const seen = await see(deps, workspaceId, { ...watch, about }, until);
    const ownerId = (await heirOf(deps, workspaceId, watch.ownerId)) ?? watch.ownerId;
    await db.inWorkspace(workspaceId, (tx) => keep(deps, tx, workspaceId, watch, ownerId, seen));
  } catch (error) {
    if (error instanceof Refusal) return blind('refused', error.message, refusedMs);
    deps.log.warn({ err: error, workspaceId, watch: id }, 'a watch cannot be judged; it is tried again');
    await blind('engine', '', minuteMs);
  }
}

async function see(deps: WatchDeps, workspaceId: string, watch: store.WatchRow, until: number): Promise<Seen> {
  const { about, grain, sensitivity } = watch;
  const { bucketMs } = paces[grain];
  const judgedTo = watch.judgedTo?.getTime() ?? null;
  // The first look tells nobody anything: it shows what lately was, from when on the watch is kept.
  const since = judgedTo === null ? until - (mostShown + 1) * bucketMs : Math.max(judgedTo, until - mostLate * bucketMs);
  const within: Within = { from: since - pastOf(grain), to: until };
  const how = howOf(about, sensitivity);
  const { closed, to } = closedPoints(await pointsOf(deps, workspaceId, watch, within), until);
  const looked = look(closed, grain, how);
  const fresh = judgedTo === null ? looked.slice(-mostShown) : looked.filter(({ at }) => at >= since);
  const unusual = judgedTo === null ? [] : fresh.filter(({ side }) => side !== null).map(({ at }) => at);
  return {
    fresh,
    judgedTo: to === undefined || (judgedTo !== null && to < judgedTo) ? judgedTo : to,
    passedOver: judgedTo === null ? 0 : Math.max(0, Math.floor((since - judgedTo) / bucketMs)),
    parts: unusual.length > 0 ? await explanationsOf(deps, workspaceId, watch, within, how, unusual) : new Map(),
  };
}

async function keep(
  deps: WatchDeps,
  tx: Tx,
  workspaceId: string,
  asked: store.WatchRow,
  ownerId: string,
  { fresh, judgedTo, passedOver, parts }: Seen,
): Promise<void> {
  const watch = await store.holdWatch(tx, workspaceId, asked.id);
  // Somebody else has judged it, or it was changed, while we asked: what we know is not about this watch any more.
  if (watch === undefined || watch.paused || watch.judgedTo?.getTime() !== asked.judgedTo?.getTime()) return;
  const now = deps.clock.now();
  const first = asked.judgedTo === null;
  const last = first ? undefined : await store.lastFinding(tx, workspaceId, watch.id);
  const before = last ? { id: last.id, side: last.side, last: last.lastAt.getTime() } : null;
  const episodes = first ? [] : episodesOf(fresh, watch.grain, before);
  const ids = await tell(deps, tx, workspaceId, watch, ownerId, episodes, parts);
  const findingOf = new Map(episodes.flatMap(({ buckets }, at) => buckets.map((bucket) => [bucket.at, ids[at] ?? null])));
  await store.insertBuckets(
    tx,
    workspaceId,
    watch.id,
    fresh.map((bucket) => ({ ...bucket, findingId: findingOf.get(bucket.at) ?? null })),
  );
  await store.forgetBuckets(tx, workspaceId, watch.id);
  const late = !first && (fresh.length > 1 || passedOver > 0);
  await store.noteLook(tx, workspaceId, watch.id, {
    judgedTo: judgedTo === null ? null : new Date(judgedTo),
    nextAt: new Date(nextLook(judgedTo ?? now, watch.grain, now)),
    caughtUp: late ? { at: new Date(now).toISOString(), buckets: fresh.length, passedOver } : null,
  });
}

/** One moment for all that is new in one look. Answers the finding of each episode. */
async function tell(
  deps: WatchDeps,
  tx: Tx,
  workspaceId: string,
  watch: store.WatchRow,
  ownerId: string,
  episodes: readonly Episode[],
  parts: Explanations,
): Promise<(string | null)[]> {
  for (const { id, buckets } of episodes)
    if (id !== null) await store.prolong(tx, workspaceId, id, new Date(buckets.at(-1)?.at ?? 0));
  const fresh = episodes.filter(({ id }) => id === null);
  const [leading] = fresh;
  const opening = leading?.buckets[0];
  if (!(leading && opening)) return episodes.map(({ id }) => id);
  const sentences = fresh.flatMap(({ buckets: [bucket] }) =>
    bucket ? [sentenceOf(watch, bucket, parts.get(bucket.at) ?? [])] : [],
  );
  const momentId = await deps.moments.openFor(tx, workspaceId, {
    key: `watch ${watch.id} ${opening.at}`,
    kind: 'watch',
    title: headOf(watch.title, leading.side),
    sentence: sentences[0] ?? '',
    note: [...sentences.slice(1), watch.todo, `Say what it was: ${deps.baseUrl}/watches/${watch.id}`].filter(Boolean).join('\n'),
    colleagueId: ownerId,
    by: watch.title,
  });
  const dueAt = new Date(deps.clock.now() + watch.answerHours * hourMs);
  const ids: (string | null)[] = [];
  for (const episode of episodes) {
    const [bucket] = episode.buckets;
    if (episode.id !== null || bucket === undefined) {
      ids.push(episode.id);
      continue;
    }
    const id = deps.newId();
    const { at, seen, expected, low, high } = bucket;
    await store.insertFinding(tx, workspaceId, {
      ...{ id, watchId: watch.id, side: episode.side, expected, low, high, ownerId, momentId, dueAt },
      ...{ fromAt: new Date(at), lastAt: new Date(episode.buckets.at(-1)?.at ?? at), seen: seen ?? 0 },
      explained: parts.get(at) ?? [],
    });
    ids.push(id);
    await deps.jobs.add(tx, letter, { workspaceId, findingId: id, why: 'seen' }, { key: `watch:${id}:seen` });
  }
  return ids;
}
