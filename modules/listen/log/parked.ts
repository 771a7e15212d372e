/** What to do with events kept aside: try again, or let go. */
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import type { Db } from '#platform/postgres';
import { refusals } from '../contract.ts';
import type { Intake } from '../ingest/intake.ts';
import { readMessage } from '../ingest/rules/read-message.ts';
import * as store from '../store/parked.ts';

export interface ParkedDeps {
  db: Db;
  audit: Audit;
  intake: Intake;
  now(): number;
  newId(): string;
}

/** Tries the event once more, with a corrected body if one is given. A correction gets a messageId of its own. */
export async function retryParked(
  { db, audit, intake, now, newId }: ParkedDeps,
  principal: Principal,
  id: string,
  corrected: string | undefined,
) {
  const { workspaceId } = principal;
  const item = await db.inWorkspace(workspaceId, (tx) => store.findParked(tx, workspaceId, id));
  if (!item) throw new Refusal(refusals.no_such_parked);
  if (!item.sourceId) throw new Refusal(refusals.still_unusable, { detail: 'its source is gone' });
  const raw = parse(corrected ?? item.body);
  const anew = item.stage === 'conflict' ? { ...raw, messageId: newId() } : raw;
  const read = readMessage(anew, { receivedAt: now(), newId });
  if (!read.ok)
    throw new Refusal(refusals.still_unusable, {
      detail: `${read.field || 'event'}: ${read.reason}`,
      fields: [{ path: read.field, message: read.reason }],
    });
  const [outcome] = await intake.accept({ workspaceId, sourceId: item.sourceId, trusted: false }, [
    { message: read.message, trusted: false },
  ]);
  if (outcome !== 'kept') throw new Refusal(refusals.same_id_other_content);
  await settle({ db, audit }, principal, id, 'retried');
  return { outcome: 'kept' as const };
}

export async function dismissParked(deps: Pick<ParkedDeps, 'db' | 'audit'>, principal: Principal, id: string): Promise<void> {
  await settle(deps, principal, id, 'dismissed');
}

async function settle(
  { db, audit }: Pick<ParkedDeps, 'db' | 'audit'>,
  principal: Principal,
  id: string,
  how: 'retried' | 'dismissed',
) {
  await db.inWorkspace(principal.workspaceId, async (tx) => {
    if (!(await store.findParked(tx, principal.workspaceId, id))) throw new Refusal(refusals.no_such_parked);
    await store.settleParked(tx, principal.workspaceId, id, how);
    await audit.record(tx, principal, { action: `listen.parked_${how}`, subject: `parked:${id}` });
  });
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Falls through to the refusal, which says what is expected.
  }
  throw new Refusal(refusals.still_unusable, { detail: 'body: must be a JSON object' });
}
