import type { CustomerSummary } from '../contract.ts';
import type { PersonRow } from '../identity/store/people.ts';

export function summaryOf({ no: _no, firstSeen, lastSeen, ...person }: PersonRow): CustomerSummary {
  return { ...person, firstSeen: firstSeen.toISOString(), lastSeen: lastSeen.toISOString() };
}
