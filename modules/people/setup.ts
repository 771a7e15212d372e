/** First run, and workspaces: the one-time set-up link, unattended bootstrap, another workspace. */
import type { Account, Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import { newSecret } from '#platform/ids';
import type { Tx } from '#platform/postgres';
import { refusals, type Workspace } from './contract.ts';
import { type Ground, hashOf, orRefuse, refusingTaken, systemPrincipal } from './ground.ts';
import { becomeMember } from './invitations.ts';
import { hintOf } from './keys.ts';
import { slugOf } from './rules/slug.ts';
import { hashPassword } from './sign-in/password-hash.ts';
import { weaknessOf } from './sign-in/password-strength.ts';
import { accountOfEmail, insertAccount } from './store/accounts.ts';
import { holdEmployeeByEmail } from './store/employees.ts';
import { insertKey } from './store/keys.ts';
import * as store from './store/workspaces.ts';

export interface SetUp {
  token: string;
  workspace: string;
  name: string;
  email: string;
  password: string;
}

/** Makes the first owner with the printed link; afterwards there is nothing left to set up. */
export async function setUp(ground: Ground, body: SetUp): Promise<{ workspace: Workspace; employeeId: string }> {
  const { db } = ground;
  const token = hashOf(body.token);
  if (await isSetUp(ground)) throw new Refusal(refusals.setup_done);
  // Before the slow work: who has no link makes the server do nothing.
  if (!(await db.inSystem((tx) => store.isSetupLink(tx, token)))) throw new Refusal(refusals.setup_link_wrong);
  const email = body.email.toLowerCase();
  const weakness = await weaknessOf(body.password, [body.name, email, body.workspace]);
  if (weakness) throw new Refusal(refusals.weak_password, { fields: [{ path: 'password', message: weakness }] });
  const passwordHash = await hashPassword(body.password);
  const workspaceId = await firstWorkspace(ground, body.workspace);
  return db.inWorkspace(workspaceId, async (tx) => {
    await store.lockSetup(tx);
    if (await store.isSetUp(tx)) throw new Refusal(refusals.setup_done);
    if (!(await store.useSetupLink(tx, token))) throw new Refusal(refusals.setup_link_wrong);
    await store.renameWorkspace(tx, body.workspace);
    // An account that is there already belongs to someone who knows its password; a link must not hand it over.
    const userId = orRefuse(await makeAccount(ground, tx, { email, name: body.name, passwordHash }), refusals.account_exists);
    const employeeId = await becomeMember(ground, tx, { workspaceId, email, name: body.name, role: 'owner', userId });
    return { workspace: await store.ownWorkspace(tx), employeeId };
  });
}

export const isSetUp = ({ db }: Ground): Promise<boolean> => db.inSystem((tx) => store.isSetUp(tx));

export interface Bootstrap {
  /** `email:password` of the first owner. */
  admin?: string | undefined;
  /** A key with full rights in the first workspace. */
  apiKey?: string | undefined;
}

export interface Bootstrapped {
  workspaceId: string;
  /** While nobody can sign in as an owner: where to set Verona up. Older links stop working. */
  setupLink?: string;
}

/** Run at every start, by any number of processes; what is there already stays as it is. */
export async function bootstrap(ground: Ground, { admin, apiKey }: Bootstrap): Promise<Bootstrapped> {
  const { db, baseUrl } = ground;
  const workspaceId = await firstWorkspace(ground, 'Main');
  const owner = admin === undefined ? undefined : await ownerOf(ground, admin);
  return db.inWorkspace(workspaceId, async (tx) => {
    await store.lockSetup(tx);
    if (owner) await makeOwner(ground, tx, workspaceId, owner);
    if (apiKey) await makeKey(ground, tx, workspaceId, apiKey);
    if (await store.isSetUp(tx)) return { workspaceId };
    const token = newSecret('setup');
    await store.keepSetupLink(tx, hashOf(token));
    // Behind `#`: a browser never sends it, so it stays out of logs.
    return { workspaceId, setupLink: `${baseUrl}/setup#${token}` };
  });
}

async function ownerOf({ log }: Ground, admin: string) {
  const split = admin.indexOf(':');
  const email = admin.slice(0, split).toLowerCase();
  const password = admin.slice(split + 1);
  // The operator's word stands, but not in silence.
  const weakness = await weaknessOf(password, [email]);
  if (weakness) log.warn({ weakness }, 'the bootstrap password is easy to guess: change it after signing in');
  return { email, name: email.split('@')[0] ?? email, passwordHash: await hashPassword(password) };
}

interface Owner {
  email: string;
  name: string;
  passwordHash: string;
}

/** The new account's id; undefined when the address has one. */
async function makeAccount({ newId }: Ground, tx: Tx, owner: Owner): Promise<string | undefined> {
  const userId = newId();
  return (await insertAccount(tx, { ...owner, userId, credentialId: newId(), emailVerified: true })) ? userId : undefined;
}

/** An account or a membership that is there already stays as it is, password and role included. */
async function makeOwner(ground: Ground, tx: Tx, workspaceId: string, owner: Owner): Promise<void> {
  const { email, name } = owner;
  const userId = (await makeAccount(ground, tx, owner)) ?? (await accountOfEmail(tx, email));
  const known = await holdEmployeeByEmail(tx, email);
  if (known?.userId || userId === undefined) return;
  await becomeMember(ground, tx, { workspaceId, email, name, role: 'owner', userId });
}

async function makeKey({ newId, audit, log }: Ground, tx: Tx, workspaceId: string, secret: string): Promise<void> {
  const key = { id: newId(), name: 'Bootstrap', role: 'owner', hash: hashOf(secret), hint: hintOf(secret) } as const;
  const made = await insertKey(tx, { ...key, madeBy: null, maker: 'Configuration', expiresAt: null });
  if (!made) return log.debug('the bootstrap API key is there already');
  const entry = { action: 'people.api_key_made', subject: `api_key:${key.id}`, details: { name: key.name, role: key.role } };
  await audit.record(tx, systemPrincipal(workspaceId, 'Configuration'), entry);
}

/** The oldest workspace, made when there is none; two processes that start together agree on one. */
async function firstWorkspace({ db, newId }: Ground, name: string): Promise<string> {
  return db.inSystem(async (tx) => {
    await store.lockSetup(tx);
    const first = await store.firstWorkspace(tx);
    if (first !== undefined) return first;
    const id = newId();
    await store.insertWorkspace(tx, id, name, slugOf(name));
    return id;
  });
}

/** Another workspace, for whoever owns one. */
export async function createWorkspace(
  ground: Ground,
  account: Account,
  name: string,
): Promise<{ workspace: Workspace; employeeId: string }> {
  const { db, newId } = ground;
  const mine = await db.inSystem((tx) => store.membershipsOf(tx, account.userId));
  if (!mine.some((membership) => membership.role === 'owner')) throw new Refusal(refusals.workspace_not_allowed);
  const id = newId();
  // The end of a UUIDv7 is random: names need not be unique, slugs are.
  const slug = slugOf(name, id.slice(-6));
  return refusingTaken(
    refusals.name_taken,
    db.inWorkspace(id, async (tx) => {
      await store.insertWorkspace(tx, id, name, slug);
      const owner = { workspaceId: id, email: account.email, name: account.name, role: 'owner', userId: account.userId } as const;
      const employeeId = await becomeMember(ground, tx, owner);
      await store.enter(tx, employeeId);
      return { workspace: await store.ownWorkspace(tx), employeeId };
    }),
  );
}

export function renameWorkspace({ db, audit }: Ground, principal: Principal, name: string): Promise<Workspace> {
  return db.inWorkspace(principal.workspaceId, async (tx) => {
    const { name: before } = await store.ownWorkspace(tx);
    await store.renameWorkspace(tx, name);
    const subject = `workspace:${principal.workspaceId}`;
    await audit.record(tx, principal, { action: 'people.workspace_renamed', subject, details: { from: before, to: name } });
    return store.ownWorkspace(tx);
  });
}

export async function enterWorkspace({ db }: Ground, account: Account, workspaceId: string): Promise<void> {
  const mine = await db.inSystem((tx) => store.membershipsOf(tx, account.userId));
  const membership = mine.find((one) => one.workspaceId === workspaceId);
  if (!membership) throw new Refusal(refusals.not_found);
  await db.inWorkspace(workspaceId, (tx) => store.enter(tx, membership.employeeId));
}
