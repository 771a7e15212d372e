/**
 * Random histories of several people at few moments, made so that races happen: what people know is old half of the time, and
 * between any two statements anything may be delayed. No real time and no real chance: a seed makes the same history again.
 */
import type { Call } from './checker.ts';
import { isQueue, type Op, type Out, type OwnershipCall, type Seen, type Stretch } from './model.ts';
import { newRow, type Ownership, type Row, type Steps } from './reference.ts';

export interface Plan {
  seed: number;
  people: number;
  moments: number;
  /** Calls of each person, and of the server's own timers. */
  calls: number;
  /** How many of a thousand calls get no answer. */
  unanswered: number;
}

/** Mulberry32: small, and good enough to shake things with. */
function chanceFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Pick = <T>(options: readonly [weight: number, option: T][]) => T;

function pickWith(chance: () => number): Pick {
  return (options) => {
    let left = chance() * options.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, option] of options) {
      left -= weight;
      if (left < 0) return option;
    }
    throw new Error('nothing to pick from');
  };
}

/** What a person tries, given what they believe. Most of it makes sense; some of it must be refused. */
function wish(who: string, others: readonly string[], believed: Seen, pick: Pick): Op {
  const { owner, epoch, offer, open } = believed;
  const queue = pick([
    [1, 'queue'],
    [1, 'queue:night'],
  ]);
  const other = pick(others.map((id) => [1, id] as [number, string]));
  const read: Op = { do: 'read' };
  const act: Op = { do: 'act', who, epoch };
  const resolve: Op = { do: 'resolve', who, epoch };
  const take: Op = pick<Op>([
    [1, { do: 'take', who }],
    [1, { do: 'take', who, epoch }],
  ]);
  const giveBack: Op = { do: 'give_back', who, epoch, queue };
  const offerIt: Op = { do: 'offer', by: who, to: other, epoch };
  if (!open)
    return pick<Op>([
      [2, read],
      [
        4,
        {
          do: 'reopen',
          to: pick([
            [1, who],
            [2, queue],
          ]),
        },
      ],
      [2, act],
      [1, resolve],
    ]);
  if (offer === who)
    return pick<Op>([
      [1, read],
      [6, { do: 'accept', who, epoch }],
      [3, { do: 'decline', who, epoch }],
      [1, act],
    ]);
  if (owner === who)
    return pick<Op>([
      [2, read],
      [4, act],
      [5, offerIt],
      [2, giveBack],
      [1, resolve],
    ]);
  if (isQueue(owner))
    return pick<Op>([
      [2, read],
      [5, take],
      [1, { do: 'offer', by: owner, to: other, epoch }],
      [1, act],
    ]);
  return pick<Op>([
    [6, read],
    [2, act],
    [1, resolve],
    [1, take],
    [1, offerIt],
    [1, giveBack],
    [2, { do: 'accept', who, epoch }],
  ]);
}

/** What the server does by itself: ends offers, and moves what people own who went away. */
function upkeep(people: readonly string[], believed: Seen, pick: Pick): Op {
  const queue = pick([
    [1, 'queue'],
    [1, 'queue:night'],
  ]);
  const leaver = isQueue(believed.owner) ? pick(people.map((id) => [1, id] as [number, string])) : believed.owner;
  const leave: Op = {
    do: 'leave',
    who: pick([
      [3, leaver],
      [1, believed.offer ?? leaver],
    ]),
    queue,
  };
  const { offer, epoch } = believed;
  if (offer === null)
    return pick<Op>([
      [5, { do: 'read' }],
      [1, leave],
    ]);
  return pick<Op>([
    [2, { do: 'read' }],
    [4, { do: 'expire', to: offer, epoch }],
    [2, leave],
  ]);
}

/** The operation's steps on a row. The table is typed by what it does; here any of them may come. */
const stepsOf = (ownership: Ownership, row: Row, op: Op): Steps =>
  (ownership[op.do as keyof Ownership] as (row: Row, op: Op) => Steps)(row, op);

export interface History {
  calls: OwnershipCall[];
  /** Who owned each moment, as the implementation tells it afterwards. */
  chains: ReadonlyMap<string, readonly Stretch[]>;
}

/** One history against an implementation, right or flawed. */
export function history(ownership: Ownership, plan: Plan): History {
  const chance = chanceFrom(plan.seed);
  const pick = pickWith(chance);
  const people = Array.from({ length: plan.people }, (_, at) => `person${at}`);
  const moments = Array.from({ length: plan.moments }, (_, at) => `moment${at}`);
  const rows = new Map(moments.map((moment) => [moment, newRow()]));
  const calls: Call<Op, Out>[] = [];
  let clock = 0;

  // Everything under way, each with the time at which it goes on. Few at once: a list is enough.
  const underWay: { at: number; go: () => void }[] = [];
  const later = (go: () => void) => void underWay.push({ at: clock + 1 + Math.floor(chance() ** 3 * 40), go });

  const run = (steps: Steps, done: (out: Out) => void, mayStop: boolean): void => {
    const step = steps.next();
    if (step.done) later(() => done(step.value));
    // A process that dies in the middle: what is done is done, the rest never comes.
    else if (!mayStop || chance() > 0.3) later(() => run(steps, done, mayStop));
  };

  const clientOf = (name: string, choose: (believed: Seen) => Op): (() => void) => {
    const believes = new Map<string, Seen>(moments.map((moment) => [moment, newRow().now]));
    let left = plan.calls;
    const next = () => {
      if (left === 0) return;
      left -= 1;
      const moment = pick(moments.map((one) => [1, one] as [number, string]));
      const row = rows.get(moment) as Row;
      // Half of the time they have just looked (at no cost, outside of the history), else they act upon what they last knew.
      if (chance() < 0.5) believes.set(moment, row.now);
      const op = choose(believes.get(moment) as Seen);
      const call: Call<Op, Out> = {
        client: name,
        subject: moment,
        op,
        invokedAt: ++clock,
        returnedAt: Number.POSITIVE_INFINITY,
        out: null,
      };
      calls.push(call);
      const dies = chance() * 1_000 < plan.unanswered;
      const answered = (out: Out) => {
        if (dies) return;
        call.returnedAt = ++clock;
        call.out = out;
        if (out.ok && out.seen) believes.set(moment, out.seen);
        later(next);
      };
      later(() => run(stepsOf(ownership, row, op), answered, dies));
      if (dies) later(next);
    };
    return next;
  };

  const clients = people.map((who) => {
    const others = people.filter((one) => one !== who);
    return clientOf(who, (believed) => wish(who, others, believed, pick));
  });
  clients.push(clientOf('server', (believed) => upkeep(people, believed, pick)));
  for (const client of clients) later(client);
  while (underWay.length > 0) {
    const first = underWay.reduce((best, one, at) => (one.at < (underWay[best] as { at: number }).at ? at : best), 0);
    const [one] = underWay.splice(first, 1) as [{ at: number; go: () => void }];
    clock = Math.max(clock, one.at);
    one.go();
  }
  return { calls, chains: new Map([...rows].map(([moment, { chain }]) => [moment, chain])) };
}
