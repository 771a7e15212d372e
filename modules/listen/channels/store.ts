/** SQL of channels, messages and dispatches. */
import { jsonb, sql, storable, type Tx } from '#platform/postgres';
import type { ChannelKind } from '../contract.ts';
import type { InboundMessage } from './inbound.ts';
import type { DispatchState, OutboundMessage } from './outbound.ts';

export interface ChannelRow {
  id: string;
  kind: ChannelKind;
  name: string;
  enabled: boolean;
  sourceId: string;
  publicKey: string;
  settings: Record<string, unknown>;
  secret: string;
  createdAt: Date;
  /** Why nothing comes from it now, in words for people. */
  trouble: string | null;
}

const columns = sql`id, kind, name, enabled, source_id as "sourceId", public_key as "publicKey", settings, secret,
  created_at as "createdAt",
  coalesce((select e.trouble from listen.ear e where e.workspace_id = channel.workspace_id and e.channel_id = channel.id),
           (select m.last_error from listen.mailbox m where m.workspace_id = channel.workspace_id and m.channel_id = channel.id)
  ) as trouble`;

export const listChannels = (tx: Tx, workspaceId: string): Promise<ChannelRow[]> =>
  tx.many(sql`select ${columns} from listen.channel where workspace_id = ${workspaceId} order by created_at, id`);

export const findChannel = (tx: Tx, workspaceId: string, id: string): Promise<ChannelRow | undefined> =>
  tx.maybe(sql`select ${columns} from listen.channel where workspace_id = ${workspaceId} and id = ${id}`);

export async function insertChannel(
  tx: Tx,
  workspaceId: string,
  channel: { id: string; kind: ChannelKind; name: string; publicKey: string; settings: unknown; secret: string },
): Promise<void> {
  const { id, kind, name, publicKey, settings, secret } = channel;
  const source = await tx.one<{ id: string }>(sql`
    insert into listen.source (workspace_id, name, kind) values (${workspaceId}, ${name}, 'channel') returning id`);
  await tx.run(sql`
    insert into listen.channel (workspace_id, id, kind, name, source_id, public_key, settings, secret)
    values (${workspaceId}, ${id}, ${kind}, ${name}, ${source.id}, ${publicKey}, ${jsonb(settings)}, ${secret})`);
}

export async function updateChannel(
  tx: Tx,
  workspaceId: string,
  id: string,
  change: { name?: string | undefined; enabled?: boolean | undefined; settings?: unknown; secret?: string | undefined },
): Promise<void> {
  const { name = null, enabled = null, settings, secret = null } = change;
  await tx.run(sql`
    update listen.channel set name = coalesce(${name}, name), enabled = coalesce(${enabled}, enabled),
           settings = coalesce(${settings === undefined ? null : JSON.stringify(settings)}::jsonb, settings),
           secret = coalesce(${secret}, secret)
     where workspace_id = ${workspaceId} and id = ${id}`);
}

export const channelByKey = (tx: Tx, key: string): Promise<{ workspaceId: string; id: string; kind: ChannelKind } | undefined> =>
  tx.maybe(sql`select workspace_id as "workspaceId", id, kind from listen.channel_by_key(${key})`);

/** Keeps a message under its channel's name for it; undefined when that name is kept already. */
export async function keepMessage(
  tx: Tx,
  workspaceId: string,
  message: { channelId: string; externalId: string; contentHash: Buffer; senderNo: string; occurredAt: string },
): Promise<string | undefined> {
  const { channelId, externalId, contentHash, senderNo, occurredAt } = message;
  const row = await tx.maybe<{ id: string }>(sql`
    insert into listen.message (workspace_id, channel_id, external_id, content_hash, sender_no, occurred_at)
    values (${workspaceId}, ${channelId}, ${externalId}, ${contentHash}, ${senderNo}, ${occurredAt})
    on conflict do nothing returning id`);
  return row?.id;
}

export const keptMessage = (tx: Tx, workspaceId: string, channelId: string, externalId: string) =>
  tx.one<{ id: string; contentHash: Buffer; state: string }>(sql`
    select id, content_hash as "contentHash", state from listen.message
     where workspace_id = ${workspaceId} and channel_id = ${channelId} and external_id = ${externalId}`);

export async function putAside(tx: Tx, workspaceId: string, id: string, reason: string, body: InboundMessage): Promise<void> {
  await tx.run(sql`
    update listen.message set state = 'aside', reason = ${reason}, body = ${jsonb(body)}
     where workspace_id = ${workspaceId} and id = ${id}`);
}

export async function settleAside(tx: Tx, workspaceId: string, id: string, state: 'heard' | 'dismissed'): Promise<void> {
  await tx.run(sql`
    update listen.message set state = ${state}, reason = null, body = null where workspace_id = ${workspaceId} and id = ${id}`);
}

export interface AsideRow {
  id: string;
  channelId: string;
  senderNo: string;
  receivedAt: Date;
  reason: string;
  body: InboundMessage;
}

const aside = sql`select id, channel_id as "channelId", sender_no as "senderNo", received_at as "receivedAt", reason, body
  from listen.message`;

export const listAside = (tx: Tx, workspaceId: string): Promise<AsideRow[]> =>
  tx.many(sql`${aside} where workspace_id = ${workspaceId} and state = 'aside' order by received_at desc limit 200`);

export const holdAside = (tx: Tx, workspaceId: string, id: string): Promise<AsideRow | undefined> =>
  tx.maybe(sql`${aside} where workspace_id = ${workspaceId} and id = ${id} and state = 'aside' for update`);

/** False when it was asked for before. */
export async function queueDispatch(
  tx: Tx,
  workspaceId: string,
  message: OutboundMessage,
  senderNo: string,
  state: DispatchState,
): Promise<boolean> {
  const made = await tx.run(sql`
    insert into listen.dispatch (workspace_id, id, channel_id, thread, sender_no, body, state)
    values (${workspaceId}, ${message.id}, ${message.channelId}, ${message.thread}, ${senderNo},
            ${jsonb(message)}, ${state})
    on conflict do nothing`);
  return made === 1;
}

export const holdDispatch = (tx: Tx, workspaceId: string, id: string) =>
  tx.maybe<{ state: DispatchState; body: OutboundMessage; attempts: string }>(sql`
    select state, body, attempts from listen.dispatch where workspace_id = ${workspaceId} and id = ${id} for update`);

export async function setDispatch(
  tx: Tx,
  workspaceId: string,
  id: string,
  now: { state: DispatchState; reason?: string | undefined; providerId?: string | undefined },
): Promise<void> {
  await tx.run(sql`
    update listen.dispatch
       set state = ${now.state}, reason = ${now.reason ?? null}, provider_id = coalesce(${now.providerId ?? null}, provider_id),
           attempts = attempts + case when ${now.state} = 'sending' then 1 else 0 end,
           settled_at = case when ${now.state} in ('sent', 'failed', 'unknown') then clock_timestamp() end
     where workspace_id = ${workspaceId} and id = ${id}`);
}

/** Their chats: what files belong to goes by a chat's id. */
export const chatsOf = (tx: Tx, workspaceId: string, senderNos: readonly string[]): Promise<{ id: string }[]> =>
  tx.many(sql`
    select id from listen.chat where workspace_id = ${workspaceId} and sender_no = any(${[...senderNos]}::bigint[])`);

/** Forgets what these senders wrote and what was written to them on channels. */
export async function eraseSpoken(tx: Tx, workspaceId: string, senderNos: readonly string[]) {
  const nos = [...senderNos];
  const removed: { store: string; rows: number }[] = [];
  for (const [store, statement] of [
    [
      'listen.chat_line',
      sql`delete from listen.chat_line l using listen.chat c
       where l.workspace_id = ${workspaceId} and c.workspace_id = l.workspace_id and c.id = l.chat_id
         and c.sender_no = any(${nos}::bigint[])`,
    ],
    ['listen.chat', sql`delete from listen.chat where workspace_id = ${workspaceId} and sender_no = any(${nos}::bigint[])`],
    [
      'listen.dispatch',
      sql`delete from listen.dispatch where workspace_id = ${workspaceId} and sender_no = any(${nos}::bigint[])`,
    ],
    ['listen.message', sql`delete from listen.message where workspace_id = ${workspaceId} and sender_no = any(${nos}::bigint[])`],
  ] as const) {
    removed.push({ store, rows: await tx.run(statement) });
  }
  return removed;
}

/** Between these, only what the attempt did can be undone; the rest of the transaction stays. */
export const beginAttempt = (tx: Tx): Promise<number> => tx.run(sql`savepoint attempt`);

/** What constraints would refuse at the end is refused here, where only the attempt has to step back. */
export async function keepAttempt(tx: Tx): Promise<void> {
  await tx.run(sql`set constraints all immediate`);
  await tx.run(sql`set constraints all deferred`);
  await tx.run(sql`release savepoint attempt`);
}

export const undoAttempt = (tx: Tx): Promise<number> => tx.run(sql`rollback to savepoint attempt`);

/** The message without characters that the database cannot hold (case F06). */
export const keepable = (message: InboundMessage): InboundMessage => storable(message) as InboundMessage;
