/** The organisations a person belongs to, or the members an organisation has. */
import type { Tx } from '#platform/postgres';
import type { Customer } from '../contract.ts';
import type { Found } from '../find.ts';
import { ownersOf } from '../identity/store/identifiers.ts';
import { people } from '../identity/store/people.ts';
import { membershipsFrom } from './rules/membership.ts';
import { membershipsOf } from './store.ts';

export async function readAccounts(tx: Tx, workspaceId: string, { identifiers }: Found): Promise<Customer['accounts']> {
  const mine = new Set(identifiers.map(({ no }) => no));
  const rows = await membershipsOf(tx, workspaceId, [...mine]);
  if (rows.length === 0) return [];
  const owners = await ownersOf(
    tx,
    workspaceId,
    rows.flatMap((row) => [row.senderNo, row.organisationNo]),
  );
  const faces = new Map((await people(tx, workspaceId, [...new Set(owners.values())])).map((face) => [face.no, face]));
  const other = (row: { senderNo: string; organisationNo: string }) =>
    owners.get(mine.has(row.organisationNo) ? row.senderNo : row.organisationNo) ?? '';
  const spans = membershipsFrom(rows, other, (row) => faces.get(owners.get(row.senderNo) ?? '')?.verified ?? false);
  return spans.flatMap((span) => {
    const face = faces.get(span.other);
    if (face === undefined) return [];
    return {
      customer: { id: face.id, kind: face.kind, name: face.name },
      role: span.role,
      since: new Date(span.since).toISOString(),
      until: span.until === undefined ? null : new Date(span.until).toISOString(),
    };
  });
}
