/**
 * Identifiers that are everybody's: a shop's tablet, "info@", a test account, the literal id an SDK sends before sign-in.
 *
 * Counted from the whole set of links, so the answer does not depend on arrival, and claims can only ever set claims aside.
 */
import type { IdentitySettings } from '../../contract/settings.ts';
import { typeRulesOf } from './identifiers.ts';
import type { Crowded } from './partition.ts';

/** How many different identifiers of one type an identifier was seen with. */
export interface Company {
  type: string;
  /** By trusted sources. */
  trusted: number;
  /** By anybody. */
  all: number;
}

export function crowding(company: readonly Company[], settings: IdentitySettings): Crowded {
  const rulesOf = typeRulesOf(settings);
  const tooMany = (type: string, count: number) => count > settings.crowd * rulesOf(type).limit;
  if (company.some(({ type, trusted }) => tooMany(type, trusted))) return 'all';
  return company.some(({ type, all }) => tooMany(type, all)) ? 'claims' : 'no';
}
