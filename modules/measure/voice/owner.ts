/** A colleague who can still act, or a refusal that names the field. */
import { Refusal } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import { refusals } from '../contract.ts';
import type { VoiceDeps } from './ground.ts';

export async function ownerOf(
  { people }: { people: Pick<VoiceDeps['people'], 'colleagues'> },
  tx: Tx,
  id: string,
): Promise<{ id: string; name: string }> {
  const [owner] = await people.colleagues(tx, [id]);
  if (!owner?.active)
    throw new Refusal(refusals.no_such_owner, { fields: [{ path: 'ownerId', message: 'no active colleague' }] });
  return owner;
}
