/** When people are separated, a no that was said while they were one stays a no for each of them (M7). */
import type { Tx } from '#platform/postgres';
import type { Found } from '../find.ts';
import { joinedSinceIn } from '../identity/joined-since.ts';
import { consentsOf, keepConsent } from './store.ts';

export async function keepDenials(
  tx: Tx,
  workspaceId: string,
  { identifiers }: Found,
  groups: readonly (readonly string[])[],
): Promise<void> {
  const nos = identifiers.map(({ no }) => no);
  const denials = (await consentsOf(tx, workspaceId, nos)).filter(
    ({ status, until }) => status === 'denied' && until === undefined,
  );
  if (denials.length === 0) return;
  const joinedSince = await joinedSinceIn(tx, workspaceId, nos);
  for (const denial of denials) {
    const others = groups.filter((group) => !group.includes(denial.senderNo)).flat();
    for (const senderNo of others) {
      if (joinedSince(senderNo, denial.senderNo) > denial.at) continue;
      await keepConsent(tx, workspaceId, {
        ...denial,
        senderNo,
        evidence: denial.evidence ?? 'said while they were one customer',
      });
    }
  }
}
