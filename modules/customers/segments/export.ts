/** The people of a segment as CSV (RFC 4180), page by page: a million rows never stand in memory. */
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import type { Db } from '#platform/postgres';
import { readSegment } from './read.ts';
import { membersAfter } from './store/members.ts';

const page = 5_000;
const columns = ['id', 'kind', 'name', 'email', 'phone', 'verified', 'first_seen', 'last_seen', 'entered_at'];

export async function exportSegment(
  { db, audit }: { db: Db; audit: Audit },
  principal: Principal,
  id: string,
): Promise<Readable> {
  const { workspaceId } = principal;
  // Recorded before the first row leaves: what was handed out cannot be taken back.
  await db.inWorkspace(workspaceId, async (tx) => {
    const { name, size } = await readSegment(tx, workspaceId, id);
    await audit.record(tx, principal, {
      action: 'customers.segment_exported',
      subject: `segment:${id}`,
      details: { name, size },
    });
  });
  return Readable.from(rows(db, workspaceId, id), { objectMode: false });
}

async function* rows(db: Db, workspaceId: string, id: string): AsyncGenerator<Buffer> {
  yield Buffer.from(stringify([columns]));
  for (let after = '0'; ; ) {
    const from = after;
    const people = await db.inWorkspace(workspaceId, (tx) => membersAfter(tx, workspaceId, id, from, page), { readOnly: true });
    const last = people.at(-1);
    if (last === undefined) return;
    const lines = people.map((each) => [
      each.id,
      each.kind,
      each.name,
      each.email,
      each.phone,
      String(each.verified),
      each.firstSeen.toISOString(),
      each.lastSeen.toISOString(),
      each.enteredAt.toISOString(),
    ]);
    // A name that begins with "=" is a name, not a formula (reliability case D11).
    yield Buffer.from(stringify(lines, { escape_formulas: true }));
    after = last.no;
  }
}
