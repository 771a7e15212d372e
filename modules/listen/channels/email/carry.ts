/** Carries our mail: composed, signed, named so that its answers find their way, and sent once. */
import { randomBytes } from 'node:crypto';
import type { Files } from '#platform/files';
import { type Composed, compose, keepInFolder, post, type Relay, relayOf } from '#platform/mail';
import type { Outbound } from '#platform/outbound';
import type { Db } from '#platform/postgres';
import type { Secrets } from '#platform/secrets';
import type { Carrier, OutboundMessage } from '../outbound.ts';
import { plainAddress } from './rules/addresses.ts';
import { loopHeader, mostAutomaticAnHour, oneLine, replySubject } from './rules/outgoing.ts';
import { writeToken } from './rules/reply-token.ts';
import {
  addToThread,
  automaticTo,
  findMailbox,
  holdThread,
  insertSent,
  type MailboxRow,
  noteBounced,
  type SentRow,
  type ThreadRow,
} from './store.ts';

export interface CarryDeps {
  db: Db;
  files: Files;
  secrets: Secrets;
  outbound: Outbound;
  now(): number;
  /** Signs names of conversations. */
  key: Buffer;
  /** Where mail goes that no mailbox has a server for; kept in `outbox` when there is none either. */
  smtpUrl: string | undefined;
  outbox: string;
}

export type Carried = Awaited<ReturnType<Extract<Carrier, { carry: unknown }>['carry']>>;

export interface Courier {
  carry(workspaceId: string, message: OutboundMessage): Promise<Carried>;
  /** The address under which answers to a conversation arrive. */
  replyAddress(workspaceId: string, mailbox: Pick<MailboxRow, 'address'>, threadId: string): string;
  /** Sends what is written down already (an acknowledgement). Throws when it surely was not sent and may be tried again. */
  send(mailbox: MailboxRow, mail: Composed, name: string): Promise<Carried & { nobodyThere?: boolean }>;
  newMessageId(workspaceId: string, mailbox: Pick<MailboxRow, 'address'>, threadId: string): string;
}

export function createCourier(deps: CarryDeps): Courier {
  const { db, files, secrets, outbound, key } = deps;
  const domainOf = ({ address }: Pick<MailboxRow, 'address'>) => address.slice(address.lastIndexOf('@') + 1);

  /** A host that somebody typed in is judged and looked up once; the operator's own is not. */
  async function relayFor(mailbox: MailboxRow): Promise<Relay | undefined> {
    const { smtp, smtpPassword, channelId } = mailbox;
    if (smtp === null) return deps.smtpUrl === undefined ? undefined : relayOf(deps.smtpUrl);
    const address = await outbound.addressOf(smtp.host, smtp.port);
    return { ...smtp, address, ...(smtpPassword && { password: secrets.open(smtpPassword, channelId) }) };
  }

  const courier: Courier = {
    replyAddress(workspaceId, mailbox, threadId) {
      const [local = '', domain = ''] = [mailbox.address.slice(0, mailbox.address.lastIndexOf('@')), domainOf(mailbox)];
      const token = writeToken(key, workspaceId, threadId);
      // A local part has 64 characters (RFC 5321): a longer name of a mailbox keeps its plain address, and threads by ids alone.
      return local.length + 1 + token.length <= 64 ? `${local}+${token}@${domain}` : mailbox.address;
    },
    newMessageId: (workspaceId, mailbox, threadId) =>
      `<${writeToken(key, workspaceId, threadId)}.${randomBytes(8).toString('hex')}@${domainOf(mailbox)}>`,

    async send(mailbox, mail, name) {
      const dkim = mailbox.dkim &&
        mailbox.dkimKey && {
          domainName: mailbox.dkim.domain,
          keySelector: mailbox.dkim.selector,
          privateKey: secrets.open(mailbox.dkimKey, mailbox.channelId),
        };
      const raw = await compose(mail, dkim || undefined);
      const relay = await relayFor(mailbox);
      if (relay === undefined) {
        await keepInFolder(deps.outbox, name, raw);
        return { state: 'sent', reason: 'kept in the outbox: no SMTP server is configured', providerId: mail.messageId };
      }
      // Bounces come back to where answers do: the conversation is known even when they quote nothing.
      const posted = await post(relay, { from: mail.replyTo ?? mailbox.address, to: mail.to.address }, raw);
      if (posted.outcome === 'sent') return { state: 'sent', providerId: mail.messageId };
      if (posted.outcome === 'unknown') return { state: 'unknown', reason: posted.reason, providerId: mail.messageId };
      if (posted.forGood) return { state: 'failed', reason: posted.reason, ...(posted.nobodyThere && { nobodyThere: true }) };
      throw new Error(posted.reason);
    },

    async carry(workspaceId, message) {
      const to = plainAddress(message.to.value);
      if (to === undefined) return { state: 'failed', reason: 'That is no address a mail could be sent to.' };
      const ready = await db.inWorkspace(workspaceId, async (tx) => {
        const mailbox = await findMailbox(tx, workspaceId, message.channelId);
        if (mailbox === undefined) return 'the channel has no mailbox';
        if (message.automatic) {
          const { lastHour } = await automaticTo(tx, workspaceId, message.channelId, to, message.id);
          if (lastHour >= mostAutomaticAnHour)
            return 'two machines may be talking: no third automatic mail to one address in an hour';
        }
        const thread = await holdThread(tx, workspaceId, message.channelId, message.thread);
        const sent = await insertSent(tx, workspaceId, {
          id: message.id,
          channelId: message.channelId,
          threadId: thread.id,
          messageId: courier.newMessageId(workspaceId, mailbox, thread.id),
          recipient: to,
          automatic: message.automatic,
        });
        await addToThread(tx, workspaceId, thread.id, {
          participant: to.toLowerCase(),
          messageId: sent.messageId,
          subject: message.subject,
        });
        const attachments = [];
        for (const { fileId } of message.attachments) {
          const file = await files.read(tx, workspaceId, fileId);
          if (file === undefined) return 'a file of it is gone';
          attachments.push({ filename: oneLine(file.name, 200), contentType: file.type, content: file.bytes });
        }
        return { mailbox, thread, sent, attachments };
      });
      if (typeof ready === 'string') return { state: 'failed', reason: ready };
      const { mailbox, thread, sent, attachments } = ready;
      const mail = { ...written(mailbox, thread, sent, message, to), attachments, date: new Date(deps.now()) };
      const replyTo = courier.replyAddress(workspaceId, mailbox, thread.id);
      const { nobodyThere, ...carried } = await courier.send(mailbox, { ...mail, replyTo }, message.id);
      // As if it had come back: nothing goes there by itself any more.
      if (nobodyThere) await db.inWorkspace(workspaceId, (tx) => noteBounced(tx, workspaceId, sent.id, carried.reason ?? ''));
      return { ...carried, threads: [sent.messageId] };
    },
  };
  return courier;
}

function written(mailbox: MailboxRow, thread: ThreadRow, sent: SentRow, message: OutboundMessage, to: string) {
  const earlier = thread.ids.filter((each) => each !== sent.messageId);
  return {
    from: { name: oneLine([message.authorName, mailbox.displayName].filter(Boolean).join(' · '), 200), address: mailbox.address },
    to: { name: oneLine(message.to.name ?? '', 200), address: to },
    messageId: sent.messageId,
    // A machine's mail names no id that a stranger chose.
    ...(!message.automatic && earlier.length > 0 && { inReplyTo: earlier.at(-1), references: earlier }),
    subject: subjectOf(message.subject, thread, earlier.length > 0, mailbox.displayName),
    text: message.text,
    ...(message.html !== undefined && { html: message.html }),
    headers: {
      [loopHeader]: mailbox.address,
      ...(message.automatic && { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' }),
    },
  };
}

/** The conversation's own subject becomes an answer's; another one, chosen by whoever writes, stays as it is. */
function subjectOf(chosen: string | undefined, thread: ThreadRow, isAnswer: boolean, fallback: string): string {
  const subject = oneLine(chosen ?? thread.subject ?? fallback, 900);
  const continues = chosen === undefined || replySubject(subject) === replySubject(thread.subject ?? '');
  return isAnswer && continues ? replySubject(subject) : subject;
}
