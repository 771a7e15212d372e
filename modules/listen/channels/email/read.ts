/**
 * Reads a kept mail: taken apart, checked, cleaned, and handed over in one transaction. What cannot be read is put aside with
 * the reason; one bad mail holds nobody up (case C09).
 */
import { Refusal } from '#platform/contract';
import type { Files } from '#platform/files';
import type { Html } from '#platform/html';
import type { Jobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import type { Authenticate, MailParser, ParsedAttachment, ParsedMail } from '#platform/mail';
import type { Db, Tx } from '#platform/postgres';
import type { Attachment, InboundMessage } from '../inbound.ts';
import type { Dispatched } from '../outbound.ts';
import { acknowledgeIfDue } from './acknowledge.ts';
import type { Courier } from './carry.ts';
import { readKey } from './keep.ts';
import { sameAddress } from './rules/addresses.ts';
import { type Classified, classify } from './rules/classify.ts';
import { headersOf } from './rules/headers.ts';
import { loopHeader } from './rules/outgoing.ts';
import { threadsNamed } from './rules/reply-token.ts';
import { type Stated, statedIn } from './rules/to-message.ts';
import { suspicionOf, type Verdict, verdictOf } from './rules/verdict.ts';
import * as store from './store.ts';

export interface ReadDeps {
  db: Db;
  jobs: Jobs;
  files: Files;
  html: Html;
  parser: MailParser;
  authenticate: Authenticate;
  /** Signs names of conversations. */
  key: Buffer;
  log: Log;
  /** Keeps the message and has it taken in; answers the id it is kept under. */
  hear(tx: Tx, workspaceId: string, message: InboundMessage): Promise<{ id: string }>;
  /** Names a mail of ours. */
  newMessageId: Courier['newMessageId'];
  /** Says that mail of ours came back. */
  bounced(tx: Tx, workspaceId: string, news: Dispatched): Promise<void>;
}

/** `heard` or put `aside` with a reason. Throws when something of ours failed: it is tried again. */
export type ReadOutcome = { state: 'heard' } | { state: 'aside'; reason: string };

interface Looked {
  mail: ParsedMail;
  stated: Stated;
  classified: Classified;
  verdict: Verdict;
  html: Awaited<ReturnType<Html['sanitize']>> | undefined;
}

const longestText = 200_000;

export async function readMail(deps: ReadDeps, workspaceId: string, id: string): Promise<ReadOutcome> {
  const { db, jobs } = deps;
  const row = await db.inWorkspace(workspaceId, (tx) => store.findMail(tx, workspaceId, id), { readOnly: true });
  if (row === undefined || row.state === 'heard' || row.state === 'dismissed') return { state: 'heard' };
  const looked = row.raw === null ? 'its raw text was not kept' : await look(deps, row, row.raw);
  const putAside = (tx: Tx, reason: string) => store.settleMail(tx, workspaceId, id, { state: 'aside', reason });
  return db.inWorkspace(workspaceId, async (tx): Promise<ReadOutcome> => {
    const held = await store.holdMail(tx, workspaceId, id);
    if (held === undefined || held.state === 'heard') return { state: 'heard' };
    await jobs.cancel(tx, readKey(id));
    if (typeof looked === 'string') {
      await putAside(tx, looked);
      deps.log.warn({ workspaceId, mail: id, reason: looked }, 'a mail could not be read and is kept aside');
      return { state: 'aside', reason: looked };
    }
    const message = await handOver(deps, tx, workspaceId, row, looked);
    const sender = message.sender.value;
    await store.settleMail(tx, workspaceId, id, { state: 'heard', messageId: message.id, sender });
    return { state: 'heard' };
  });
}

/** Everything that takes time and strangers' input, outside of the transaction. A text is the reason why it cannot be read. */
async function look(deps: ReadDeps, row: store.MailRow, raw: Buffer): Promise<Looked | string> {
  let mail: ParsedMail;
  try {
    mail = await deps.parser.parse(raw);
  } catch (error) {
    return `it cannot be taken apart: ${error instanceof Error ? error.message : error}`;
  }
  const { ip, helo, from } = row.envelope;
  const delivery = ip === undefined ? undefined : { ip, helo: helo ?? '', from: from ?? '' };
  const stated = statedIn(mail.headers, mail.date, row.receivedAt.getTime());
  const classified = classify({ ...mail, headers: withReturnPath(mail.headers, from) });
  if (stated.from === undefined && classified.nature === 'human') return 'it names nobody who wrote it';
  const [checked, html] = await Promise.all([
    deps.authenticate(raw, delivery),
    mail.html === undefined ? undefined : deps.html.sanitize(mail.html),
  ]);
  return { mail, stated, classified, verdict: stated.manyAuthors ? 'fail' : verdictOf(checked), html };
}

/** What the envelope says counts, whatever a mail says of its own envelope. */
function withReturnPath(headers: ParsedMail['headers'], from: string | undefined): ParsedMail['headers'] {
  if (from === undefined) return headers;
  return [...headers.filter(([name]) => name !== 'return-path'), ['return-path', `<${from}>`]];
}

async function handOver(deps: ReadDeps, tx: Tx, workspaceId: string, row: store.MailRow, looked: Looked) {
  const { mail, stated, classified, verdict, html } = looked;
  const { channelId } = row;
  const mailbox = await store.findMailbox(tx, workspaceId, channelId);
  const from = (stated.from?.address ?? (row.envelope.from || 'unknown@invalid')).toLowerCase();
  const own = await isOurs(tx, workspaceId, mail, from);
  const nature = own && classified.nature === 'human' ? 'auto_reply' : classified.nature;
  const about = await bouncedMail(deps, tx, workspaceId, channelId, classified);
  const threads = await threadsOf(deps, tx, workspaceId, row, { stated, from, trusted: verdict !== 'forged' && !own, about });
  const attachments = await keepAttachments(deps, tx, workspaceId, row.id, mail.attachments);
  const suspicious = own ? 'It claims to be from an address of ours.' : suspicionOf(verdict);
  const foreign = threads.foreign && 'It answers a conversation that its sender takes no part in; it begins one of its own.';
  const readable = mail.text.trim() === '' ? (html?.text ?? '') : mail.text;
  const message: InboundMessage = {
    channelId,
    externalId: `mail:${row.id}`,
    thread: threads.names,
    sender: { type: 'email', value: from },
    senderVerified: verdict === 'pass' && !own,
    ...(stated.from?.name !== undefined && { senderName: stated.from.name }),
    ...(stated.subject !== '' && { subject: stated.subject }),
    text: readable.slice(0, longestText),
    ...(mail.quoted !== '' && { quoted: mail.quoted.slice(0, longestText) }),
    ...(html && html.html !== '' && { html: html.html.slice(0, 1_000_000) }),
    attachments: attachments.kept,
    occurredAt: stated.occurredAt,
    nature,
    ...((suspicious || foreign) && { suspicious: [suspicious, foreign].filter(Boolean).join(' ') }),
    details: detailsOf(looked, row, attachments, about),
  };
  const { id } = await deps.hear(tx, workspaceId, message);
  if (mailbox)
    await acknowledgeIfDue(deps, tx, workspaceId, mailbox, {
      mailId: row.id,
      to: from,
      nature,
      verdict,
      own,
      isFirst: threads.isNew,
    });
  return { ...message, id };
}

/** From an address of ours, or marked by us: what we said came back (case C07). */
async function isOurs(tx: Tx, workspaceId: string, mail: ParsedMail, from: string): Promise<boolean> {
  if (await store.isOwnAddress(tx, workspaceId, from)) return true;
  for (const marked of headersOf(mail.headers, loopHeader))
    if (await store.isOwnAddress(tx, workspaceId, marked.trim())) return true;
  return false;
}

/** The mail of ours that a bounce is about, told to whoever sent it. Only ids that we signed count. */
async function bouncedMail(deps: ReadDeps, tx: Tx, workspaceId: string, channelId: string, { bounce }: Classified) {
  if (bounce === undefined) return undefined;
  const ours = bounce.about.filter((each) => threadsNamed(deps.key, workspaceId, { recipients: [], ids: [each] }).length > 0);
  const [sent] = await store.sentByMessageIds(tx, workspaceId, ours);
  if (sent === undefined || sent.channelId !== channelId) return undefined;
  if (!bounce.delayed) {
    const reason = `It came back${bounce.status ? ` (${bounce.status})` : ''}: ${bounce.recipient ?? sent.recipient} was not reached.`;
    await store.noteBounced(tx, workspaceId, sent.id, reason);
    await deps.bounced(tx, workspaceId, { id: sent.id, state: 'failed', reason });
  }
  return sent;
}

/**
 * Names of the conversation, best first. A signed name counts only for who takes part in it: whoever else holds it begins a
 * conversation of their own and learns nothing (case C03).
 */
async function threadsOf(
  deps: ReadDeps,
  tx: Tx,
  workspaceId: string,
  row: store.MailRow,
  mail: { stated: Stated; from: string; trusted: boolean; about: store.SentRow | undefined },
): Promise<{ names: string[]; foreign: boolean; isNew: boolean }> {
  const { stated, from, trusted, about } = mail;
  const recipients = [...(row.envelope.recipients ?? []), ...stated.recipients];
  const named = threadsNamed(deps.key, workspaceId, { recipients, ids: stated.answers });
  const ids = about ? [about.threadId, ...named] : named;
  const known = ids.length === 0 ? [] : await store.findThreads(tx, workspaceId, row.channelId, ids);
  const own = known.filter(
    ({ id, participants }) => id === about?.threadId || (trusted && participants.some((each) => sameAddress(each, from))),
  );
  const messageId = stated.messageId;
  const [best] = own;
  if (best) {
    await store.addToThread(tx, workspaceId, best.id, { messageId });
    return { names: own.map(({ name }) => name), foreign: false, isNew: false };
  }
  const name = `mail:${row.id}`;
  const fresh = await store.holdThread(tx, workspaceId, row.channelId, name);
  await store.addToThread(tx, workspaceId, fresh.id, { participant: from, messageId, subject: stated.subject });
  return { names: [name], foreign: known.length > 0, isNew: true };
}

interface KeptAttachments {
  kept: Attachment[];
  /** Content-ID → file, for images inside the HTML. */
  inline: Record<string, string>;
  notKept: { name: string; reason: string }[];
}

async function keepAttachments(
  deps: ReadDeps,
  tx: Tx,
  workspaceId: string,
  mailId: string,
  given: readonly ParsedAttachment[],
): Promise<KeptAttachments> {
  const answer: KeptAttachments = { kept: [], inline: {}, notKept: [] };
  for (const { name, bytes, contentId } of given) {
    try {
      const saved = await deps.files.save(tx, workspaceId, { name: name || 'attachment', bytes, origin: `mail:${mailId}` });
      answer.kept.push({ fileId: saved.id, name: saved.name, type: saved.type, size: saved.size });
      if (contentId !== undefined) answer.inline[contentId.replace(/^<|>$/g, '')] = saved.id;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      answer.notKept.push({ name, reason: error.message });
    }
  }
  return answer;
}

function detailsOf(looked: Looked, row: store.MailRow, attachments: KeptAttachments, about: store.SentRow | undefined) {
  const { mail, stated, classified, verdict, html } = looked;
  return {
    mailId: row.id,
    via: row.envelope.via,
    verdict,
    because: classified.because,
    ...(stated.messageId !== undefined && { messageId: stated.messageId }),
    recipients: stated.recipients.slice(0, 20),
    ...(html && { blockedRemote: html.blockedRemote, ...(html.cut && { htmlCut: html.cut }) }),
    ...(Object.keys(attachments.inline).length > 0 && { inline: attachments.inline }),
    ...(attachments.notKept.length > 0 && { notKept: attachments.notKept.slice(0, 20) }),
    ...(mail.attachmentsLeftOut > 0 && { attachmentsLeftOut: mail.attachmentsLeftOut }),
    ...(classified.bounce && {
      bounce: {
        recipient: classified.bounce.recipient ?? null,
        status: classified.bounce.status ?? null,
        delayed: classified.bounce.delayed,
        messageId: about?.id ?? null,
      },
    }),
  };
}
