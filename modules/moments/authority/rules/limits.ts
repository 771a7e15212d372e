/** How much goodwill somebody may give alone. Money in minor units. */

export interface Limit {
  perMoment: number;
  perPeriod: number;
}

/** A person's own limit goes before their role's; without either, nothing. */
export function limitOf<L extends { who: string; currency: string }>(
  limits: readonly L[],
  who: { id: string; role: string },
  currency: string,
): L | undefined {
  const of = (name: string) => limits.find((limit) => limit.who === name && limit.currency === currency);
  return of(who.id) ?? of(who.role);
}

/** What is left of a limit after what was given: never below nothing. */
export function leftOf(limit: Limit | undefined, given: { inMoment: number; inPeriod: number }): number {
  if (limit === undefined) return 0;
  return Math.max(0, Math.min(limit.perMoment - given.inMoment, limit.perPeriod - given.inPeriod));
}
