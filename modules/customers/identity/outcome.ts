/** What a merge or separation would make, or has made, of people: shown before agreeing and told after. */
import type { Listen } from '#listen';
import type { Tx } from '#platform/postgres';
import type { IdentitySettings } from '../contract/settings.ts';
import type { MergeOutcome } from '../contract.ts';
import { faceOf } from '../profile/rules/face.ts';
import { traitsNow } from '../profile/rules/portrait.ts';
import { currentTraitsOf } from '../profile/store.ts';
import { typeRulesOf } from './rules/identifiers.ts';
import type { PersonFacts } from './rules/partition.ts';
import type { Neighbourhood } from './settle.ts';
import type { IdentifierRow } from './store/identifiers.ts';

export async function describe(
  tx: Tx,
  listen: Pick<Listen, 'countEventsOf'>,
  workspaceId: string,
  around: Neighbourhood,
  person: PersonFacts,
  settings: IdentitySettings,
): Promise<MergeOutcome['customer']> {
  const rulesOf = typeRulesOf(settings);
  const rows = person.members.flatMap<IdentifierRow>((key) => around.byKey.get(key) ?? []);
  const canonical = around.byKey.get(person.canonical);
  if (canonical === undefined) throw new Error('a person outside of its neighbourhood');
  const nos = rows.map(({ no }) => no);
  const known = (row: IdentifierRow) => ({ ...row, anonymous: rulesOf(row.type).anonymous });
  const traits = traitsNow(await currentTraitsOf(tx, workspaceId, nos), person.verified);
  return {
    id: canonical.id,
    name: faceOf(known(canonical), rows.map(known), traits).name,
    identifiers: rows.map(({ id, type, value }) => ({ id, type, value })),
    events: await listen.countEventsOf(tx, workspaceId, nos),
  };
}
