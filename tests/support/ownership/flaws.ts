/** Ways in which ownership has been got wrong, one at a time: what the checker must catch. */
import { isQueue } from './model.ts';
import { act, isOffered, moveTo, type Ownership, owns, type Row, refused, right, type Steps, write } from './reference.ts';

/** Does the same, but forgets to count. */
function uncounted(steps: (row: Row) => Steps): (row: Row) => Steps {
  return function* (row) {
    const { epoch } = row.now;
    const inner = steps(row);
    for (let step = inner.next(); ; step = inner.next()) {
      if (!step.done) yield;
      else if (step.value.ok && row.now.epoch !== epoch) return write(row, { epoch });
      else return step.value;
    }
  };
}

/** Another read and write than the right one: only what differs is written out. */
export const flaws: Readonly<Record<string, Partial<Ownership>>> = {
  'take: read, then write': {
    *take(row, { who, epoch }) {
      yield;
      const { now } = row;
      if (!now.open || !isQueue(now.owner) || (epoch !== undefined && epoch !== now.epoch)) return refused;
      yield;
      return moveTo(row, who);
    },
  },
  'take: from a person, too': {
    *take(row, { who, epoch }) {
      yield;
      return row.now.open && (epoch === undefined || epoch === row.now.epoch) ? moveTo(row, who) : refused;
    },
  },
  'give back: release, then assign': {
    *give_back(row, { who, epoch, queue }) {
      yield;
      if (!owns(row, who, epoch)) return refused;
      write(row, { owner: '', epoch: epoch + 1, offer: null });
      yield;
      return write(row, { owner: queue ?? 'queue' });
    },
  },
  'give back: epoch not counted': {
    *give_back(row, op) {
      return yield* uncounted((one) => right.give_back(one, op))(row);
    },
  },
  'offer: a second one replaces the first': {
    *offer(row, { by, to, epoch }) {
      yield;
      return owns(row, by, epoch) ? write(row, { offer: to }) : refused;
    },
  },
  'offer: by somebody who does not own it': {
    *offer(row, { to, epoch }) {
      yield;
      const { now } = row;
      return now.open && now.epoch === epoch && now.offer === null ? write(row, { offer: to }) : refused;
    },
  },
  'accept: without looking at the epoch': {
    *accept(row, { who }) {
      yield;
      return row.now.open && row.now.offer === who ? moveTo(row, who) : refused;
    },
  },
  'accept: epoch not counted': {
    *accept(row, op) {
      return yield* uncounted((one) => right.accept(one, op))(row);
    },
  },
  'accept: in two transactions': {
    *accept(row, { who, epoch }) {
      yield;
      if (!isOffered(row, who, epoch)) return refused;
      write(row, { owner: who });
      yield;
      return write(row, { epoch: row.now.epoch + 1, offer: null });
    },
  },
  'accept: twice, the offer stays': {
    *accept(row, { who, epoch }) {
      yield;
      const { now } = row;
      if (!now.open || now.offer !== who || row.offeredAt !== epoch) return refused;
      return write(row, { owner: who, epoch: now.epoch + 1 });
    },
  },
  'accept: read, then write': {
    *accept(row, { who, epoch }) {
      yield;
      if (!isOffered(row, who, epoch)) return refused;
      yield;
      return moveTo(row, who);
    },
  },
  'accept: done, but answered with a refusal': {
    *accept(row, op) {
      const out = yield* right.accept(row, op);
      return out.ok && row.now.epoch % 3 === 0 ? refused : out;
    },
  },
  'accept: answered, but lost': {
    *accept(row, { who, epoch }) {
      yield;
      if (!isOffered(row, who, epoch)) return refused;
      return epoch % 3 === 0 ? { ok: true, epoch: epoch + 1 } : moveTo(row, who);
    },
  },
  'decline: writes back the whole row as it was read': {
    *decline(row, { who, epoch }) {
      yield;
      if (!isOffered(row, who, epoch)) return refused;
      const read = { owner: row.now.owner, epoch: row.now.epoch, open: row.now.open };
      yield;
      return write(row, { ...read, offer: null });
    },
  },
  'decline: takes it from the giver': {
    *decline(row, { who, epoch }) {
      yield;
      return isOffered(row, who, epoch) ? write(row, { offer: null, owner: 'queue' }) : refused;
    },
  },
  'time-out: the owner is lost': {
    *expire(row, { to, epoch }) {
      yield;
      return isOffered(row, to, epoch) ? write(row, { offer: null, owner: '' }) : refused;
    },
  },
  'time-out: the offer can still be accepted': {
    *expire(row, { to, epoch }) {
      yield;
      return isOffered(row, to, epoch) ? { ok: true, epoch } : refused;
    },
  },
  'resolve: by somebody who does not own it': {
    *resolve(row, { epoch }) {
      yield;
      const { now } = row;
      return now.open && now.epoch === epoch ? write(row, { epoch: epoch + 1, offer: null, open: false }) : refused;
    },
  },
  'reopen: without an owner': {
    *reopen(row) {
      yield;
      return row.now.open ? refused : moveTo(row, '');
    },
  },
  'reopen: twice at once': {
    *reopen(row, { to }) {
      yield;
      if (row.now.open) return refused;
      yield;
      return moveTo(row, to ?? 'queue');
    },
  },
  'act: with an epoch that is over': {
    *act(row, { who }) {
      yield;
      return row.now.open && row.now.owner === who ? act(row) : refused;
    },
  },
  'act: looked before, done after the hand-over': {
    *act(row, { who, epoch }) {
      yield;
      if (!owns(row, who, epoch)) return refused;
      yield;
      return act(row);
    },
  },
  'act: in a moment that is resolved': {
    *act(row, { who, epoch }) {
      yield;
      return row.now.owner === who && row.now.epoch === epoch ? act(row) : refused;
    },
  },
  'leave: who is offline keeps it while an offer is open': {
    *leave(row, op) {
      yield;
      const { now } = row;
      if (now.open && now.owner === op.who) return now.offer === null ? moveTo(row, op.queue) : { ok: true };
      return now.offer === op.who ? write(row, { offer: null }) : { ok: true };
    },
  },
  'leave: an offer to who is offline stays': {
    *leave(row, { who, queue }) {
      yield;
      return row.now.open && row.now.owner === who ? moveTo(row, queue) : { ok: true };
    },
  },
  'read: from a copy that lags': {
    *read(row) {
      yield;
      return { ok: true, seen: row.now.epoch % 4 === 0 ? row.before : row.now };
    },
  },
};
