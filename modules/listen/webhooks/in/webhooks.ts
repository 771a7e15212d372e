/** Making and changing webhooks in: their addresses, secrets, mappings. */
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { type BodyOf, Refusal } from '#platform/contract';
import { newSecret } from '#platform/ids';
import type { Db, Tx } from '#platform/postgres';
import type { Secrets } from '#platform/secrets';
import type * as contract from '../../contract/webhooks-in.ts';
import { webhookInRefusals as refusals, type Verification, type Webhook } from '../../contract/webhooks-in.ts';
import { nextSourceId, updateSource } from '../../store/sources.ts';
import * as store from '../store/incoming.ts';
import { listSamples } from '../store/samples.ts';
import { type Addresses, tokenHash } from './addresses.ts';
import { firstMapping } from './rules/first-mapping.ts';
import { demandMapping } from './translate.ts';

export interface WebhooksDeps {
  db: Db;
  audit: Audit;
  secrets: Secrets;
  addresses: Addresses;
  now(): number;
  newId(): string;
  newSigningSecret(): string;
}

/** Three at once are enough for any rotation, and few enough that checking them all costs nothing. */
const maxSecrets = 3;

export function createIncoming(deps: WebhooksDeps) {
  const { db, audit, addresses } = deps;

  const newToken = () => {
    const token = newSecret('vwh');
    return { token, hash: tokenHash(token), hint: token.slice(-4) };
  };
  const addressOf = (token: string) => `/v1/webhooks/${token}`;

  const newStoredSecret = (given: string | undefined) => {
    const secret = given ?? deps.newSigningSecret();
    const id = deps.newId();
    const sealed = deps.secrets.seal(secret, id);
    const stored: store.StoredSecret = { id, sealed, hint: secret.slice(-4), addedAt: new Date(deps.now()).toISOString() };
    // What the caller typed is not shown back.
    return { stored, shown: given === undefined ? secret : null };
  };

  /** Changes one webhook under its lock; the change is audited, and the door learns of it. */
  const change = <T>(
    principal: Principal,
    id: string,
    entry: { action: string; details?: Record<string, unknown> },
    work: (tx: Tx, settings: NonNullable<Awaited<ReturnType<typeof store.takeSettings>>>) => Promise<T>,
  ): Promise<{ webhook: Webhook; did: T }> =>
    db.inWorkspace(principal.workspaceId, async (tx) => {
      const settings = await store.takeSettings(tx, principal.workspaceId, id);
      if (!settings) throw new Refusal(refusals.no_such_webhook);
      const did = await work(tx, settings);
      const webhook = await existing(store.findWebhook(tx, principal.workspaceId, id));
      await audit.record(tx, principal, {
        action: entry.action,
        subject: `source:${id}`,
        ...(entry.details && { details: entry.details }),
      });
      tx.afterCommit(addresses.forget);
      return { webhook, did };
    });

  return {
    list: (workspaceId: string) => db.inWorkspace(workspaceId, (tx) => store.listWebhooks(tx, workspaceId), { readOnly: true }),

    async create(principal: Principal, body: BodyOf<typeof contract.createWebhook>) {
      const mapping = body.mapping ?? firstMapping;
      demandMapping(mapping);
      const { token, hash, hint } = newToken();
      const secret = body.verification.scheme === 'none' ? undefined : newStoredSecret(body.secret);
      const webhook = await db.inWorkspace(principal.workspaceId, async (tx) => {
        const id = await nextSourceId(tx);
        await store.insertWebhook(tx, {
          workspaceId: principal.workspaceId,
          id,
          name: body.name,
          tokenHash: hash,
          tokenHint: hint,
          verification: body.verification,
          secrets: secret ? [secret.stored] : [],
          body: body.body,
          mapping,
        });
        const details = { name: body.name, verification: body.verification.scheme };
        await audit.record(tx, principal, { action: 'listen.webhook_created', subject: `source:${id}`, details });
        tx.afterCommit(addresses.forget);
        return existing(store.findWebhook(tx, principal.workspaceId, id));
      });
      return { webhook, address: addressOf(token), secret: secret?.shown ?? null };
    },

    async update(principal: Principal, id: string, body: BodyOf<typeof contract.updateWebhook>) {
      if (body.mapping !== undefined) demandMapping(body.mapping);
      const details = { changed: Object.keys(body), ...(body.enabled !== undefined && { enabled: body.enabled }) };
      const { webhook } = await change(principal, id, { action: 'listen.webhook_changed', details }, async (tx, settings) => {
        if (body.verification) demandSecret(body.verification, settings.secrets);
        await updateSource(tx, principal.workspaceId, id, { name: body.name, enabled: body.enabled });
        await store.updateWebhook(tx, principal.workspaceId, id, body);
      });
      return webhook;
    },

    async renewAddress(principal: Principal, id: string) {
      const { token, hash, hint } = newToken();
      const { webhook } = await change(principal, id, { action: 'listen.webhook_address_renewed' }, (tx) =>
        store.replaceToken(tx, principal.workspaceId, id, { hash, hint }),
      );
      return { webhook, address: addressOf(token) };
    },

    async addSecret(principal: Principal, id: string, given: string | undefined) {
      const { stored, shown } = newStoredSecret(given);
      const { webhook } = await change(principal, id, { action: 'listen.webhook_secret_added' }, (tx, { secrets }) => {
        if (secrets.length >= maxSecrets) throw new Refusal(refusals.too_many_secrets);
        return store.updateWebhook(tx, principal.workspaceId, id, { secrets: [...secrets, stored] });
      });
      return { webhook, secret: shown };
    },

    async removeSecret(principal: Principal, id: string, secretId: string) {
      const { webhook } = await change(
        principal,
        id,
        { action: 'listen.webhook_secret_removed' },
        (tx, { secrets, verification }) => {
          const left = secrets.filter((secret) => secret.id !== secretId);
          if (left.length === 0 && verification.scheme !== 'none') throw new Refusal(refusals.last_secret);
          return store.updateWebhook(tx, principal.workspaceId, id, { secrets: left });
        },
      );
      return webhook;
    },

    samples: (workspaceId: string, id: string) =>
      db.inWorkspace(
        workspaceId,
        async (tx) => {
          await existing(store.findWebhook(tx, workspaceId, id));
          return listSamples(tx, workspaceId, id);
        },
        { readOnly: true },
      ),
  };
}

/** Without one nothing could ever be proven, and every message would be refused. */
function demandSecret(how: Verification, secrets: store.StoredSecret[]): void {
  if (how.scheme !== 'none' && secrets.length === 0) {
    throw new Refusal(refusals.last_secret, { detail: 'Add a secret before asking for signatures.' });
  }
}

async function existing(found: Promise<Webhook | undefined>): Promise<Webhook> {
  const webhook = await found;
  if (!webhook) throw new Refusal(refusals.no_such_webhook);
  return webhook;
}
