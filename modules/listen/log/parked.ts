/** What to do with events kept aside: try again, or let go. */
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import type { Db } from '#platform/postgres';
import { refusals } from '../contract.ts';
import type { Intake, Item } from '../ingest/intake.ts';
import { readMessage } from '../ingest/rules/read-message.ts';
import * as store from '../store/parked.ts';
import { isKeptRecord, type KeptRecord } from '../webhooks/in/translate.ts';

export interface ParkedDeps {
  db: Db;
  audit: Audit;
  intake: Intake;
  now(): number;
  newId(): string;
  /** For what a webhook sent: its mapping, once more. */
  readAgain(workspaceId: string, sourceId: string, kept: KeptRecord): Promise<Item[]>;
}

/** Tries the event once more, with a corrected body if one is given. A correction gets a messageId of its own. */
export async function retryParked(deps: ParkedDeps, principal: Principal, id: string, corrected: string | undefined) {
  const { db, audit, intake } = deps;
  const { workspaceId } = principal;
  const item = await db.inWorkspace(workspaceId, (tx) => store.findParked(tx, workspaceId, id));
  if (!item) throw new Refusal(refusals.no_such_parked);
  if (!item.sourceId) throw new Refusal(refusals.still_unusable, { detail: 'its source is gone' });
  const raw = parse(corrected ?? item.body);
  const { sourceId } = item;
  const anew = item.stage === 'conflict' ? { ...raw, messageId: deps.newId() } : raw;
  const items = isKeptRecord(raw) ? await deps.readAgain(workspaceId, sourceId, raw) : [readAnew(deps, anew)];
  for (const each of items) {
    if ('reason' in each)
      throw new Refusal(refusals.still_unusable, {
        detail: `${each.field || 'event'}: ${each.reason}`,
        fields: [{ path: each.field, message: each.reason }],
      });
  }
  const outcomes = await intake.accept({ workspaceId, sourceId, trusted: false }, items);
  if (outcomes.some((outcome) => outcome !== 'kept')) throw new Refusal(refusals.same_id_other_content);
  await settle({ db, audit }, principal, id, 'retried');
  return { outcome: 'kept' as const };
}

function readAnew({ now, newId }: ParkedDeps, raw: unknown): Item {
  const read = readMessage(raw, { receivedAt: now(), newId });
  if (!read.ok) return { unusable: raw, field: read.field, reason: read.reason, messageId: undefined };
  return { message: read.message, trusted: false };
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
