/** SQL of conversations: entries, threads, drafts. */

import type { Attachment } from '#listen';
import { jsonb, sql, type Tx } from '#platform/postgres';

export interface EntryRow {
  momentId: string;
  seq: string;
  id: string;
  kind: 'in' | 'out' | 'note' | 'event';
  at: Date;
  channelId: string | null;
  thread: string | null;
  authorKind: 'customer' | 'employee' | 'system';
  authorId: string | null;
  authorName: string;
  subject: string | null;
  text: string;
  quoted: string | null;
  html: string | null;
  files: Attachment[];
  state: 'held' | 'queued' | 'sending' | 'sent' | 'failed' | 'unknown' | 'undone' | null;
  stateReason: string | null;
  sendAt: Date | null;
  epoch: string | null;
  nature: string | null;
  suspicious: string | null;
  insight: boolean;
  details: Record<string, unknown>;
}

const columns = sql`moment_id as "momentId", seq, id, kind, at, channel_id as "channelId", thread, author_kind as "authorKind",
  author_id as "authorId", author_name as "authorName", subject, text, quoted, html, files, state, state_reason as "stateReason",
  send_at as "sendAt", epoch, nature, suspicious, insight, details`;

export interface NewEntry {
  id: string;
  kind: EntryRow['kind'];
  at?: Date | string | undefined;
  channelId?: string | undefined;
  thread?: string | undefined;
  author: { kind: EntryRow['authorKind']; id?: string | undefined; name: string };
  subject?: string | undefined;
  text?: string | undefined;
  quoted?: string | undefined;
  html?: string | undefined;
  files?: Attachment[] | undefined;
  state?: EntryRow['state'] | undefined;
  sendAt?: Date | undefined;
  epoch?: string | undefined;
  clientId?: string | undefined;
  nature?: string | undefined;
  suspicious?: string | undefined;
  insight?: boolean | undefined;
  details?: Record<string, unknown> | undefined;
}

/** Appends to a moment whose row is held; answers the entry as kept. */
export function appendEntry(tx: Tx, workspaceId: string, momentId: string, entry: NewEntry): Promise<EntryRow> {
  const { author } = entry;
  return tx.one<EntryRow>(sql`
    with numbered as (
      update moments.moment set last_seq = last_seq + 1 where workspace_id = ${workspaceId} and id = ${momentId} returning last_seq)
    insert into moments.entry (workspace_id, moment_id, seq, id, kind, at, channel_id, thread, author_kind, author_id, author_name,
                               subject, text, quoted, html, files, state, send_at, epoch, client_id, nature, suspicious, insight, details)
    select ${workspaceId}, ${momentId}, last_seq, ${entry.id}, ${entry.kind}, coalesce(${entry.at ?? null}, clock_timestamp()),
           ${entry.channelId ?? null}::uuid, ${entry.thread ?? null}, ${author.kind}, ${author.id ?? null}::uuid, ${author.name},
           ${entry.subject ?? null}, ${entry.text ?? ''}, ${entry.quoted ?? null}, ${entry.html ?? null},
           ${jsonb(entry.files ?? [])}, ${entry.state ?? null}, ${entry.sendAt ?? null}::timestamptz, ${entry.epoch ?? null}::bigint,
           ${entry.clientId ?? null}, ${entry.nature ?? null}, ${entry.suspicious ?? null}, ${entry.insight ?? false}::boolean,
           ${jsonb(entry.details ?? {})}
      from numbered
    returning ${columns}`);
}

export const entriesAfter = (tx: Tx, workspaceId: string, momentId: string, after: number, limit: number): Promise<EntryRow[]> =>
  tx.many(sql`
    select ${columns} from moments.entry
     where workspace_id = ${workspaceId} and moment_id = ${momentId} and seq > ${after} order by seq limit ${limit}`);

/** Articles that stood in our answers. */
export async function articlesIn(tx: Tx, workspaceId: string, momentId: string): Promise<string[]> {
  const rows = await tx.many<{ id: string }>(sql`
    select distinct article ->> 'id' as id
      from moments.entry e cross join lateral jsonb_array_elements(e.details -> 'articles') as article
     where e.workspace_id = ${workspaceId} and e.moment_id = ${momentId} and e.kind = 'out'`);
  return rows.map(({ id }) => id);
}

/** How the customer of each moment called themselves last. */
export const namesOf = (tx: Tx, workspaceId: string, momentIds: string[]): Promise<{ momentId: string; name: string }[]> =>
  tx.many(sql`
    select distinct on (moment_id) moment_id as "momentId", author_name as name from moments.entry
     where workspace_id = ${workspaceId} and moment_id = any(${momentIds}::uuid[]) and kind = 'in' order by moment_id, seq desc`);

export const findEntry = (tx: Tx, workspaceId: string, id: string): Promise<EntryRow | undefined> =>
  tx.maybe(sql`select ${columns} from moments.entry where workspace_id = ${workspaceId} and id = ${id}`);

export const entryByClient = (
  tx: Tx,
  workspaceId: string,
  momentId: string,
  authorId: string,
  clientId: string,
): Promise<EntryRow | undefined> =>
  tx.maybe(sql`
    select ${columns} from moments.entry
     where workspace_id = ${workspaceId} and moment_id = ${momentId} and author_id = ${authorId} and client_id = ${clientId}`);

/** Changes what became of something we said; only from the states named. */
export async function setEntryState(
  tx: Tx,
  workspaceId: string,
  id: string,
  state: NonNullable<EntryRow['state']>,
  reason: string | undefined,
  from: NonNullable<EntryRow['state']>[],
): Promise<{ momentId: string } | undefined> {
  return tx.maybe(sql`
    update moments.entry set state = ${state}, state_reason = ${reason ?? null}
     where workspace_id = ${workspaceId} and id = ${id} and state = any(${from}::text[])
    returning moment_id as "momentId"`);
}

/** Answers that were carried by another way too, and by which. */
export async function noteCarried(
  tx: Tx,
  workspaceId: string,
  ids: string[],
  carried: { by: string; to: string; entry: string },
): Promise<void> {
  await tx.run(sql`
    update moments.entry set details = details || ${jsonb({ carried })}
     where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`);
}

/** Answers that are due to go. */
export const dueEntries = (tx: Tx, workspaceId: string): Promise<{ id: string; momentId: string }[]> =>
  tx.many(sql`
    select id, moment_id as "momentId" from moments.entry
     where workspace_id = ${workspaceId} and state = 'held' and send_at <= clock_timestamp() order by send_at limit 200`);

/** What was said in one moment goes on in another, in the order it was said. */
export async function moveEntries(tx: Tx, workspaceId: string, from: string, to: string): Promise<void> {
  await tx.run(sql`
    with moved as (
      select e.seq as old, m.last_seq + row_number() over (order by e.seq) as new
        from moments.entry e join moments.moment m on m.workspace_id = e.workspace_id and m.id = ${to}
       where e.workspace_id = ${workspaceId} and e.moment_id = ${from})
    update moments.entry e set moment_id = ${to}, seq = moved.new from moved
     where e.workspace_id = ${workspaceId} and e.moment_id = ${from} and e.seq = moved.old`);
  await tx.run(sql`
    update moments.moment set last_seq = coalesce((select max(seq) from moments.entry e
       where e.workspace_id = ${workspaceId} and e.moment_id = ${to}), 0)
     where workspace_id = ${workspaceId} and id = ${to}`);
  await tx.run(sql`
    update moments.thread set moment_id = ${to} where workspace_id = ${workspaceId} and moment_id = ${from}`);
}

export const entriesByIds = (tx: Tx, workspaceId: string, momentId: string, ids: string[]): Promise<EntryRow[]> =>
  tx.many(sql`
    select ${columns} from moments.entry
     where workspace_id = ${workspaceId} and moment_id = ${momentId} and id = any(${ids}::uuid[]) and kind <> 'event' order by seq`);

export interface ThreadRow {
  channelId: string;
  thread: string;
  momentId: string;
  toType: string;
  toValue: string;
  toName: string | null;
  subject: string | null;
  answerable: boolean;
}

const threadColumns = sql`channel_id as "channelId", thread, moment_id as "momentId", to_type as "toType", to_value as "toValue",
  to_name as "toName", subject, answerable`;

/** The first of these names that is known. */
export const findThread = (tx: Tx, workspaceId: string, channelId: string, names: string[]): Promise<ThreadRow | undefined> =>
  tx.maybe(sql`
    select ${threadColumns} from moments.thread
     where workspace_id = ${workspaceId} and channel_id = ${channelId} and thread = any(${names}::text[])
     order by array_position(${names}::text[], thread) limit 1`);

/** Every name leads to the moment from now on. The first is the conversation's own; an answer goes under it. */
export async function keepThreads(
  tx: Tx,
  workspaceId: string,
  names: string[],
  thread: Omit<ThreadRow, 'thread'>,
): Promise<void> {
  await tx.run(sql`
    insert into moments.thread as t (workspace_id, channel_id, thread, moment_id, to_type, to_value, to_name, subject, answerable)
    select ${workspaceId}, ${thread.channelId}, name, ${thread.momentId}, ${thread.toType}, ${thread.toValue}, ${thread.toName},
           ${thread.subject}, ${thread.answerable}
      from unnest(${names}::text[]) as name
    on conflict (workspace_id, channel_id, thread) do update
       set moment_id = excluded.moment_id, used_at = clock_timestamp(),
           to_type = case when excluded.answerable then excluded.to_type else t.to_type end,
           to_value = case when excluded.answerable then excluded.to_value else t.to_value end,
           to_name = coalesce(excluded.to_name, t.to_name), answerable = t.answerable or excluded.answerable`);
}

/** Conversations that belong to a moment, the one used last first; one line per conversation. */
export const threadsOf = (tx: Tx, workspaceId: string, momentId: string): Promise<ThreadRow[]> =>
  tx.many(sql`
    select distinct on (e.channel_id, e.thread) ${sql`t.channel_id as "channelId", t.thread, t.moment_id as "momentId",
           t.to_type as "toType", t.to_value as "toValue", t.to_name as "toName", t.subject, t.answerable`}
      from moments.entry e
      join moments.thread t on t.workspace_id = e.workspace_id and t.channel_id = e.channel_id and t.thread = e.thread
     where e.workspace_id = ${workspaceId} and e.moment_id = ${momentId} and e.kind = 'in'
     order by e.channel_id, e.thread`);

/** The last of our entries in a conversation before its newest `unread` messages; 0 when there is none. */
export async function lastReadOf(tx: Tx, workspaceId: string, momentId: string, thread: string, unread: number): Promise<number> {
  const row = await tx.one<{ seq: string }>(sql`
    select coalesce(max(seq) filter (where kind = 'out' and back > ${unread}), 0) as seq
      from (select e.seq, e.kind, row_number() over (order by e.seq desc) as back
              from moments.entry e
             where e.workspace_id = ${workspaceId} and e.moment_id = ${momentId} and e.thread = ${thread}
               and e.kind in ('in', 'out') and (e.state is null or e.state not in ('held', 'undone'))) said`);
  return Number(row.seq);
}

/** The conversation the customer used last. */
export const lastThread = (
  tx: Tx,
  workspaceId: string,
  momentId: string,
  channelId: string | undefined,
): Promise<ThreadRow | undefined> =>
  tx.maybe(sql`
    select ${sql`t.channel_id as "channelId", t.thread, t.moment_id as "momentId", t.to_type as "toType", t.to_value as "toValue",
           t.to_name as "toName", t.subject, t.answerable`}
      from moments.entry e
      join moments.thread t on t.workspace_id = e.workspace_id and t.channel_id = e.channel_id and t.thread = e.thread
     where e.workspace_id = ${workspaceId} and e.moment_id = ${momentId} and e.kind = 'in'
       and (${channelId ?? null}::uuid is null or e.channel_id = ${channelId ?? null}::uuid)
     order by e.seq desc limit 1`);

export async function saveDraft(
  tx: Tx,
  workspaceId: string,
  momentId: string,
  employeeId: string,
  kind: 'out' | 'note',
  text: string,
): Promise<void> {
  if (text === '') {
    await tx.run(sql`
      delete from moments.draft
       where workspace_id = ${workspaceId} and moment_id = ${momentId} and employee_id = ${employeeId} and kind = ${kind}`);
    return;
  }
  await tx.run(sql`
    insert into moments.draft (workspace_id, moment_id, employee_id, kind, text)
    values (${workspaceId}, ${momentId}, ${employeeId}, ${kind}, ${text})
    on conflict (workspace_id, moment_id, employee_id, kind) do update set text = excluded.text, saved_at = now()`);
}

export const draftsOf = (
  tx: Tx,
  workspaceId: string,
  momentId: string,
  employeeId: string,
): Promise<{ kind: 'out' | 'note'; text: string }[]> =>
  tx.many(sql`
    select kind, text from moments.draft
     where workspace_id = ${workspaceId} and moment_id = ${momentId} and employee_id = ${employeeId}`);

/** A customer's own words in a conversation. */
export interface Said {
  momentId: string;
  senderNo: string;
  occurredAt: Date;
  channel: string;
  text: string;
  /** The language the conversation is in, as its channel said. */
  hint: string | null;
}

export const customerWords = (tx: Tx, workspaceId: string, id: string): Promise<Said | undefined> =>
  tx.maybe(sql`
    select e.moment_id as "momentId", m.sender_no as "senderNo", e.at as "occurredAt", coalesce(m.channel_kind, 'conversation') as channel,
           concat_ws(E'\n', nullif(e.subject, ''), e.text) as text, m.language as hint
      from moments.entry e join moments.moment m on m.workspace_id = e.workspace_id and m.id = e.moment_id
     where e.workspace_id = ${workspaceId} and e.id = ${id} and e.kind = 'in' and m.sender_no is not null`);

export const idsOf = (tx: Tx, workspaceId: string, senderNos: readonly string[]): Promise<{ id: string }[]> =>
  tx.many(sql`
    select id from moments.moment where workspace_id = ${workspaceId} and sender_no = any(${[...senderNos]}::bigint[])`);

/** Forgets what was said with these senders; the moments stay as numbers without words. */
export async function eraseSaid(tx: Tx, workspaceId: string, senderNos: readonly string[]) {
  const mine = sql`select id from moments.moment where workspace_id = ${workspaceId} and sender_no = any(${[...senderNos]}::bigint[])`;
  const removed: { store: string; rows: number }[] = [];
  for (const [store, statement] of [
    ['moments.draft', sql`delete from moments.draft where workspace_id = ${workspaceId} and moment_id in (${mine})`],
    ['moments.thread', sql`delete from moments.thread where workspace_id = ${workspaceId} and moment_id in (${mine})`],
    [
      'moments.entry',
      // Of what happened, the lines that say what somebody did or wrote go as well.
      sql`delete from moments.entry where workspace_id = ${workspaceId} and moment_id in (${mine})
             and (kind <> 'event' or details ->> 'event' in ('opened', 'evidence', 'promise'))`,
    ],
    [
      'moments.moment',
      sql`
      update moments.moment set title = '', preview = '', sender_no = null, rating_comment = null, opened_by = '{"rule":"erased","sentence":""}'
       where workspace_id = ${workspaceId} and sender_no = any(${[...senderNos]}::bigint[])`,
    ],
  ] as const)
    removed.push({ store, rows: await tx.run(statement) });
  return removed;
}

export const saidWith = (tx: Tx, workspaceId: string, senderNos: readonly string[]) =>
  tx.many<{ no: string; title: string; at: Date; kind: string; author: string; text: string }>(sql`
    select m.no, m.title, e.at, e.kind, e.author_name as author, e.text
      from moments.moment m join moments.entry e on e.workspace_id = m.workspace_id and e.moment_id = m.id and e.kind in ('in', 'out')
     where m.workspace_id = ${workspaceId} and m.sender_no = any(${[...senderNos]}::bigint[])
     order by m.no, e.seq limit 100000`);
