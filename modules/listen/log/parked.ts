/** What to do with events kept aside: try again, or let go. */
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import type { ClickHouse } from '#platform/clickhouse';
import { type BodyOf, Refusal, type ReplyOf } from '#platform/contract';
import { liesInTheData } from '#platform/events';
import type { Db, Tx } from '#platform/postgres';
import { refusals, type settleParked } from '../contract.ts';
import type { Intake, Item } from '../ingest/intake.ts';
import { readMessage } from '../ingest/rules/read-message.ts';
import { eventById, type LogRow } from '../store/log.ts';
import * as store from '../store/parked.ts';
import { isKeptRecord, type KeptRecord } from '../webhooks/in/translate.ts';
import { listKeptAside } from './recent.ts';
import { reportAgain } from './report-again.ts';

/** How a later room hears an event once more that it kept aside: in the transaction that settles it, throwing when it still cannot. */
export type HearAgain = (tx: Tx, workspaceId: string, row: LogRow) => Promise<void>;

export interface ParkedDeps {
  db: Db;
  clickhouse: ClickHouse;
  audit: Audit;
  intake: Intake;
  now(): number;
  newId(): string;
  /** For what a webhook sent: its mapping, once more. */
  readAgain(workspaceId: string, sourceId: string, kept: KeptRecord): Promise<Item[]>;
  hearAgain: HearAgain;
  /** Called when reports have taken in more. */
  reported(workspaceId: string): void;
}

/**
 * Tries the event once more, with a corrected body if one is given. A correction gets a messageId of its own; what was accepted
 * and could not be used later is used as it stands in the log.
 */
export async function retryParked(deps: ParkedDeps, principal: Principal, id: string, corrected: string | undefined) {
  const { db, intake } = deps;
  const { workspaceId } = principal;
  const item = await db.inWorkspace(workspaceId, (tx) => store.findParked(tx, workspaceId, id));
  if (!item) throw new Refusal(refusals.no_such_parked);
  if (item.eventId !== null && corrected === undefined) return takeInAfterAll(deps, principal, item, item.eventId);
  if (!item.sourceId) throw new Refusal(refusals.still_unusable, { detail: 'its source is gone' });
  const raw = parse(corrected ?? item.body);
  const { sourceId } = item;
  const anew = item.stage === 'conflict' || item.eventId !== null ? { ...raw, messageId: deps.newId() } : raw;
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
  await settle(deps, principal, id, item.eventId === null ? 'retried' : 'corrected');
  return { outcome: 'kept' as const };
}

/** It is in the log: what follows the log has to take it in, and the lot closes with that. */
async function takeInAfterAll(deps: ParkedDeps, principal: Principal, { id, stage }: store.ParkedEvent, eventId: string) {
  const { db, hearAgain } = deps;
  const { workspaceId } = principal;
  const settled = (tx: Tx) => settleIn(tx, deps.audit, principal, id, 'retried');
  if (stage === 'analytics') {
    await reportAgain(deps, workspaceId, eventId, settled);
    deps.reported(workspaceId);
  } else {
    await db
      .inWorkspace(workspaceId, async (tx) => {
        const row = await eventById(tx, workspaceId, eventId);
        if (!row) throw new Refusal(refusals.still_unusable, { detail: 'event: it is no longer in the log' });
        await settled(tx);
        await hearAgain(tx, workspaceId, row);
      })
      .catch((error: unknown) => {
        if (!liesInTheData(error)) throw error;
        throw new Refusal(refusals.still_unusable, {
          detail: `event: ${error instanceof Error ? error.message : String(error)}`,
        });
      });
  }
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

const atATime = 100;

/**
 * The same for many, newest first. One that still cannot be used stays and holds up nobody; one whose messageId was taken stays,
 * too: kept as an event of its own it counts twice, which somebody has to want, event by event.
 */
export async function settleMany(
  deps: ParkedDeps,
  principal: Principal,
  { how, sourceId, after }: BodyOf<typeof settleParked>,
): Promise<ReplyOf<typeof settleParked>> {
  const { workspaceId } = principal;
  const page = await listKeptAside(deps.db, workspaceId, { sourceId, after, limit: atATime });
  let settled = 0;
  for (const { id, stage } of page.items) {
    if (how === 'retry' && stage === 'conflict') continue;
    try {
      if (how === 'retry') await retryParked(deps, principal, id, undefined);
      else await dismissParked(deps, principal, id);
      settled += 1;
    } catch (error) {
      // Of this one event; what concerns all of them (intake is full, the database is away) ends the round.
      if (!(error instanceof Refusal) || error.kind.status >= 500) throw error;
    }
  }
  return { settled, left: page.items.length - settled, next: page.next };
}

function settle({ db, audit }: Pick<ParkedDeps, 'db' | 'audit'>, principal: Principal, id: string, how: store.Settled) {
  return db.inWorkspace(principal.workspaceId, (tx) => settleIn(tx, audit, principal, id, how));
}

async function settleIn(tx: Tx, audit: Audit, principal: Principal, id: string, how: store.Settled): Promise<void> {
  if (!(await store.findParked(tx, principal.workspaceId, id))) throw new Refusal(refusals.no_such_parked);
  await store.settleParked(tx, principal.workspaceId, id, how);
  await audit.record(tx, principal, { action: `listen.parked_${how}`, subject: `parked:${id}` });
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
