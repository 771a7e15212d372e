/** Ownership of one moment as it should be, for the checker: one owner at every point, and a number that counts its changes. */
import type { Call, Model } from './checker.ts';

/** Who owns: a person's id, or a queue's, which starts with `queue`. */
export type Owner = string;
export const isQueue = (owner: Owner): boolean => owner.startsWith('queue');

/** What a reader sees. */
export interface Seen {
  owner: Owner;
  epoch: number;
  /** To whom it is offered. */
  offer: string | null;
  open: boolean;
  /** How many acts there were; left out by readers who cannot see it. Shows an act that came after its owner had changed. */
  acts?: number;
}
type State = Required<Seen>;

export type Op =
  | { do: 'read' }
  /** From a queue; with an epoch only when it is still that one. */
  | { do: 'take'; who: string; epoch?: number }
  | { do: 'offer'; by: Owner; to: string; epoch: number }
  | { do: 'accept'; who: string; epoch: number }
  | { do: 'decline'; who: string; epoch: number }
  /** The offer to `to` is over without an answer. */
  | { do: 'expire'; to: string; epoch: number }
  /** Without a queue, or without whom it goes to, routing decides: the answer says to whom it went. */
  | { do: 'give_back'; who: string; epoch: number; queue?: Owner }
  | { do: 'resolve'; who: string; epoch: number }
  /** `its_last`: whoever owned it when it was settled has it again. */
  | { do: 'reopen'; to?: Owner | 'its_last' }
  /** An effect in the owner's name: a reply, money, a note to the customer. */
  | { do: 'act'; who: string; epoch: number }
  /** A person cannot own any more (offline, deactivated): theirs goes to a queue, offers to them are withdrawn. */
  | { do: 'leave'; who: string; queue: Owner }
  /** Nobody asked for it: routing, a timer or a call without an answer gave it to this owner, or opened it again for them. */
  | { do: 'move'; to: Owner; epoch: number };

export type Out =
  | { ok: true; seen?: Seen; epoch?: number }
  /** `elsewhere`: refused for a reason that is not ownership's (no permission, no capacity), which is right at any time. */
  | { ok: false; elsewhere?: true };

export type OwnershipCall = Call<Op, Out>;

/** What an operation does to a state it may act on; null where it must be refused. */
function effect(state: State, op: Op, went: Owner | undefined, resolveCounts: boolean): State | null {
  const { owner, epoch, offer, open, acts } = state;
  const owns = (who: string, known: number) => open && owner === who && epoch === known;
  const isOffered = (who: string, known: number) => open && offer === who && epoch === known;
  const moved = (to: Owner): State => ({ owner: to, epoch: epoch + 1, offer: null, open: true, acts });
  // Routed, and nobody was told where to: the move stands among those that nobody asked for.
  const movedTo = (to: Owner | undefined) => (to === undefined ? null : moved(to));
  switch (op.do) {
    case 'read':
      return state;
    case 'take':
      return open && isQueue(owner) && (op.epoch === undefined || op.epoch === epoch) ? moved(op.who) : null;
    case 'offer':
      return owns(op.by, op.epoch) && offer === null ? { ...state, offer: op.to } : null;
    case 'accept':
      return isOffered(op.who, op.epoch) ? moved(op.who) : null;
    case 'decline':
      return isOffered(op.who, op.epoch) ? { ...state, offer: null } : null;
    case 'expire':
      return isOffered(op.to, op.epoch) ? { ...state, offer: null } : null;
    case 'give_back':
      return owns(op.who, op.epoch) ? movedTo(op.queue ?? went) : null;
    case 'resolve':
      return owns(op.who, op.epoch) ? { ...state, epoch: epoch + Number(resolveCounts), offer: null, open: false } : null;
    case 'reopen':
      return open ? null : movedTo(op.to === 'its_last' ? owner : (op.to ?? went));
    case 'act':
      return owns(op.who, op.epoch) ? { ...state, acts: acts + 1 } : null;
    case 'leave':
      if (open && owner === op.who) return moved(op.queue);
      return offer === op.who ? { ...state, offer: null } : state;
    case 'move':
      return epoch === op.epoch ? moved(op.to) : null;
    default:
      return op satisfies never;
  }
}

const shows = (seen: Seen, { owner, epoch, offer, open, acts }: State) =>
  seen.owner === owner && seen.epoch === epoch && seen.offer === offer && seen.open === open && (seen.acts ?? acts) === acts;

export interface Start extends Partial<Seen> {
  /** Whether a resolution counts as a change of owner; true when left out. */
  resolveCounts?: boolean;
}

/** A moment starts open, owned by a queue, at epoch 1, unless told otherwise. */
export function ownershipModel({ resolveCounts = true, ...start }: Start = {}): Model<State, Op, Out> {
  return {
    initial: { owner: 'queue', epoch: 1, offer: null, open: true, acts: 0, ...start },
    key: ({ owner, epoch, offer, open, acts }) => `${owner} ${epoch} ${offer ?? ''} ${open} ${acts}`,
    step(state, op, out) {
      const went = out?.ok ? out.seen?.owner : undefined;
      const after = effect(state, op, went, resolveCounts);
      // Without an answer: it took effect here, or it takes effect elsewhere, or nowhere.
      if (out === null) return after;
      if (!out.ok) {
        const could = after ?? effect(state, op, state.owner, resolveCounts);
        return could === null || out.elsewhere ? state : null;
      }
      if (after === null) return null;
      if (out.seen && !shows(out.seen, after)) return null;
      return out.epoch === undefined || out.epoch === after.epoch ? after : null;
    },
  };
}

/** One stretch of a moment's chain of owners, as the product tells it afterwards. */
export interface Stretch {
  epoch: number;
  owner: Owner;
}

const moving: ReadonlySet<Op['do']> = new Set(['take', 'accept', 'give_back', 'reopen']);

/**
 * What the server did of its own accord, as calls without an answer: every change of the chain that no caller was told of may
 * have happened when its epoch was reached, and every offer may have ended. What callers were told must still fit in between:
 * a chain that tells another story is found out. `offersLast`: how long an offer stands before it may end by itself, by the
 * calls' clock: the longer, the less can be blamed on a timer.
 */
export function unasked(
  subject: string,
  chain: readonly Stretch[],
  calls: readonly OwnershipCall[],
  offersLast = 0,
): OwnershipCall[] {
  const told = new Set(calls.map(({ op, out }) => (moving.has(op.do) && out?.ok ? (out.epoch ?? out.seen?.epoch) : undefined)));
  const server = (op: Op, invokedAt: number): OwnershipCall => {
    return { client: 'server', subject, op, invokedAt, returnedAt: Number.POSITIVE_INFINITY, out: null };
  };
  const moves = chain
    .slice(1)
    .filter(({ epoch }) => !told.has(epoch))
    .map(({ owner, epoch }) => server({ do: 'move', to: owner, epoch: epoch - 1 }, Number.NEGATIVE_INFINITY));
  const ends = calls.flatMap(({ op, invokedAt }) =>
    op.do === 'offer' ? [server({ do: 'expire', to: op.to, epoch: op.epoch }, invokedAt + offersLast)] : [],
  );
  return [...moves, ...ends];
}
