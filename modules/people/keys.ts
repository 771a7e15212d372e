/** API keys: made once, shown once, revoked at once. */
import type { Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import { newSecret } from '#platform/ids';
import { type ApiKey, type Role, refusals } from './contract.ts';
import { type Ground, hashOf, orRefuse, tellAccessChanged } from './ground.ts';
import { covers } from './rules/policy.ts';
import { findKey, insertKey, revokeKey } from './store/keys.ts';

/** Enough to recognise a key by, far too little to guess the rest. */
export const hintOf = (secret: string): string => `${secret.slice(0, 7)}…`;

export function createApiKey(
  { db, audit, newId }: Ground,
  principal: Principal,
  { name, role, expiresAt = null }: { name: string; role: Role; expiresAt?: string | null | undefined },
): Promise<{ apiKey: ApiKey; secret: string }> {
  if (!covers(principal.role, role)) throw new Refusal(refusals.role_above_own);
  const id = newId();
  const secret = newSecret('vk');
  const key = {
    id,
    name,
    role,
    expiresAt,
    hash: hashOf(secret),
    hint: hintOf(secret),
    madeBy: principal.kind === 'employee' ? principal.id : null,
    maker: principal.label,
  };
  return db.inWorkspace(principal.workspaceId, async (tx) => {
    await insertKey(tx, key);
    await audit.record(tx, principal, { action: 'people.api_key_made', subject: `api_key:${id}`, details: { name, role } });
    return { apiKey: orRefuse(await findKey(tx, id), refusals.not_found), secret };
  });
}

export function revokeApiKey(ground: Ground, principal: Principal, id: string): Promise<void> {
  return ground.db.inWorkspace(principal.workspaceId, async (tx) => {
    const key = orRefuse(await findKey(tx, id), refusals.not_found);
    if (!covers(principal.role, key.role)) throw new Refusal(refusals.role_above_own);
    if (key.revokedAt) return;
    await revokeKey(tx, id);
    await tellAccessChanged(ground, tx, principal.workspaceId, { apiKeyId: id });
    const details = { name: key.name };
    await ground.audit.record(tx, principal, { action: 'people.api_key_revoked', subject: `api_key:${id}`, details });
  });
}
