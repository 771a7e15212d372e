/** Keeps the row by which a customer is listed and found in step with their identifiers and traits. */
import type { Tx } from '#platform/postgres';
import type { IdentitySettings } from '../contract/settings.ts';
import { grouped } from '../grouped.ts';
import { typeRulesOf } from '../identity/rules/identifiers.ts';
import { byPeople, type IdentifierRow } from '../identity/store/identifiers.ts';
import { keepPeople, type NewPerson } from '../identity/store/people.ts';
import { faceOf } from './rules/face.ts';
import type { TraitRow } from './rules/facts.ts';
import { traitsNow } from './rules/portrait.ts';
import { currentTraitsOf } from './store.ts';

/** Answers the people that are new, and those whose face or traits changed. */
export async function refreshPeople(
  tx: Tx,
  workspaceId: string,
  personNos: readonly string[],
  settings: IdentitySettings,
): Promise<{ created: string[]; changed: string[] }> {
  if (personNos.length === 0) return { created: [], changed: [] };
  const rulesOf = typeRulesOf(settings);
  const members = grouped(await byPeople(tx, workspaceId, personNos), (row) => row.personNo);
  const nos = [...members.values()].flat().map(({ no }) => no);
  const traits = grouped(await currentTraitsOf(tx, workspaceId, nos), (row) => row.senderNo);
  const rows = [...members].map(([no, rows]) =>
    personOf(
      no,
      rows,
      rows.flatMap((row) => traits.get(row.no) ?? []),
      rulesOf,
    ),
  );
  const kept = await keepPeople(tx, workspaceId, rows);
  return {
    created: kept.filter(({ created }) => created).map(({ no }) => no),
    changed: kept.filter(({ created }) => !created).map(({ no }) => no),
  };
}

function personOf(
  no: string,
  members: readonly IdentifierRow[],
  traits: readonly TraitRow[],
  rulesOf: ReturnType<typeof typeRulesOf>,
): NewPerson {
  const canonical = members.find((member) => member.no === no);
  if (canonical === undefined) throw new Error(`person ${no} without its canonical identifier`);
  const known = (row: IdentifierRow) => ({ ...row, anonymous: rulesOf(row.type).anonymous });
  const verified = members.some((row) => row.verified && !row.blocked && !rulesOf(row.type).anonymous);
  const now = traitsNow(traits, verified);
  return {
    no,
    id: canonical.id,
    verified,
    ...faceOf(known(canonical), members.map(known), now),
    traits: now,
    identifiers: members.length,
    firstSeen: earliest(members.map((row) => row.firstSeen)),
    lastSeen: latest(members.map((row) => row.lastSeen)),
  };
}

const times = (dates: readonly Date[]) => dates.map((date) => date.getTime());
const earliest = (dates: readonly Date[]): Date => new Date(Math.min(...times(dates)));
const latest = (dates: readonly Date[]): Date => new Date(Math.max(...times(dates)));
