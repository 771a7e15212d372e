/** Reads people as segments ask about them, with every sender their events may have. */
import type { Tx } from '#platform/postgres';
import { type ConsentVerdict, consentOf } from '../consent/rules/consent.ts';
import { type ConsentRow, consentsOf } from '../consent/store.ts';
import { grouped } from '../grouped.ts';
import { joinedSinceIn } from '../identity/joined-since.ts';
import { byPeople, type IdentifierRow } from '../identity/store/identifiers.ts';
import { type PersonRow, people } from '../identity/store/people.ts';
import type { TraitRow } from '../profile/rules/facts.ts';
import { portraitOf } from '../profile/rules/portrait.ts';
import { currentTraitsOf } from '../profile/store.ts';
import type { Known } from './rules/compile.ts';
import { flatTraits, type Profile } from './rules/profile.ts';

/** Everybody among these numbers who is a person of their own, with their senders. */
export async function readKnown(tx: Tx, workspaceId: string, nos: readonly string[]): Promise<Known> {
  const identifiers = await byPeople(tx, workspaceId, nos);
  return {
    people: [...new Set(identifiers.map(({ personNo }) => personNo))],
    senders: identifiers.map(({ no }) => no),
    owners: identifiers.map(({ personNo }) => personNo),
  };
}

/** Profiles as they are now; `gone` are the numbers that are nobody any longer: merged into others, or erased. */
export async function readProfiles(
  tx: Tx,
  workspaceId: string,
  nos: readonly string[],
): Promise<{ profiles: Profile[]; gone: string[] }> {
  const rows = await people(tx, workspaceId, nos);
  const identifiers = grouped(await byPeople(tx, workspaceId, nos), ({ personNo }) => personNo);
  const senders = [...identifiers.values()].flat().map(({ no }) => no);
  const traits = grouped(await currentTraitsOf(tx, workspaceId, senders), ({ senderNo }) => senderNo);
  const consents = grouped(await consentsOf(tx, workspaceId, senders), ({ senderNo }) => senderNo);
  const profiles: Profile[] = [];
  for (const row of rows) {
    const own = identifiers.get(row.no) ?? [];
    const words = own.flatMap(({ no }) => consents.get(no) ?? []);
    const consent = await readConsents(tx, workspaceId, row, own, words);
    const said = own.flatMap(({ no }) => traits.get(no) ?? []);
    profiles.push({ ...profileOf(row, own, said), consent });
  }
  const here = new Set(rows.map(({ no }) => no));
  return { profiles, gone: [...new Set(nos)].filter((no) => !here.has(no)) };
}

function profileOf(row: PersonRow, own: readonly IdentifierRow[], said: readonly TraitRow[]): Omit<Profile, 'consent'> {
  const { now } = portraitOf(said, row.verified);
  return {
    person: row.no,
    kind: row.kind,
    identifiers: [...new Set(own.map(({ type }) => type))],
    ...flatTraits(Object.fromEntries(now.map(({ name, value }) => [name, value]))),
    since: Object.fromEntries(now.map(({ name, since }) => [name.slice(0, 200), since])),
  };
}

async function readConsents(
  tx: Tx,
  workspaceId: string,
  { verified }: PersonRow,
  own: readonly IdentifierRow[],
  words: readonly ConsentRow[],
): Promise<Profile['consent']> {
  const current = words.filter(({ until }) => until === undefined);
  if (current.length === 0) return {};
  const nos = own.map(({ no }) => no);
  // Since when identifiers are one person matters only where one of them said yes and another no.
  const disputed = new Set(current.map(({ status }) => status)).size > 1;
  const joinedSince = disputed ? await joinedSinceIn(tx, workspaceId, nos) : () => Number.POSITIVE_INFINITY;
  const verdicts = [...grouped(current, ({ purpose }) => purpose)].map(
    ([purpose, said]): [string, ConsentVerdict<ConsentRow>['status']] => [purpose, consentOf(said, verified, joinedSince).status],
  );
  return Object.fromEntries(verdicts.filter((verdict): verdict is [string, 'granted' | 'denied'] => verdict[1] !== 'unknown'));
}
