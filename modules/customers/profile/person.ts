/** One customer, whole: then and now, identifiers with why, consent, accounts, what was decided. */
import type { Db, Tx } from '#platform/postgres';
import { readAccounts } from '../accounts/read.ts';
import { readConsent } from '../consent/read.ts';
import type { Customer, CustomerIdentifier, Portrait } from '../contract.ts';
import { summaryOf } from '../directory/summary.ts';
import type { Tombstones } from '../erasure/tombstones.ts';
import { type Found, findCustomer } from '../find.ts';
import { type DecisionRow, decisionsAbout, type LinkRow, linksAmong } from '../identity/store/graph.ts';
import type { IdentifierRow } from '../identity/store/identifiers.ts';
import { byNos } from '../identity/store/identifiers.ts';
import { countSuggestions } from '../identity/store/people.ts';
import { portraitOf, type TraitNow } from './rules/portrait.ts';
import { traitsOf } from './store.ts';

export interface PersonDeps {
  db: Db;
  tombstones: Tombstones;
}

export function readPerson({ db, tombstones }: PersonDeps, workspaceId: string, ref: string): Promise<Customer> {
  const work = async (tx: Tx) => wholeCustomer(tx, workspaceId, await findCustomer(tx, tombstones, workspaceId, ref));
  return db.inWorkspace(workspaceId, work, { readOnly: true, isolation: 'repeatable read' });
}

export async function wholeCustomer(tx: Tx, workspaceId: string, found: Found): Promise<Customer> {
  const { person, identifiers } = found;
  const nos = identifiers.map(({ no }) => no);
  const decisions = await decisionsAbout(tx, workspaceId, nos);
  const links = await linksAmong(tx, workspaceId, nos);
  const named = await byNos(
    tx,
    workspaceId,
    decisions.flatMap(({ groups }) => groups.flat()),
  );
  const { identifiers: _count, ...summary } = summaryOf(person);
  return {
    ...summary,
    canonicalId: person.id,
    identifiers: identifiers.map((identifier) => explained(identifier, identifiers, links, decisions)),
    portrait: await readPortrait(tx, workspaceId, found),
    consent: await readConsent(tx, workspaceId, found),
    accounts: await readAccounts(tx, workspaceId, found),
    decisions: decisions.map((decision) => decisionOf(decision, named)),
    openSuggestions: await countSuggestions(tx, workspaceId, nos),
  };
}

export async function readPortrait(tx: Tx, workspaceId: string, { person, identifiers }: Found): Promise<Portrait> {
  const rows = await traitsOf(
    tx,
    workspaceId,
    identifiers.map(({ no }) => no),
  );
  const { start, now, changes, claimed } = portraitOf(rows, person.verified);
  return {
    start: start === undefined ? null : { at: instant(start.at), traits: json(start.traits) },
    now: now.map(traitOf),
    changes: changes.map(({ at, from, to, ...rest }) => ({ ...rest, at: instant(at), from: json(from), to: json(to) })),
    claimed: claimed.map(traitOf),
  };
}

const instant = (ms: number) => new Date(ms).toISOString();
/** What came out of jsonb is JSON; the contract's type wants to hear it. */
const json = <T>(value: unknown) => value as T;
const traitOf = ({ value, since, ...rest }: TraitNow) => ({
  ...rest,
  value: json<Portrait['now'][number]['value']>(value),
  since: instant(since),
});

/** Which evidence ties an identifier to the others of the same customer. */
function explained(
  { no, id, type, value, verified, firstSeen, crowded }: IdentifierRow,
  all: readonly IdentifierRow[],
  links: readonly LinkRow[],
  decisions: readonly DecisionRow[],
): CustomerIdentifier {
  const nameOf = (other: string) => all.filter((row) => row.no === other).map((row) => ({ type: row.type, value: row.value }));
  const seen = links
    .filter((link) => link.refused === null && (link.a === no || link.b === no))
    .flatMap((link) =>
      nameOf(link.a === no ? link.b : link.a).map((other) => ({
        by: link.kind,
        with: other,
        trusted: link.trusted,
        at: link.firstAt.toISOString(),
        sourceId: link.sourceId,
        eventId: link.eventId,
        decisionId: null,
      })),
    );
  const decided = decisions
    .filter(({ kind }) => kind === 'merge')
    .flatMap((merge) =>
      merge.groups
        .filter((group) => !group.includes(no) && merge.groups.some((own) => own.includes(no)))
        .flatMap((group) => group.slice(0, 1).flatMap(nameOf))
        .map((other) => ({
          by: 'merge' as const,
          with: other,
          trusted: true,
          at: merge.at.toISOString(),
          sourceId: null,
          eventId: null,
          decisionId: merge.id,
        })),
    );
  return { id, type, value, verified, firstSeen: firstSeen.toISOString(), crowded, why: [...seen, ...decided] };
}

function decisionOf(
  { id, kind, at, decidedBy, reason, groups }: DecisionRow,
  named: readonly IdentifierRow[],
): Customer['decisions'][number] {
  const names = new Map(named.map(({ no, type, value }) => [no, { type, value }]));
  return {
    id,
    kind,
    at: at.toISOString(),
    by: decidedBy,
    reason,
    groups: groups.map((group) => group.flatMap((no) => names.get(no) ?? [])),
  };
}
