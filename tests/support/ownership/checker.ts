/**
 * Could all of this have happened one after the other? A check of linearizability, after Wing and Gong (1993), with Lowe's
 * memory of what was tried (2017).
 *
 * Calls overlap, so their true order is not known. It is right when some order exists in which each call takes effect at one
 * point between its invocation and its return, and every answer is what a simple model gives. The search takes the calls one
 * by one: any whose invocation comes before the first return among those left may be next. A call without an answer (the
 * request died) may take effect at any later time, or never.
 */

export interface Call<Op, Out> {
  client: string;
  /** What it is about: each subject is judged alone, which is enough (linearizability is local). */
  subject: string;
  op: Op;
  /** Two readings of one clock, in one process. */
  invokedAt: number;
  returnedAt: number;
  /** Null when no answer came. */
  out: Out | null;
}

export interface Model<State, Op, Out> {
  initial: State;
  /** The state after the call, or null when it cannot have had this outcome here. Without an outcome: when it has no effect here. */
  step(state: State, op: Op, out: Out | null): State | null;
  /** Equal for equal states. */
  key(state: State): string;
}

export type Verdict<Op, Out> =
  | { verdict: 'right'; tried: number }
  /** `order` is the longest that was possible, `stuck` the call that fits nowhere after it. */
  | { verdict: 'wrong'; tried: number; order: readonly Call<Op, Out>[]; stuck: Call<Op, Out> }
  /** Not a pass. */
  | { verdict: 'gave_up'; tried: number };

/** An invocation or a return, in a list from which calls are taken out and put back in constant time. */
interface Entry {
  index: number;
  returns: boolean;
  before: Entry | null;
  next: Entry | null;
}

interface Line {
  head: Entry;
  invocations: Entry[];
  returns: (Entry | undefined)[];
}

/** Invocations and returns by time. At equal times invocations come first: calls that touch overlap, and nobody is accused for it. */
function lineUp<Op, Out>(calls: readonly Call<Op, Out>[]): Line {
  const head: Entry = { index: -1, returns: false, before: null, next: null };
  const line: Line = { head, invocations: [], returns: [] };
  const events = calls.flatMap(({ invokedAt, returnedAt, out }, index) => {
    const invoked = { at: invokedAt, index, returns: false };
    return out === null ? [invoked] : [invoked, { at: returnedAt, index, returns: true }];
  });
  events.sort((a, b) => a.at - b.at || Number(a.returns) - Number(b.returns));
  let last = head;
  for (const { index, returns } of events) {
    const entry: Entry = { index, returns, before: last, next: null };
    last.next = entry;
    last = entry;
    (returns ? line.returns : line.invocations)[index] = entry;
  }
  return line;
}

function takeOut(entry: Entry | undefined): void {
  if (!entry) return;
  if (entry.before) entry.before.next = entry.next;
  if (entry.next) entry.next.before = entry.before;
}

function putBack(entry: Entry | undefined): void {
  if (!entry) return;
  if (entry.before) entry.before.next = entry;
  if (entry.next) entry.next.before = entry;
}

/** Judges the calls about one subject. */
export function judge<State, Op, Out>(
  calls: readonly Call<Op, Out>[],
  model: Model<State, Op, Out>,
  limitMs = 10_000,
): Verdict<Op, Out> {
  const { head, invocations, returns } = lineUp(calls);
  const deadline = performance.now() + limitMs;
  const order: { index: number; from: State }[] = [];
  const tried = new Set<string>();
  let state = model.initial;
  let done = 0n;
  let unanswered = calls.filter(({ out }) => out !== null).length;
  let longest: number[] = [];
  let stuck = -1;
  let entry = head.next;
  while (unanswered > 0) {
    if (entry && !entry.returns) {
      const { index } = entry;
      const { op, out } = calls[index] as Call<Op, Out>;
      const after = model.step(state, op, out);
      const with_ = done | (1n << BigInt(index));
      const mark = after === null ? '' : `${with_.toString(36)} ${model.key(after)}`;
      if (after === null || tried.has(mark)) {
        entry = entry.next;
        continue;
      }
      tried.add(mark);
      if (tried.size % 1024 === 0 && performance.now() > deadline) return { verdict: 'gave_up', tried: tried.size };
      order.push({ index, from: state });
      [state, done] = [after, with_];
      if (out !== null) unanswered -= 1;
      takeOut(entry);
      takeOut(returns[index]);
      entry = head.next;
      continue;
    }
    // The call that returns here has found no place: what was placed last was placed wrongly.
    if (entry && order.length >= longest.length) {
      longest = order.map(({ index }) => index);
      stuck = entry.index;
    }
    const last = order.pop();
    if (!last) {
      const [found, culprit] = [longest.map((index) => calls[index]), calls[stuck]] as [Call<Op, Out>[], Call<Op, Out>];
      return { verdict: 'wrong', tried: tried.size, order: found, stuck: culprit };
    }
    putBack(returns[last.index]);
    putBack(invocations[last.index]);
    state = last.from;
    done &= ~(1n << BigInt(last.index));
    if (calls[last.index]?.out !== null) unanswered += 1;
    entry = invocations[last.index]?.next ?? null;
  }
  return { verdict: 'right', tried: tried.size };
}

export interface Judgement<Op, Out> {
  calls: number;
  subjects: number;
  /** Subjects whose calls have no order, or for which none was found in time. */
  faults: { subject: string; found: Exclude<Verdict<Op, Out>, { verdict: 'right' }> }[];
}

/** Judges a whole history, subject by subject. */
export function judgeAll<State, Op, Out>(
  history: readonly Call<Op, Out>[],
  model: Model<State, Op, Out>,
  limitMs = 10_000,
): Judgement<Op, Out> {
  const subjects = new Map<string, Call<Op, Out>[]>();
  for (const call of history) {
    const calls = subjects.get(call.subject) ?? [];
    subjects.set(call.subject, calls);
    calls.push(call);
  }
  const faults: Judgement<Op, Out>['faults'] = [];
  for (const [subject, calls] of subjects) {
    const found = judge(calls, model, limitMs);
    if (found.verdict !== 'right') faults.push({ subject, found });
  }
  return { calls: history.length, subjects: subjects.size, faults };
}
