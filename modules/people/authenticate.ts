/** From what a request carries to who is asking: looked up every time, so that a change of access applies to the next request. */
import type { Account, Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import type { Log } from '#platform/log';
import type { Db } from '#platform/postgres';
import { refusals } from './contract.ts';
import { hashOf } from './ground.ts';
import { type Limiter, limits } from './sign-in/limits.ts';
import type { SignIn } from './sign-in/sign-in.ts';
import { holderOf, type KeyHolder, touchKey } from './store/keys.ts';
import { membershipsOf } from './store/workspaces.ts';

export type Headers = Record<string, string | string[] | undefined>;

export interface Authenticated {
  account?: Account;
  principal?: Principal;
}

export interface AuthenticateDeps {
  db: Db;
  signIn: Pick<SignIn, 'accountOf'>;
  limiter: Limiter;
  log: Log;
}

/** "Last used" is kept to the minute: a busy key must not write a row per request. */
const touchEveryMs = 60_000;

/**
 * An API key in `Authorization: Bearer`, else a session cookie with the header `Verona-Workspace` (left out: the workspace
 * last entered). A workspace that does not exist and one that is not theirs are refused in the same words. Nothing is
 * answered for wrong credentials: the door that needs them says so.
 */
export function createAuthenticate({ db, signIn, limiter, log }: AuthenticateDeps) {
  return async (headers: Headers, ip: string): Promise<Authenticated> => {
    const wanted = headers['verona-workspace'];
    if (headers.authorization !== undefined) return byKey(String(headers.authorization), wanted, ip);
    const account = await signIn.accountOf(headers);
    if (!account) return {};
    const mine = await db.inSystem((tx) => membershipsOf(tx, account.userId), { readOnly: true });
    const membership = wanted === undefined ? mine[0] : mine.find((one) => one.workspaceId === wanted);
    if (!membership) {
      if (wanted !== undefined) throw new Refusal(refusals.no_such_workspace);
      return { account };
    }
    const { workspaceId, employeeId, name, role } = membership;
    return { account, principal: { kind: 'employee', id: employeeId, label: name, workspaceId, role, userId: account.userId } };
  };

  async function byKey(authorization: string, wanted: Headers[string], ip: string): Promise<Authenticated> {
    // Before any look-up: who sends wrong keys in a row costs the database nothing (case B11).
    refuseFlood(limiter, ip);
    const secret = /^Bearer (\S{16,200})$/i.exec(authorization)?.[1];
    const holder = secret && (await holderOf(db, hashOf(secret)));
    if (!holder) {
      countMiss(limiter, ip);
      return {};
    }
    const { workspaceId, id, name, role } = holder;
    if (wanted !== undefined && wanted !== workspaceId) throw new Refusal(refusals.no_such_workspace);
    touch(holder);
    return { principal: { kind: 'api_key', id, label: `API key "${name}"`, workspaceId, role } };
  }

  function touch({ workspaceId, id }: KeyHolder): void {
    if (limiter.take(`touch:${id}`, { max: 1, windowMs: touchEveryMs }) > 0) return;
    db.inWorkspace(workspaceId, (tx) => touchKey(tx, id)).catch((error: Error) =>
      log.warn({ error: error.message }, 'could not note that an API key was used'),
    );
  }
}

/** Keys and link tokens that lead nowhere are counted by address. */
export function refuseFlood(limiter: Limiter, ip: string): void {
  const wait = limiter.wait(`wrong:${ip}`, limits.wrongKeys);
  if (wait > 0) throw new Refusal(refusals.too_many_tries, { extra: { retryAfter: Math.ceil(wait / 1000) } });
}

export const countMiss = (limiter: Limiter, ip: string): void => {
  limiter.take(`wrong:${ip}`, limits.wrongKeys);
};
