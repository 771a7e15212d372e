/** Finds a customer by whatever a caller has in hand. */
import { Refusal } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import type { IdentitySettings } from './contract/settings.ts';
import { refusals } from './contract.ts';
import type { Tombstones } from './erasure/tombstones.ts';
import { normalise } from './identity/rules/identifiers.ts';
import { byId, byPeople, byValue, type IdentifierRow, readSettings } from './identity/store/identifiers.ts';
import { type PersonRow, people } from './identity/store/people.ts';

export interface Found {
  person: PersonRow;
  identifiers: IdentifierRow[];
  settings: IdentitySettings;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** By any id the customer ever had, or `type:value`. Throws `no_such_customer`, or `erased` when they were. */
export async function findCustomer(tx: Tx, tombstones: Tombstones, workspaceId: string, ref: string): Promise<Found> {
  const settings = await readSettings(tx, workspaceId);
  const identifier = await identifierOf(tx, tombstones, workspaceId, ref, settings);
  const [person] = identifier === undefined ? [] : await people(tx, workspaceId, [identifier.personNo]);
  if (person === undefined)
    throw new Refusal(refusals.no_such_customer, { detail: `Nobody is known by "${ref.slice(0, 100)}".` });
  return { person, identifiers: await byPeople(tx, workspaceId, [person.no]), settings };
}

async function identifierOf(
  tx: Tx,
  tombstones: Tombstones,
  workspaceId: string,
  ref: string,
  settings: IdentitySettings,
): Promise<IdentifierRow | undefined> {
  if (uuid.test(ref)) {
    const found = await byId(tx, workspaceId, ref);
    if (found === undefined) await tombstones.refuseId(tx, workspaceId, ref);
    return found;
  }
  const at = ref.indexOf(':');
  const stated = { type: ref.slice(0, at), value: ref.slice(at + 1).trim() };
  const name = at < 1 ? undefined : normalise(stated, settings);
  if (name === undefined) return undefined;
  const found = await byValue(tx, workspaceId, name.type, name.value);
  if (found === undefined) await tombstones.refuseName(tx, workspaceId, name);
  return found;
}
