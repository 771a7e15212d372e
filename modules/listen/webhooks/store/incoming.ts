/** SQL of webhooks in: `listen.webhook` beside its row in `listen.source`. */
import { empty, jsonb, sql, type Tx } from '#platform/postgres';
import type { Verification, Webhook, WebhookBody } from '../../contract/webhooks-in.ts';

export interface StoredSecret {
  id: string;
  sealed: string;
  hint: string;
  addedAt: string;
}

/** What the door needs to know, found by the address alone. */
export interface Addressed {
  workspaceId: string;
  sourceId: string;
  verification: Verification;
  secrets: StoredSecret[];
  body: WebhookBody;
  mapping: string;
}

export function webhookByToken(tx: Tx, tokenHash: Buffer): Promise<Addressed | undefined> {
  return tx.maybe(sql`
    select workspace_id as "workspaceId", source_id as "sourceId", verification, secrets, body, mapping
      from listen.webhook_by_token(${tokenHash})`);
}

export interface NewWebhook {
  workspaceId: string;
  id: string;
  name: string;
  tokenHash: Buffer;
  tokenHint: string;
  verification: Verification;
  secrets: StoredSecret[];
  body: WebhookBody;
  mapping: string;
}

/** Its source has no write key: the address must not open the other doors. */
export async function insertWebhook(tx: Tx, webhook: NewWebhook): Promise<void> {
  const { workspaceId, id } = webhook;
  await tx.run(
    sql`insert into listen.source (workspace_id, id, name, kind) values (${workspaceId}, ${id}, ${webhook.name}, 'webhook')`,
  );
  await tx.run(sql`
    insert into listen.webhook (workspace_id, source_id, token_hash, token_hint, verification, secrets, body, mapping)
    values (${workspaceId}, ${id}, ${webhook.tokenHash}, ${webhook.tokenHint}, ${jsonb(webhook.verification)},
            ${jsonb(webhook.secrets)}, ${webhook.body}, ${webhook.mapping})`);
}

export async function updateWebhook(
  tx: Tx,
  workspaceId: string,
  id: string,
  change: {
    verification?: Verification | undefined;
    secrets?: StoredSecret[] | undefined;
    body?: WebhookBody | undefined;
    mapping?: string | undefined;
  },
): Promise<void> {
  const { verification, secrets, body, mapping } = change;
  await tx.run(sql`
    update listen.webhook
       set verification = coalesce(${verification ? jsonb(verification) : sql`null`}, verification),
           secrets = coalesce(${secrets ? jsonb(secrets) : sql`null`}, secrets),
           body = coalesce(${body ?? null}, body), mapping = coalesce(${mapping ?? null}, mapping)
     where workspace_id = ${workspaceId} and source_id = ${id}`);
}

export async function replaceToken(
  tx: Tx,
  workspaceId: string,
  id: string,
  token: { hash: Buffer; hint: string },
): Promise<void> {
  await tx.run(sql`
    update listen.webhook set token_hash = ${token.hash}, token_hint = ${token.hint}
     where workspace_id = ${workspaceId} and source_id = ${id}`);
}

export async function noteRefusal(tx: Tx, workspaceId: string, id: string, reason: string): Promise<void> {
  await tx.run(sql`
    update listen.webhook set last_refused_at = now(), last_refusal = ${reason}
     where workspace_id = ${workspaceId} and source_id = ${id}`);
}

interface WebhookRow extends Omit<Webhook, 'createdAt' | 'lastEventAt' | 'lastRefusedAt' | 'secrets'> {
  createdAt: Date;
  lastEventAt: Date | null;
  lastRefusedAt: Date | null;
  secrets: StoredSecret[];
}

const webhookOf = ({ createdAt, lastEventAt, lastRefusedAt, secrets, ...row }: WebhookRow): Webhook => ({
  ...row,
  secrets: secrets.map(({ id, hint, addedAt }) => ({ id, hint, addedAt })),
  createdAt: createdAt.toISOString(),
  lastEventAt: lastEventAt?.toISOString() ?? null,
  lastRefusedAt: lastRefusedAt?.toISOString() ?? null,
});

const selectWebhooks = (workspaceId: string, id: string | undefined) => sql`
  select w.source_id as id, s.name, s.enabled, w.token_hint as "addressHint", w.verification, w.secrets, w.body, w.mapping,
         s.created_at as "createdAt", heard.last_event_at as "lastEventAt", coalesce(heard.events, 0)::float8 as events,
         (select count(*) from listen.parked p where p.workspace_id = ${workspaceId} and p.source_id = s.id
                                                 and p.settled_at is null)::float8 as "keptAside",
         w.last_refused_at as "lastRefusedAt", w.last_refusal as "lastRefusal"
    from listen.webhook w
    join listen.source s on s.workspace_id = w.workspace_id and s.id = w.source_id
    left join (select source_id, max(last_received) as last_event_at, sum(seen) as events from listen.catalogue_event
                where workspace_id = ${workspaceId} group by source_id) heard on heard.source_id = s.id
   where w.workspace_id = ${workspaceId} ${id === undefined ? empty : sql`and w.source_id = ${id}`}
   order by s.created_at, s.id`;

export async function listWebhooks(tx: Tx, workspaceId: string): Promise<Webhook[]> {
  return (await tx.many<WebhookRow>(selectWebhooks(workspaceId, undefined))).map(webhookOf);
}

export async function findWebhook(tx: Tx, workspaceId: string, id: string): Promise<Webhook | undefined> {
  const row = await tx.maybe<WebhookRow>(selectWebhooks(workspaceId, id));
  return row && webhookOf(row);
}

/** What is needed to map a body of it again; locked, so that two changes of its secrets follow each other. */
export function takeSettings(
  tx: Tx,
  workspaceId: string,
  id: string,
): Promise<Pick<Addressed, 'verification' | 'secrets' | 'body' | 'mapping'> | undefined> {
  return tx.maybe(sql`
    select verification, secrets, body, mapping from listen.webhook
     where workspace_id = ${workspaceId} and source_id = ${id} for update`);
}

/** Which of these messages are kept aside already, settled or not. */
export async function keptAside(tx: Tx, workspaceId: string, id: string, messageIds: string[]): Promise<Set<string>> {
  const rows = await tx.many<{ messageId: string }>(sql`
    select distinct message_id as "messageId" from listen.parked
     where workspace_id = ${workspaceId} and source_id = ${id} and message_id = any(${messageIds}::text[])`);
  return new Set(rows.map(({ messageId }) => messageId));
}
