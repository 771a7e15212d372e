/** SQL of chats: who the visitor is, and the transcript as they see it. */
import { jsonb, sql, type Tx } from '#platform/postgres';
import type { ChatLine, ChatState } from '../../contract/chat.ts';
import type { Attachment } from '../inbound.ts';

export interface ChatRow {
  id: string;
  channelId: string;
  senderNo: string;
  senderType: 'anonymous_id' | 'user_id';
  senderValue: string;
  verified: boolean;
  name: string | null;
  email: string | null;
  /** The last line before the address was given. */
  emailAfter: string;
  locale: string | null;
  page: { url: string; title?: string } | null;
  answers: Record<string, string>;
  lastSeq: string;
  visitorRead: string;
  teamRead: string;
  /** How far answers were carried by mail. */
  mailedSeq: string;
  state: Partial<ChatState>;
}

const columns = sql`id, channel_id as "channelId", sender_no as "senderNo", sender_type as "senderType",
  sender_value as "senderValue", verified, name,
  email, email_after as "emailAfter", locale, page, answers, last_seq as "lastSeq", visitor_read as "visitorRead",
  team_read as "teamRead", mailed_seq as "mailedSeq", state`;

export const chatByToken = (tx: Tx, hash: Buffer): Promise<{ workspaceId: string; id: string; channelId: string } | undefined> =>
  tx.maybe(sql`select workspace_id as "workspaceId", id, channel_id as "channelId" from listen.chat_by_token(${hash})`);

export const findChat = (tx: Tx, workspaceId: string, id: string): Promise<ChatRow | undefined> =>
  tx.maybe(sql`select ${columns} from listen.chat where workspace_id = ${workspaceId} and id = ${id}`);

/** Locked: lines of one chat are numbered one after the other. Whoever also needs the moment takes the chat first. */
export const holdChat = (tx: Tx, workspaceId: string, id: string): Promise<ChatRow | undefined> =>
  tx.maybe(sql`select ${columns} from listen.chat where workspace_id = ${workspaceId} and id = ${id} for update`);

export async function insertChat(
  tx: Tx,
  workspaceId: string,
  chat: {
    channelId: string;
    tokenHash: Buffer;
    senderNo: string;
    senderType: string;
    senderValue: string;
    verified: boolean;
    about: Visitor;
  },
): Promise<string> {
  const { channelId, tokenHash, senderNo, senderType, senderValue, verified, about } = chat;
  const row = await tx.one<{ id: string }>(sql`
    insert into listen.chat (workspace_id, channel_id, token_hash, sender_no, sender_type, sender_value, verified,
                             name, email, locale, page, answers)
    values (${workspaceId}, ${channelId}, ${tokenHash}, ${senderNo}, ${senderType}, ${senderValue}, ${verified},
            ${about.name ?? null}, ${about.email ?? null}, ${about.locale ?? null},
            ${about.page ? jsonb(about.page) : null}, ${jsonb(about.answers ?? {})})
    returning id`);
  return row.id;
}

export interface Visitor {
  name?: string | undefined;
  email?: string | undefined;
  locale?: string | undefined;
  page?: { url: string; title?: string | undefined } | undefined;
  answers?: Record<string, string> | undefined;
}

export async function updateChat(
  tx: Tx,
  workspaceId: string,
  id: string,
  about: Visitor,
  sender: { no: string; type: string; value: string; verified: boolean } | undefined,
): Promise<void> {
  await tx.run(sql`
    update listen.chat
       set name = coalesce(${about.name ?? null}, name), email = coalesce(${about.email ?? null}, email),
           locale = coalesce(${about.locale ?? null}, locale),
           page = coalesce(${about.page ? jsonb(about.page) : null}, page),
           answers = answers || ${jsonb(about.answers ?? {})},
           email_after = case when lower(${about.email ?? null}) is distinct from lower(email) and ${about.email ?? null}::text is not null
                              then last_seq else email_after end,
           sender_no = coalesce(${sender?.no ?? null}, sender_no), sender_type = coalesce(${sender?.type ?? null}, sender_type),
           sender_value = coalesce(${sender?.value ?? null}, sender_value),
           verified = verified or ${sender?.verified ?? false},
           last_seen_at = now()
     where workspace_id = ${workspaceId} and id = ${id}`);
}

export interface NewLine {
  id: string;
  clientId: string | undefined;
  author: 'visitor' | 'team' | 'system';
  authorName: string | undefined;
  text: string;
  html: string | undefined;
  files: Attachment[];
}

/** Appends a line to a chat that is held; answers its number. */
export async function appendLine(tx: Tx, workspaceId: string, chatId: string, line: NewLine): Promise<number> {
  const row = await tx.one<{ seq: string }>(sql`
    with numbered as (
      update listen.chat set last_seq = last_seq + 1,
             last_seen_at = case when ${line.author} = 'visitor' then now() else last_seen_at end
       where workspace_id = ${workspaceId} and id = ${chatId} returning last_seq)
    insert into listen.chat_line (workspace_id, chat_id, seq, id, client_id, author, author_name, text, html, files)
    select ${workspaceId}, ${chatId}, last_seq, ${line.id}, ${line.clientId ?? null}, ${line.author}, ${line.authorName ?? null},
           ${line.text}, ${line.html ?? null}, ${jsonb(line.files)}
      from numbered
    returning seq`);
  return Number(row.seq);
}

export const lineByClientId = (tx: Tx, workspaceId: string, chatId: string, clientId: string) =>
  tx.maybe<{ seq: string; id: string }>(sql`
    select seq, id from listen.chat_line
     where workspace_id = ${workspaceId} and chat_id = ${chatId} and client_id = ${clientId}`);

interface LineRow extends Omit<ChatLine, 'seq' | 'at' | 'files'> {
  seq: string;
  at: Date;
  files: Attachment[];
}

export async function linesAfter(
  tx: Tx,
  workspaceId: string,
  chatId: string,
  after: number,
  limit: number,
  link: (file: Attachment) => string,
): Promise<ChatLine[]> {
  const rows = await tx.many<LineRow>(sql`
    select seq, id, client_id as "clientId", author, author_name as "authorName", text, html, files, at
      from listen.chat_line
     where workspace_id = ${workspaceId} and chat_id = ${chatId} and seq > ${after}
     order by seq limit ${limit}`);
  return rows.map(({ seq, at, files, ...row }) => ({
    ...row,
    seq: Number(seq),
    at: at.toISOString(),
    files: files.map((file) => ({ name: file.name, type: file.type, size: file.size, url: link(file) })),
  }));
}

/** The newest lines, oldest of them first, without links to their files. */
export async function lastLines(tx: Tx, workspaceId: string, chatId: string, limit: number) {
  const rows = await tx.many<Pick<LineRow, 'author' | 'authorName' | 'text' | 'at' | 'files'>>(sql`
    select author, author_name as "authorName", text, files, at
      from listen.chat_line where workspace_id = ${workspaceId} and chat_id = ${chatId}
     order by seq desc limit ${limit}`);
  return rows.reverse().map((row) => ({ ...row, at: row.at.toISOString() }));
}

export async function wasAnswered(tx: Tx, workspaceId: string, chatId: string): Promise<boolean> {
  const row = await tx.maybe<{ one: number }>(sql`
    select 1 as one from listen.chat_line
     where workspace_id = ${workspaceId} and chat_id = ${chatId} and author = 'team' limit 1`);
  return row !== undefined;
}

/** Answers whether it moved. */
export async function markRead(tx: Tx, workspaceId: string, id: string, who: 'visitor' | 'team', seq: number): Promise<boolean> {
  const moved =
    who === 'visitor'
      ? await tx.run(sql`
          update listen.chat set visitor_read = least(${seq}, last_seq)
           where workspace_id = ${workspaceId} and id = ${id} and visitor_read < least(${seq}, last_seq)`)
      : await tx.run(sql`
          update listen.chat set team_read = least(${seq}, last_seq)
           where workspace_id = ${workspaceId} and id = ${id} and team_read < least(${seq}, last_seq)`);
  return moved === 1;
}

export async function setState(tx: Tx, workspaceId: string, id: string, state: Partial<ChatState>): Promise<void> {
  await tx.run(sql`
    update listen.chat set state = state || ${jsonb(state)} where workspace_id = ${workspaceId} and id = ${id}`);
}

/** Does a line of this chat carry this file? */
export async function namesFile(tx: Tx, workspaceId: string, chatId: string, fileId: string): Promise<boolean> {
  const row = await tx.maybe<{ one: number }>(sql`
    select 1 as one from listen.chat_line
     where workspace_id = ${workspaceId} and chat_id = ${chatId} and files @> ${jsonb([{ fileId }])} limit 1`);
  return row !== undefined;
}

/** What of ours the visitor has not seen after a line, oldest first. */
export const unseenLines = (tx: Tx, workspaceId: string, chatId: string, after: number, limit: number) =>
  tx.many<{ seq: string; id: string; authorName: string | null; text: string; files: Attachment[] }>(sql`
    select seq, id, author_name as "authorName", text, files from listen.chat_line
     where workspace_id = ${workspaceId} and chat_id = ${chatId} and author = 'team' and seq > ${after}
     order by seq limit ${limit}`);

/** The database's clock, as text: what is compared with it is written by it. */
export async function askedNow(tx: Tx): Promise<string> {
  return (await tx.one<{ at: string }>(sql`select clock_timestamp()::text as at`)).at;
}

/** The visitor is there. */
export async function noteSeen(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.run(sql`
    update listen.chat set last_seen_at = clock_timestamp() where workspace_id = ${workspaceId} and id = ${id}`);
}

export async function wasSeenSince(tx: Tx, workspaceId: string, id: string, asked: string): Promise<boolean> {
  const row = await tx.one<{ seen: boolean }>(sql`
    select last_seen_at >= ${asked}::timestamptz as seen from listen.chat where workspace_id = ${workspaceId} and id = ${id}`);
  return row.seen;
}

/** How long ago an address was last written to from any chat, in ms. Asking and writing come one after the other for one address. */
export async function mailedAgoMs(tx: Tx, workspaceId: string, address: string): Promise<number | undefined> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`listen.chat_mail ${workspaceId} ${address}`}, 0))`);
  const row = await tx.one<{ ms: number | null }>(sql`
    select (extract(epoch from clock_timestamp() - max(mailed_at)) * 1000)::float8 as ms
      from listen.chat where workspace_id = ${workspaceId} and mailed_to = ${address}`);
  return row.ms ?? undefined;
}

/** Up to this line it is settled what goes by mail; `to` is left out when nothing went. */
export async function noteMailed(tx: Tx, workspaceId: string, id: string, seq: number, to?: string): Promise<void> {
  await tx.run(sql`
    update listen.chat set mailed_seq = ${seq}, mailed_to = coalesce(${to ?? null}, mailed_to),
           mailed_at = case when ${to ?? null}::text is null then mailed_at else clock_timestamp() end
     where workspace_id = ${workspaceId} and id = ${id}`);
}
