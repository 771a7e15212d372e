/** Types of identifiers in use. */
import type { ReplyOf } from '#platform/contract';
import type { Db } from '#platform/postgres';
import type { listIdentifierTypes } from '../contract.ts';
import { countTypes } from '../identity/store/identifiers.ts';

export async function typesInUse(db: Db, workspaceId: string): Promise<ReplyOf<typeof listIdentifierTypes>> {
  const rows = await db.inWorkspace(workspaceId, (tx) => countTypes(tx, workspaceId), { readOnly: true });
  return { items: rows.map(({ type, count }) => ({ type, count: Number(count) })) };
}
