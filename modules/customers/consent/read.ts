/** One customer's consent, purpose by purpose, with every word it rests on. */
import type { Tx } from '#platform/postgres';
import type { Consent } from '../contract.ts';
import type { Found } from '../find.ts';
import { grouped } from '../grouped.ts';
import { joinedSinceIn } from '../identity/joined-since.ts';
import { type ConsentVerdict, consentOf } from './rules/consent.ts';
import { type ConsentRow, consentsOf } from './store.ts';

export async function readConsent(
  tx: Tx,
  workspaceId: string,
  { person, identifiers }: Pick<Found, 'person' | 'identifiers'>,
): Promise<Consent[]> {
  const nos = identifiers.map(({ no }) => no);
  const rows = await consentsOf(tx, workspaceId, nos);
  if (rows.length === 0) return [];
  const joinedSince = await joinedSinceIn(tx, workspaceId, nos);
  const names = new Map(identifiers.map(({ no, type, value }) => [no, { type, value }]));
  return [...grouped(rows, (row) => row.purpose)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([purpose, words]) => {
      const current = words.filter((word) => word.until === undefined);
      const verdict = consentOf(current, person.verified, joinedSince);
      return {
        purpose,
        status: verdict.status,
        since: verdict.by === undefined ? null : new Date(verdict.by.at).toISOString(),
        because: because(verdict, person.verified),
        statements: words.flatMap((word) => statementOf(word, names) ?? []),
      };
    });
}

function because({ status, by }: ConsentVerdict<ConsentRow>, verified: boolean): string {
  if (by === undefined) {
    return verified ? 'Nobody we can trust has said yes or no.' : 'Nothing has been said.';
  }
  const who = by.editor ?? (by.trusted ? 'a trusted source' : 'a browser');
  return status === 'denied' ? `Refused through ${who}, and not taken back since.` : `Allowed through ${who}.`;
}

function statementOf(
  { status, at, until, evidence, sourceId, eventId, editor, trusted, senderNo }: ConsentRow,
  names: ReadonlyMap<string, { type: string; value: string }>,
): Consent['statements'][number] | undefined {
  const identifier = names.get(senderNo);
  if (identifier === undefined) return undefined;
  return {
    status,
    at: new Date(at).toISOString(),
    until: until === undefined ? null : new Date(until).toISOString(),
    evidence,
    sourceId,
    eventId,
    editor,
    trusted,
    identifier,
  };
}
