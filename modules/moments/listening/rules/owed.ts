/** What a customer is owed when somebody wants to listen in. */
import type { ListeningRule } from '../../contract/listening.ts';

export type Owed = 'nothing' | 'told' | 'asked';

/** What this customer said before, when they were asked about this moment. */
export type Answer = 'allowed' | 'refused' | undefined;

export type Verdict = { ok: true; owed: Owed; ask: boolean } | { ok: false; why: 'nobody_listens' | 'customer_refused' };

/**
 * @param live a conversation the customer has open, such as a chat; mail is read, not listened to.
 * A no holds for the whole moment and for everybody, whatever the rule has become since.
 */
export function owedTo(rule: ListeningRule, live: boolean, answer: Answer): Verdict {
  if (!live) return { ok: true, owed: 'nothing', ask: false };
  if (rule === 'never') return { ok: false, why: 'nobody_listens' };
  if (answer === 'refused') return { ok: false, why: 'customer_refused' };
  if (rule === 'always') return { ok: true, owed: 'nothing', ask: false };
  if (rule === 'told') return { ok: true, owed: 'told', ask: false };
  return { ok: true, owed: 'asked', ask: answer === undefined };
}
