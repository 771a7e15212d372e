/**
 * May we? One person's consent from what each of their identifiers said.
 *
 * - A no stays a no until somebody takes it back: a later yes by the same identifier, or by another one we already knew to be
 *   the same person when the yes was said. A yes of a stranger who is merged in afterwards lifts nothing.
 * - A browser's unproven yes counts only for people known by claims alone. Its no always counts: whoever is not sure who
 *   said no must not call.
 */
export interface ConsentWord {
  senderNo: string;
  trusted: boolean;
  status: 'granted' | 'denied';
  /** Milliseconds; only the words that hold now are asked. */
  at: number;
}

export interface ConsentVerdict<W extends ConsentWord> {
  status: 'granted' | 'denied' | 'unknown';
  /** The word that decides. */
  by: W | undefined;
}

/** `joinedSince(a, b)`: since when two identifiers are known to be one person, in ms. */
export function consentOf<W extends ConsentWord>(
  words: readonly W[],
  verified: boolean,
  joinedSince: (a: string, b: string) => number,
): ConsentVerdict<W> {
  const grants = words.filter((word) => word.status === 'granted');
  const lifts = (grant: W, denial: W) =>
    grant.at > denial.at &&
    (grant.trusted || !denial.trusted) &&
    (grant.senderNo === denial.senderNo || joinedSince(grant.senderNo, denial.senderNo) <= grant.at);
  const standing = words.filter((word) => word.status === 'denied' && !grants.some((grant) => lifts(grant, word)));
  const denial = latest(standing);
  if (denial !== undefined) return { status: 'denied', by: denial };
  const grant = latest(grants.filter((word) => word.trusted || !verified));
  return grant === undefined ? { status: 'unknown', by: undefined } : { status: 'granted', by: grant };
}

function latest<W extends ConsentWord>(words: readonly W[]): W | undefined {
  return words.reduce<W | undefined>((best, word) => (best === undefined || word.at > best.at ? word : best), undefined);
}
