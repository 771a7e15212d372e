/** What the machine would not do by itself: shown with its evidence, answered by people. */
import type { Principal } from '#platform/auth';
import { type QueryOf, Refusal, type ReplyOf } from '#platform/contract';
import { cursorParts, readCursor, writeCursor } from '#platform/http';
import type { Tx } from '#platform/postgres';
import { type listSuggestions, type MergeOutcome, refusals, type Suggestion } from '../contract.ts';
import { summaryOf } from '../directory/summary.ts';
import { type Found, findCustomer } from '../find.ts';
import { settleAndTell } from './apply.ts';
import { type IdentityDeps, mergeFound } from './merge.ts';
import { keepDecision, type LinkRow, linksAmong } from './store/graph.ts';
import { byPeople, type IdentifierRow, lockIdentity } from './store/identifiers.ts';
import * as store from './store/people.ts';

export function listOpen(
  deps: IdentityDeps,
  workspaceId: string,
  query: QueryOf<typeof listSuggestions>,
): Promise<ReplyOf<typeof listSuggestions>> {
  const at = readCursor(query.after, [cursorParts.instant, cursorParts.uuid]);
  const before = at && { at: at[0] ?? '', id: at[1] ?? '' };
  return deps.db.inWorkspace(
    workspaceId,
    async (tx) => {
      const person = query.person === undefined ? undefined : await findCustomer(tx, deps.tombstones, workspaceId, query.person);
      const rows = await store.openSuggestions(tx, workspaceId, { before, limit: query.limit, personNo: person?.person.no });
      const last = rows.length === query.limit ? rows.at(-1) : undefined;
      return { items: await describe(tx, workspaceId, rows), next: last ? writeCursor(last.suggestedAt, last.id) : null };
    },
    { readOnly: true },
  );
}

async function describe(tx: Tx, workspaceId: string, rows: readonly store.SuggestionRow[]): Promise<Suggestion[]> {
  const personNos = [...new Set(rows.flatMap(({ personA, personB }) => [personA, personB]))];
  const people = new Map((await store.people(tx, workspaceId, personNos)).map((person) => [person.no, person]));
  const identifiers = await byPeople(tx, workspaceId, personNos);
  const links = await linksAmong(
    tx,
    workspaceId,
    identifiers.map(({ no }) => no),
  );
  const byNo = new Map(identifiers.map((identifier) => [identifier.no, identifier]));
  return rows.flatMap((row) => {
    const [a, b] = [people.get(row.personA), people.get(row.personB)];
    if (a === undefined || b === undefined) return [];
    const between = links.filter((link) => isBetween(byNo, link, row));
    return {
      id: row.id,
      reason: row.reason,
      because: because(row),
      people: [summaryOf(a), summaryOf(b)],
      evidence: between.map((link) => evidenceOf(byNo, link)),
      suggestedAt: row.suggestedAt.toISOString(),
    };
  });
}

function isBetween(byNo: ReadonlyMap<string, IdentifierRow>, link: LinkRow, { personA, personB }: store.SuggestionRow): boolean {
  const [a, b] = [byNo.get(link.a)?.personNo, byNo.get(link.b)?.personNo];
  return (a === personA && b === personB) || (a === personB && b === personA);
}

function evidenceOf(byNo: ReadonlyMap<string, IdentifierRow>, link: LinkRow): Suggestion['evidence'][number] {
  const between = [link.a, link.b].flatMap((no) => {
    const row = byNo.get(no);
    return row === undefined ? [] : [{ type: row.type, value: row.value }];
  });
  const { kind: by, trusted, sourceId, eventId } = link;
  return { by, trusted, sourceId, eventId, between, at: link.firstAt.toISOString() };
}

function because({ reason, refusedType }: store.SuggestionRow): string {
  switch (reason) {
    case 'limit':
      return `Together they would have more of "${refusedType}" than one person may have.`;
    case 'two_known':
      return 'A browser says so, and both are known: claims never join two known people.';
    case 'verified':
      return 'A browser says so, and a trusted source vouches for one of them: claims never change such a person.';
  }
}

/** Two people, under the lock, from a suggestion that is still open. */
async function open(
  deps: IdentityDeps,
  tx: Tx,
  workspaceId: string,
  id: string,
): Promise<{ row: store.SuggestionRow; pair: [Found, Found] }> {
  await lockIdentity(tx, workspaceId);
  const row = await store.suggestionById(tx, workspaceId, id);
  const people = row && (await store.people(tx, workspaceId, [row.personA, row.personB]));
  const ids = [row?.personA, row?.personB].map((no) => people?.find((person) => person.no === no)?.id);
  const [a, b] = ids;
  if (row === undefined || a === undefined || b === undefined || a === b) throw new Refusal(refusals.no_such_suggestion);
  const pair: [Found, Found] = [
    await findCustomer(tx, deps.tombstones, workspaceId, a),
    await findCustomer(tx, deps.tombstones, workspaceId, b),
  ];
  // The stronger one survives: vouched for before claimed, somebody before a visitor, then the older.
  pair.sort(
    ({ person: x }, { person: y }) =>
      Number(y.verified) - Number(x.verified) ||
      Number(x.kind === 'visitor') - Number(y.kind === 'visitor') ||
      x.firstSeen.getTime() - y.firstSeen.getTime(),
  );
  return { row, pair };
}

export function accept(
  deps: IdentityDeps,
  principal: Principal,
  id: string,
  request: { reason?: string | undefined; dryRun: boolean },
): Promise<MergeOutcome> {
  const { workspaceId } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    const { row, pair } = await open(deps, tx, workspaceId, id);
    const [survivor, other] = pair;
    if (!request.dryRun) {
      const answer = { state: 'accepted' as const, by: principal.label, reason: request.reason ?? null };
      await store.settleSuggestions(tx, workspaceId, row, answer);
    }
    return mergeFound(deps, tx, principal, survivor, [other], request);
  });
}

/** "They are two" is a decision like any other: evidence of the same kind will not ask again. */
export function dismiss(deps: IdentityDeps, principal: Principal, id: string, reason: string): Promise<void> {
  const { workspaceId } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    const { row, pair } = await open(deps, tx, workspaceId, id);
    await store.settleSuggestions(tx, workspaceId, row, { state: 'dismissed', by: principal.label, reason });
    const groups = pair.map(({ identifiers }) => identifiers.map(({ no }) => no));
    const decision = { id: deps.newId(), kind: 'separate' as const, groups, decidedBy: principal.label, reason };
    await keepDecision(tx, workspaceId, decision);
    await settleAndTell(tx, deps.events, workspaceId, groups.flat(), { settings: pair[0].settings, newId: deps.newId });
    await deps.audit.record(tx, principal, {
      action: 'customers.suggestion_dismissed',
      subject: `person:${pair[0].person.id}`,
      details: { decisionId: decision.id, other: pair[1].person.id },
    });
  });
}
