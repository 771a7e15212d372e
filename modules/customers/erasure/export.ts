/** Everything kept about one customer, from every room, in one snapshot. */
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { Db } from '#platform/postgres';
import { findCustomer } from '../find.ts';
import { wholeCustomer } from '../profile/person.ts';
import { subjectOf } from './erase.ts';
import type { Holder } from './holders.ts';
import type { Tombstones } from './tombstones.ts';

export interface ExportDeps {
  db: Db;
  audit: Audit;
  clock: Clock;
  tombstones: Tombstones;
  holders: readonly Holder[];
}

const timeoutMs = 120_000;

export async function exportPerson(
  { db, audit, clock, tombstones, holders }: ExportDeps,
  principal: Principal,
  ref: string,
): Promise<Buffer> {
  const { workspaceId } = principal;
  const { person, file } = await db.inWorkspace(
    workspaceId,
    async (tx) => {
      const found = await findCustomer(tx, tombstones, workspaceId, ref);
      const subject = subjectOf(workspaceId, found);
      const file: Record<string, unknown> = {
        exportedAt: new Date(clock.now()),
        customer: await wholeCustomer(tx, workspaceId, found),
      };
      for (const holder of holders) file[holder.name] = await holder.export(tx, subject);
      return { person: found.person.id, file };
    },
    // One snapshot: the state before or after whatever else happens, never a mix.
    { readOnly: true, isolation: 'repeatable read', timeoutMs },
  );
  // Apart from the snapshot, which would not see what others wrote to the audit log meanwhile. Nothing is handed out before.
  await db.inWorkspace(workspaceId, (tx) =>
    audit.record(tx, principal, { action: 'customers.person_exported', subject: `person:${person}` }),
  );
  return Buffer.from(JSON.stringify(file, null, 2));
}
