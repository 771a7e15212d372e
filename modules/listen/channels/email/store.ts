/** SQL of e-mail channels: mailboxes, raw mail, the conversations mails name, and mail of ours. */
import { jsonb, sql, type Tx } from '#platform/postgres';

// ── mailboxes ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Account {
  host: string;
  port: number;
  security: 'tls' | 'starttls' | 'none';
  user?: string | undefined;
  folder?: string | undefined;
}

export interface MailboxRow {
  channelId: string;
  address: string;
  displayName: string;
  imap: Account | null;
  imapPassword: string | null;
  smtp: Account | null;
  smtpPassword: string | null;
  dkim: { domain: string; selector: string } | null;
  dkimKey: string | null;
  acknowledge: boolean;
  acknowledgement: string;
  uidValidity: string | null;
  uid: string | null;
  fetchedAt: Date | null;
  lastError: string | null;
}

const mailbox = sql`channel_id as "channelId", address, name as "displayName", imap, imap_password as "imapPassword", smtp,
  smtp_password as "smtpPassword", dkim, dkim_key as "dkimKey", acknowledge, acknowledgement, uid_validity as "uidValidity", uid,
  fetched_at as "fetchedAt", last_error as "lastError"`;

export const findMailbox = (tx: Tx, workspaceId: string, channelId: string): Promise<MailboxRow | undefined> =>
  tx.maybe(sql`select ${mailbox} from listen.mailbox where workspace_id = ${workspaceId} and channel_id = ${channelId}`);

const fetched = sql`listen.mailbox m join listen.channel c on c.workspace_id = m.workspace_id and c.id = m.channel_id`;

/** Those that mail is fetched from, of channels that are switched on, but for those that somebody waits at and that were looked at lately. */
export const mailboxesToFetch = (tx: Tx, workspaceId: string): Promise<{ channelId: string }[]> =>
  tx.many(sql`
    select m.channel_id as "channelId" from ${fetched}
     where m.workspace_id = ${workspaceId} and m.imap is not null and c.enabled
       and (not m.line_open or m.watched_until < now() or m.fetched_at is null or m.last_error is not null
            or m.fetched_at < now() - interval '5 minutes')
     order by 1`);

/** Those somebody may wait at; `stamp` changes with whatever a connection is made of. */
export const mailboxesToWatch = (tx: Tx, workspaceId: string): Promise<{ channelId: string; stamp: string }[]> =>
  tx.many(sql`
    select m.channel_id as "channelId", md5(m.imap::text || coalesce(m.imap_password, '')) as stamp from ${fetched}
     where m.workspace_id = ${workspaceId} and m.imap is not null and c.enabled order by 1`);

/** One process waits at a mailbox: true when it is this one, for so many seconds more. */
export async function holdWatch(
  tx: Tx,
  workspaceId: string,
  channelId: string,
  { who, seconds, lineOpen }: { who: string; seconds: number; lineOpen: boolean },
): Promise<boolean> {
  const held = await tx.run(sql`
    update listen.mailbox
       set watched_by = ${who}, watched_until = clock_timestamp() + make_interval(secs => ${seconds}), line_open = ${lineOpen}
     where workspace_id = ${workspaceId} and channel_id = ${channelId}
       and (watched_by is null or watched_by = ${who}::uuid or watched_until < clock_timestamp())`);
  return held === 1;
}

export async function endWatch(tx: Tx, workspaceId: string, channelId: string, who: string): Promise<void> {
  await tx.run(sql`
    update listen.mailbox set watched_by = null, watched_until = null, line_open = false
     where workspace_id = ${workspaceId} and channel_id = ${channelId} and watched_by = ${who}::uuid`);
}

export const mailboxByAddress = (tx: Tx, address: string): Promise<{ workspaceId: string; channelId: string } | undefined> =>
  tx.maybe(sql`select workspace_id as "workspaceId", channel_id as "channelId" from listen.mailbox_by_address(${address})`);

export const isOwnAddress = async (tx: Tx, workspaceId: string, address: string): Promise<boolean> =>
  (await tx.maybe(sql`
    select 1 from listen.mailbox where workspace_id = ${workspaceId} and address = ${address.toLowerCase()}`)) !== undefined;

/** False when the address belongs to another channel. */
export async function saveMailbox(
  tx: Tx,
  workspaceId: string,
  row: Omit<MailboxRow, 'uidValidity' | 'uid' | 'fetchedAt' | 'lastError'>,
) {
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  // Another server, or another folder, counts from the beginning.
  const made = await tx.run(sql`
    insert into listen.mailbox as m (workspace_id, channel_id, address, name, imap, imap_password, smtp, smtp_password, dkim, dkim_key,
                                     acknowledge, acknowledgement)
    select ${workspaceId}, ${row.channelId}, ${row.address}, ${row.displayName}, ${json(row.imap)}::jsonb, ${row.imapPassword},
           ${json(row.smtp)}::jsonb, ${row.smtpPassword}, ${json(row.dkim)}::jsonb, ${row.dkimKey}, ${row.acknowledge},
           ${row.acknowledgement}
     where not exists (select 1 from listen.mailbox_owner(${row.address}) as owner where owner <> ${row.channelId}::uuid)
    on conflict (workspace_id, channel_id) do update
       set address = excluded.address, name = excluded.name, imap = excluded.imap, imap_password = excluded.imap_password,
           smtp = excluded.smtp, smtp_password = excluded.smtp_password, dkim = excluded.dkim, dkim_key = excluded.dkim_key,
           acknowledge = excluded.acknowledge, acknowledgement = excluded.acknowledgement, last_error = null,
           uid_validity = case when m.imap->>'host' is not distinct from excluded.imap->>'host'
                                and m.imap->>'user' is not distinct from excluded.imap->>'user'
                                and m.imap->>'folder' is not distinct from excluded.imap->>'folder' then m.uid_validity end`);
  return made === 1;
}

export async function noteFetched(
  tx: Tx,
  workspaceId: string,
  channelId: string,
  { uidValidity, uid }: { uidValidity: string; uid: number },
): Promise<void> {
  await tx.run(sql`
    update listen.mailbox set uid_validity = ${uidValidity}, uid = ${uid}, fetched_at = now(), last_error = null
     where workspace_id = ${workspaceId} and channel_id = ${channelId}`);
}

export async function noteFetchError(tx: Tx, workspaceId: string, channelId: string, error: string): Promise<void> {
  await tx.run(sql`
    update listen.mailbox set last_error = ${error} where workspace_id = ${workspaceId} and channel_id = ${channelId}`);
}

// ── raw mail ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Envelope {
  via: 'smtp' | 'imap';
  from?: string;
  recipients?: string[];
  ip?: string;
  helo?: string;
}

export interface MailRow {
  id: string;
  channelId: string;
  raw: Buffer | null;
  envelope: Envelope;
  receivedAt: Date;
  state: 'new' | 'heard' | 'aside' | 'dismissed';
}

/** The id it is kept under; undefined when it is kept already. */
export async function insertMail(
  tx: Tx,
  workspaceId: string,
  mail: { channelId: string; digest: Buffer; raw: Buffer | null; size: number; envelope: Envelope; aside?: string | undefined },
): Promise<string | undefined> {
  const row = await tx.maybe<{ id: string }>(sql`
    insert into listen.mail (workspace_id, channel_id, digest, raw, size, envelope, sender, state, reason)
    values (${workspaceId}, ${mail.channelId}, ${mail.digest}, ${mail.raw}, ${mail.size}, ${jsonb(mail.envelope)},
            ${mail.envelope.from?.toLowerCase() || null}, ${mail.aside === undefined ? 'new' : 'aside'}, ${mail.aside ?? null})
    on conflict do nothing returning id`);
  return row?.id;
}

const mail = sql`id, channel_id as "channelId", raw, envelope, received_at as "receivedAt", state`;

export const findMail = (tx: Tx, workspaceId: string, id: string): Promise<MailRow | undefined> =>
  tx.maybe(sql`select ${mail} from listen.mail where workspace_id = ${workspaceId} and id = ${id}`);

/** Its state, held until the end of the transaction: two readers of one mail come one after the other. */
export const holdMail = (tx: Tx, workspaceId: string, id: string): Promise<{ state: MailRow['state'] } | undefined> =>
  tx.maybe(sql`select state from listen.mail where workspace_id = ${workspaceId} and id = ${id} for update`);

export async function settleMail(
  tx: Tx,
  workspaceId: string,
  id: string,
  now: { state: 'heard' | 'aside' | 'dismissed'; reason?: string; messageId?: string; sender?: string },
): Promise<void> {
  await tx.run(sql`
    update listen.mail set state = ${now.state}, reason = ${now.reason?.replaceAll('\u0000', '').slice(0, 500) ?? null},
           message_id = coalesce(${now.messageId ?? null}, message_id), sender = coalesce(${now.sender ?? null}, sender)
     where workspace_id = ${workspaceId} and id = ${id}`);
}

export interface AsideMail {
  id: string;
  channelId: string;
  receivedAt: Date;
  size: number;
  from: string;
  reason: string;
}

export const listAsideMail = (tx: Tx, workspaceId: string): Promise<AsideMail[]> =>
  tx.many(sql`
    select id, channel_id as "channelId", received_at as "receivedAt", size::float8 as size,
           coalesce(envelope->>'from', '') as "from", coalesce(reason, '') as reason
      from listen.mail where workspace_id = ${workspaceId} and state = 'aside' order by received_at desc limit 200`);

/** Raw mail that was read long ago: what it said is in its message. Answers how many. */
export const dropRaw = (tx: Tx, workspaceId: string, days: number): Promise<number> =>
  tx.run(sql`
    update listen.mail set raw = null
     where workspace_id = ${workspaceId} and raw is not null and state in ('heard', 'dismissed')
       and received_at < now() - make_interval(days => ${days})`);

// ── conversations ───────────────────────────────────────────────────────────────────────────────────────────────────────

export interface ThreadRow {
  id: string;
  channelId: string;
  name: string;
  participants: string[];
  subject: string | null;
  ids: string[];
}

const thread = sql`id, channel_id as "channelId", name, participants, subject, ids`;

export const findThreads = (tx: Tx, workspaceId: string, channelId: string, ids: readonly string[]): Promise<ThreadRow[]> =>
  tx.many(sql`
    select ${thread} from listen.mail_thread
     where workspace_id = ${workspaceId} and channel_id = ${channelId} and id = any(${ids}::uuid[])
     order by array_position(${ids}::uuid[], id)`);

/** The thread of that name, made when it is new, held until the end of the transaction. */
export const holdThread = (tx: Tx, workspaceId: string, channelId: string, name: string): Promise<ThreadRow> =>
  tx.one(sql`
    insert into listen.mail_thread (workspace_id, channel_id, name) values (${workspaceId}, ${channelId}, ${name})
    on conflict (workspace_id, channel_id, name) do update set name = excluded.name returning ${thread}`);

const idsKept = 20;

/** One more mail of a conversation, and who takes part in it from now on. */
export async function addToThread(
  tx: Tx,
  workspaceId: string,
  id: string,
  mailed: { participant?: string; messageId?: string | undefined; subject?: string | undefined },
): Promise<void> {
  await tx.run(sql`
    update listen.mail_thread
       set participants = case when ${mailed.participant ?? null}::text is null or ${mailed.participant ?? null} = any(participants)
                               then participants else participants || ${mailed.participant ?? null}::text end,
           ids = case when ${mailed.messageId ?? null}::text is null or ${mailed.messageId ?? null} = any(ids) then ids
                      else (ids || ${mailed.messageId ?? null}::text)[greatest(1, cardinality(ids) + 2 - ${idsKept}::int):] end,
           subject = coalesce(subject, ${mailed.subject ?? null})
     where workspace_id = ${workspaceId} and id = ${id}`);
}

// ── mail of ours ────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface SentRow {
  id: string;
  channelId: string;
  threadId: string;
  messageId: string;
  recipient: string;
}

const sent = sql`id, channel_id as "channelId", thread_id as "threadId", message_id as "messageId", recipient`;

/** Written before it is sent, once: a second try goes out under the same Message-ID. */
export async function insertSent(
  tx: Tx,
  workspaceId: string,
  mail: SentRow & { automatic: boolean; acknowledgement?: boolean },
): Promise<SentRow> {
  await tx.run(sql`
    insert into listen.mail_sent (workspace_id, id, channel_id, thread_id, message_id, recipient, automatic, acknowledgement)
    values (${workspaceId}, ${mail.id}, ${mail.channelId}, ${mail.threadId}, ${mail.messageId}, ${mail.recipient.toLowerCase()},
            ${mail.automatic}, ${mail.acknowledgement ?? false})
    on conflict do nothing`);
  return tx.one(sql`select ${sent} from listen.mail_sent where workspace_id = ${workspaceId} and id = ${mail.id}`);
}

export const sentById = (tx: Tx, workspaceId: string, id: string): Promise<SentRow | undefined> =>
  tx.maybe(sql`select ${sent} from listen.mail_sent where workspace_id = ${workspaceId} and id = ${id}`);

export const sentByMessageIds = (tx: Tx, workspaceId: string, ids: readonly string[]): Promise<SentRow[]> =>
  tx.many(sql`select ${sent} from listen.mail_sent where workspace_id = ${workspaceId} and message_id = any(${ids}::text[])`);

export async function noteBounced(tx: Tx, workspaceId: string, id: string, reason: string): Promise<void> {
  await tx.run(sql`update listen.mail_sent set bounced = ${reason} where workspace_id = ${workspaceId} and id = ${id}`);
}

/** Mail to this address came back. */
export const hasBounced = async (tx: Tx, workspaceId: string, address: string): Promise<boolean> =>
  (await tx.maybe(sql`
    select 1 from listen.mail_sent
     where workspace_id = ${workspaceId} and recipient = ${address.toLowerCase()} and bounced is not null limit 1`)) !==
  undefined;

/** What a machine of ours said to an address lately. Counting and saying more come one after the other for one address. */
export async function automaticTo(
  tx: Tx,
  workspaceId: string,
  channelId: string,
  recipient: string,
  except: string,
): Promise<{ lastHour: number; acknowledged: boolean }> {
  const address = recipient.toLowerCase();
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`listen.mail ${workspaceId} ${address}`}, 0))`);
  return tx.one(sql`
    select (count(*) filter (where sent_at > now() - interval '1 hour'))::float8 as "lastHour",
           coalesce(bool_or(acknowledgement), false) as acknowledged
      from listen.mail_sent
     where workspace_id = ${workspaceId} and channel_id = ${channelId} and recipient = ${address} and automatic
       and sent_at > now() - interval '1 day' and id <> ${except}`);
}

/** Forgets what addresses sent us and what we sent them; answers which mails went. */
export async function eraseMail(tx: Tx, workspaceId: string, addresses: readonly string[]) {
  const lower = addresses.map((each) => each.toLowerCase());
  const mails = await tx.many<{ id: string }>(sql`
    delete from listen.mail where workspace_id = ${workspaceId} and sender = any(${lower}::text[]) returning id`);
  const own = await tx.run(
    sql`delete from listen.mail_sent where workspace_id = ${workspaceId} and recipient = any(${lower}::text[])`,
  );
  const threads = await tx.run(sql`
    delete from listen.mail_thread t where t.workspace_id = ${workspaceId}
       and exists (select 1 from unnest(t.participants) as p where p = any(${lower}::text[]))`);
  return {
    ids: mails.map(({ id }) => id),
    removed: [
      { store: 'listen.mail', rows: mails.length },
      { store: 'listen.mail_sent', rows: own },
      { store: 'listen.mail_thread', rows: threads },
    ],
  };
}
