/** The clocks of a moment as people see them, with reasons. */
import type { Clock as Time } from '#platform/clock';
import { Refusal } from '#platform/contract';
import type { Db } from '#platform/postgres';
import type { ClockKind, MomentClocks } from '../contract/clocks.ts';
import { refusals } from '../contract/refusals.ts';
import { readFacts } from './clocks.ts';
import { type Clock, type ClockReason, clockAt } from './rules/clock.ts';
import { firedKey } from './rules/due-work.ts';
import { type Felt, feltAt, type Holder } from './rules/felt.ts';
import type { OpenHours } from './rules/open-time.ts';
import * as store from './store/clocks.ts';

const kinds: readonly ClockKind[] = ['first_reply', 'next_reply', 'resolution'];
const wall: OpenHours = { timeZone: 'UTC', always: true, week: [], days: [], closed: [] };

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

type Shown = MomentClocks['clocks'][number];

function shownReason(why: ClockReason): Shown['why'] {
  switch (why.code) {
    case 'running':
      return { ...why, dueAt: isoOrNull(why.dueAt) };
    case 'paused':
      return { ...why, by: [...why.by], since: iso(why.since) };
    case 'met':
      return { ...why, at: iso(why.at) };
    case 'breached':
      return { ...why, since: iso(why.since) };
    default:
      return why satisfies never;
  }
}

function shownClock(clock: Clock, fired: ReadonlyMap<string, number>): Shown {
  const { kind, round, state, clause, withinMs, elapsedMs, remainingMs } = clock;
  return {
    ...{ kind, round, state, clause, withinMs, elapsedMs, remainingMs },
    startedAt: iso(clock.startedAt),
    endedAt: isoOrNull(clock.endedAt),
    warnAt: isoOrNull(clock.warnAt),
    dueAt: isoOrNull(clock.dueAt),
    why: shownReason(clock.why),
    steps: clock.steps.map((step) => ({
      kind: step.kind,
      tell: [...step.tell],
      dueAt: isoOrNull(step.dueAt),
      firedAt: isoOrNull(fired.get(firedKey(clock, step.id)) ?? null),
    })),
  };
}

function shownFelt({ startedAt, endedAt, totalMs, holds, band }: Felt, names: ReadonlyMap<string, string>): MomentClocks['felt'] {
  const named = (holder: Holder) => (holder.by === 'team' ? { ...holder, name: names.get(holder.id) ?? holder.id } : holder);
  return {
    startedAt: iso(startedAt),
    endedAt: isoOrNull(endedAt),
    totalMs,
    holds: holds.map(({ holder, ms }) => ({ holder: named(holder), ms })),
    band: band.map(({ from, until, holder }) => ({ from: iso(from), until: iso(until), holder: named(holder) })),
  };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function readClocks(db: Db, time: Time, workspaceId: string, momentId: string): Promise<MomentClocks> {
  const read = async (tx: Parameters<Parameters<Db['inWorkspace']>[1]>[0]): Promise<MomentClocks> => {
    if (!(await store.around(tx, workspaceId, momentId))) throw new Refusal(refusals.no_such_moment);
    const facts = await readFacts(tx, workspaceId, momentId);
    const now = Math.max(time.now(), facts.at(-1)?.at ?? 0);
    const fired = await store.firedOf(tx, workspaceId, momentId);
    const felt = feltAt(facts, now, wall);
    const teams = (felt?.holds ?? []).flatMap(({ holder }) => (holder.by === 'team' && uuid.test(holder.id) ? [holder.id] : []));
    const applied = await store.lastClause(tx, workspaceId, momentId);
    return {
      clause: applied ?? null,
      clocks: kinds.map((kind) => clockAt(kind, facts, now)).flatMap((clock) => (clock ? [shownClock(clock, fired)] : [])),
      felt: felt && shownFelt(felt, await store.queueNames(tx, workspaceId, teams)),
    };
  };
  return db.inWorkspace(workspaceId, read, { readOnly: true });
}
