/**
 * A small ownership in memory that does it right, to be broken in known ways by `flaws.ts`.
 *
 * Every operation is a generator: what stands between two `yield`s happens at once, as one statement of a database does; at a
 * `yield` anything else may happen. Doing it right is therefore one thing: look and change between the same two yields.
 */
import { isQueue, type Op, type Out, type Seen, type Stretch } from './model.ts';

export type Steps = Generator<void, Out, void>;
export type Ownership = { [K in Exclude<Op['do'], 'move'>]: (row: Row, op: Extract<Op, { do: K }>) => Steps };

export interface Row {
  now: Required<Seen>;
  /** What a lagging copy would show. */
  before: Required<Seen>;
  /** The epoch an offer was made in. */
  offeredAt: number;
  /** Who owned it, by epoch. */
  chain: Stretch[];
}

export const newRow = (): Row => {
  const now = { owner: 'queue', epoch: 1, offer: null, open: true, acts: 0 };
  return { now, before: now, offeredAt: 0, chain: [{ epoch: 1, owner: 'queue' }] };
};

export function write(row: Row, change: Partial<Seen>): Out {
  row.before = row.now;
  row.now = { ...row.now, ...change };
  const { owner, epoch } = row.now;
  if (owner !== row.before.owner || epoch !== row.before.epoch) row.chain.push({ epoch, owner });
  return { ok: true, epoch: row.now.epoch };
}

export const refused: Out = { ok: false };

export const owns = ({ now }: Row, who: string, epoch: number): boolean => now.open && now.owner === who && now.epoch === epoch;
export const isOffered = ({ now }: Row, who: string, epoch: number): boolean =>
  now.open && now.offer === who && now.epoch === epoch;
export const moveTo = (row: Row, owner: string): Out => write(row, { owner, epoch: row.now.epoch + 1, offer: null, open: true });

export function act(row: Row): Out {
  row.now = { ...row.now, acts: row.now.acts + 1 };
  return { ok: true };
}

export const right: Ownership = {
  *read(row) {
    yield;
    return { ok: true, seen: row.now };
  },
  *take(row, { who, epoch }) {
    yield;
    const { now } = row;
    const may = now.open && isQueue(now.owner) && (epoch === undefined || epoch === now.epoch);
    return may ? moveTo(row, who) : refused;
  },
  *offer(row, { by, to, epoch }) {
    yield;
    if (!owns(row, by, epoch) || row.now.offer !== null) return refused;
    row.offeredAt = epoch;
    return write(row, { offer: to });
  },
  *accept(row, { who, epoch }) {
    yield;
    return isOffered(row, who, epoch) ? moveTo(row, who) : refused;
  },
  *decline(row, { who, epoch }) {
    yield;
    return isOffered(row, who, epoch) ? write(row, { offer: null }) : refused;
  },
  *expire(row, { to, epoch }) {
    yield;
    return isOffered(row, to, epoch) ? write(row, { offer: null }) : refused;
  },
  *give_back(row, { who, epoch, queue }) {
    yield;
    return owns(row, who, epoch) ? moveTo(row, queue ?? 'queue') : refused;
  },
  *resolve(row, { who, epoch }) {
    yield;
    if (!owns(row, who, epoch)) return refused;
    return write(row, { epoch: epoch + 1, offer: null, open: false });
  },
  *reopen(row, { to }) {
    yield;
    return row.now.open ? refused : moveTo(row, to === 'its_last' ? row.now.owner : (to ?? 'queue'));
  },
  *act(row, { who, epoch }) {
    yield;
    return owns(row, who, epoch) ? act(row) : refused;
  },
  *leave(row, { who, queue }) {
    yield;
    const { now } = row;
    if (now.open && now.owner === who) return moveTo(row, queue);
    return now.offer === who ? write(row, { offer: null }) : { ok: true };
  },
};
