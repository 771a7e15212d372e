/** What every use case of the room stands on. */
import { createHash } from 'node:crypto';
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { Refusal, type RefusalKind } from '#platform/contract';
import type { Events } from '#platform/events';
import type { NewId } from '#platform/ids';
import type { Log } from '#platform/log';
import type { Mail } from '#platform/mail';
import type { Db, Tx } from '#platform/postgres';
import { accessChanged } from './events.ts';
import type { HearStanding } from './standing.ts';

export interface Ground {
  db: Db;
  events: Events;
  audit: Audit;
  mail: Mail;
  log: Log;
  newId: NewId;
  /** Where people open Verona, without a trailing slash. */
  baseUrl: string;
  /** Hear, inside the transaction, of every change of who is able to act. */
  standingHeard: HearStanding[];
}

/** Links and keys are kept as this, never as themselves. */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** NOTIFY channel: whoever holds a live socket of theirs must look again whether they may. */
export const accessChannel = 'people.access';

/** Whose access changed. `userId`: sessions of that account ended. */
export type AccessSignal =
  | { workspaceId: string; employeeId: string }
  | { workspaceId: string; apiKeyId: string }
  | { userId: string };

/** Tells the rooms, and every process at once, that someone may do other things than before. */
export async function tellAccessChanged(
  { db, events }: Ground,
  tx: Tx,
  workspaceId: string,
  who: { employeeId: string } | { apiKeyId: string },
): Promise<void> {
  await events.tell(tx, workspaceId, accessChanged, who);
  tx.afterCommit(() => db.notify(accessChannel, JSON.stringify({ workspaceId, ...who })));
}

/** Acts that nobody signed in does: set-up, bootstrap, accepting an invitation. */
export const systemPrincipal = (workspaceId: string, label: string): Principal => ({
  kind: 'system',
  id: 'people',
  label,
  workspaceId,
  role: 'owner',
});

/** The value, or the refusal when there is none. */
export function orRefuse<T>(value: T | undefined, kind: RefusalKind): T {
  if (value === undefined) throw new Refusal(kind);
  return value;
}

/** Turns "that name is in use", as the table says it, into a refusal. */
export async function refusingTaken<T>(kind: RefusalKind, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '23505') throw new Refusal(kind);
    throw error;
  }
}
