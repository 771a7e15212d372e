/** What routing knows of moments that wait: gathered once for all of them, with everybody else kept out by the routing lock. */
import type { Behind } from '#customers';
import type { Tx } from '#platform/postgres';
import type { Valuing } from '../contract.ts';
import type { Ground } from '../ground.ts';
import type { Waiting } from '../routing/rules/types.ts';
import { worthOf } from '../routing/rules/value.ts';
import type { MomentRow } from '../store/moments.ts';
import { findValuing, routingFacts } from '../store/routing.ts';

export type Asking = Pick<MomentRow, 'id' | 'skills' | 'language' | 'senderNo' | 'priority'> & {
  /** Since when the customer waits, in milliseconds. */
  since: number;
};

/** As routing sees them, in the order given. `except`: who must not get any of them. */
export async function waitingFacts(
  { customers }: Pick<Ground, 'customers'>,
  tx: Tx,
  workspaceId: string,
  moments: readonly Asking[],
  except: readonly string[] = [],
): Promise<Waiting[]> {
  if (moments.length === 0) return [];
  const senders = moments.flatMap(({ senderNo }) => (senderNo === null ? [] : [senderNo]));
  const known = await customers.behind(tx, workspaceId, senders);
  const valuing = await findValuing(tx, workspaceId);
  const together = (senderNo: string | null) => (senderNo === null ? [] : (known.get(senderNo)?.senderNos ?? [senderNo]));
  const asked = moments.map(({ id, senderNo }) => ({ id, senderNos: together(senderNo) }));
  const facts = await routingFacts(tx, workspaceId, asked);
  return moments.map((moment): Waiting => {
    const { id, priority, skills, language, since, senderNo } = moment;
    const fact = facts.get(id);
    const { lastOwner = null, lastOwnedUntil = null } = fact ?? {};
    return {
      id,
      priority: Number(priority),
      skills,
      language,
      languageRequired: false,
      value: worth(valuing, senderNo, known)?.share ?? null,
      weight: 1,
      waitingSince: since,
      dueAt: fact?.dueAt?.getTime() ?? null,
      promisedBy: fact?.promisedBy ?? null,
      lastOwner: lastOwner && lastOwnedUntil ? { id: lastOwner, until: lastOwnedUntil.getTime() } : null,
      declinedBy: [...except, ...(fact?.declinedBy ?? [])],
    };
  });
}

const worth = (valuing: Valuing | null, senderNo: string | null, known: ReadonlyMap<string, Behind>) =>
  senderNo === null ? null : worthOf(valuing, known.get(senderNo));

/** What the policy of clocks asks about the customer of a moment. */
export async function customerFacts(
  { customers }: Pick<Ground, 'customers'>,
  tx: Tx,
  workspaceId: string,
  senderNo: string | null,
): Promise<{ segments: string[]; value: number | null }> {
  if (senderNo === null) return { segments: [], value: null };
  const known = await customers.behind(tx, workspaceId, [senderNo]);
  const segments = known.get(senderNo)?.segments.map(({ name }) => name) ?? [];
  return { segments, value: worth(await findValuing(tx, workspaceId), senderNo, known)?.value ?? null };
}
