/** What every use case of the room stands on. */
import type { Listen } from '#listen';
import type { People } from '#people';
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import type { Clock } from '#platform/clock';
import { Refusal, type RefusalKind } from '#platform/contract';
import type { Events } from '#platform/events';
import type { Files } from '#platform/files';
import type { NewId } from '#platform/ids';
import type { Log } from '#platform/log';
import type { Db, Tx } from '#platform/postgres';

export interface Ground {
  db: Db;
  events: Events;
  audit: Audit;
  log: Log;
  newId: NewId;
  people: Pick<People, 'colleagues' | 'firstOwner'>;
  files: Pick<Files, 'save' | 'read'>;
  listen: Pick<Listen, 'hearOwn' | 'makeOwnSource'>;
  clock: Clock;
  /** Where people open Verona, without a trailing slash. */
  baseUrl: string;
}

/** The value, or the refusal when there is none. */
export function orRefuse<T>(value: T | undefined, kind: RefusalKind): T {
  if (value === undefined) throw new Refusal(kind);
  return value;
}

/** Turns "that address is in use", as the table says it, into a refusal. */
export async function refusingTaken<T>(kind: RefusalKind, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '23505') throw new Refusal(kind);
    throw error;
  }
}

/** A written id must be a colleague who can act; a program's articles belong to the workspace's owner. */
export async function ownerFor(
  { people }: Pick<Ground, 'people'>,
  tx: Tx,
  principal: Pick<Principal, 'kind' | 'id'>,
  named: string | undefined,
  refusal: RefusalKind,
): Promise<string> {
  const wanted = named ?? (principal.kind === 'employee' ? principal.id : undefined);
  if (wanted === undefined) return orRefuse(await people.firstOwner(tx), refusal).id;
  const [found] = await people.colleagues(tx, [wanted]);
  if (!found?.active) throw new Refusal(refusal);
  return found.id;
}
