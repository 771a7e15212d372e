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
  | { do: 'give_back'; who: string; epoch: number; queue: Owner }
  | { do: 'resolve'; who: string; epoch: number }
  | { do: 'reopen'; to: Owner }
  /** An effect in the owner's name: a reply, money, a note to the customer. */
  | { do: 'act'; who: string; epoch: number }
  /** A person cannot own any more (offline, deactivated): theirs goes to a queue, offers to them are withdrawn. */
  | { do: 'leave'; who: string; queue: Owner };

export type Out =
  | { ok: true; seen?: Seen; epoch?: number }
  /** `elsewhere`: refused for a reason that is not ownership's (no permission, no capacity), which is right at any time. */
  | { ok: false; elsewhere?: true };

export type OwnershipCall = Call<Op, Out>;

/** What an operation does to a state it may act on; null where it must be refused. */
function effect(state: State, op: Op): State | null {
  const { owner, epoch, offer, open, acts } = state;
  const owns = (who: string, known: number) => open && owner === who && epoch === known;
  const isOffered = (who: string, known: number) => open && offer === who && epoch === known;
  const moved = (to: Owner): State => ({ owner: to, epoch: epoch + 1, offer: null, open: true, acts });
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
      return owns(op.who, op.epoch) ? moved(op.queue) : null;
    case 'resolve':
      return owns(op.who, op.epoch) ? { ...state, epoch: epoch + 1, offer: null, open: false } : null;
    case 'reopen':
      return open ? null : moved(op.to);
    case 'act':
      return owns(op.who, op.epoch) ? { ...state, acts: acts + 1 } : null;
    case 'leave':
      if (open && owner === op.who) return moved(op.queue);
      return offer === op.who ? { ...state, offer: null } : state;
    default:
      return op satisfies never;
  }
}

const shows = (seen: Seen, { owner, epoch, offer, open, acts }: State) =>
  seen.owner === owner && seen.epoch === epoch && seen.offer === offer && seen.open === open && (seen.acts ?? acts) === acts;

/** A moment starts open, owned by a queue, at epoch 1, unless told otherwise. */
export function ownershipModel(initial: Partial<Seen> = {}): Model<State, Op, Out> {
  return {
    initial: { owner: 'queue', epoch: 1, offer: null, open: true, acts: 0, ...initial },
    key: ({ owner, epoch, offer, open, acts }) => `${owner} ${epoch} ${offer ?? ''} ${open} ${acts}`,
    step(state, op, out) {
      const after = effect(state, op);
      // Without an answer: it took effect here, or it takes effect elsewhere, or nowhere.
      if (out === null) return after;
      if (!out.ok) return after === null || out.elsewhere ? state : null;
      if (after === null) return null;
      if (out.seen && !shows(out.seen, after)) return null;
      return out.epoch === undefined || out.epoch === after.epoch ? after : null;
    },
  };
}
