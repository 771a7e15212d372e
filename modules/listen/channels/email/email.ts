/** E-mail as a channel, put together: received or fetched, kept, read, handed over; said, signed, sent. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '#platform/contract';
import type { Files } from '#platform/files';
import type { Html } from '#platform/html';
import type { Jobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import {
  createAuthenticate,
  createMailParser,
  type Delivered,
  fetchMail,
  type ImapAccount,
  type Receiver,
  startReceiver,
  watchMailbox,
} from '#platform/mail';
import type { Outbound } from '#platform/outbound';
import type { Db, Tx } from '#platform/postgres';
import type { Secrets } from '#platform/secrets';
import { channelRefusals, mailRefusals } from '../../contract.ts';
import type { InboundMessage } from '../inbound.ts';
import type { Carrier, Dispatched } from '../outbound.ts';
import { sendAcknowledgements } from './acknowledge.ts';
import { createCourier } from './carry.ts';
import { digestOf, keepMail, readMailJob } from './keep.ts';
import { createMailboxes, type Mailboxes } from './mailboxes.ts';
import { type ReadOutcome, readMail } from './read.ts';
import { withoutTag } from './rules/addresses.ts';
import * as store from './store.ts';
import { createWatch } from './watch.ts';

export interface EmailDeps {
  db: Db;
  jobs: Jobs;
  files: Files;
  html: Html;
  outbound: Outbound;
  secrets: Secrets;
  log: Log;
  now(): number;
  dataDir: string;
  /** The operator's mail server, for mailboxes that name none. */
  smtpUrl: string | undefined;
  /** Receives mail itself on this port; not at all when 0. */
  receive: { host: string; port: number; tlsFolder: string | undefined };
  /** How names are looked up when a mail is checked; the system's way when left out. */
  resolve?: Parameters<typeof createAuthenticate>[0];
  /** Keeps a message and has it taken in, in this transaction. */
  hear(tx: Tx, workspaceId: string, message: InboundMessage): Promise<{ id: string }>;
  /** Says, in this transaction, that mail of ours came back. */
  bounced(tx: Tx, workspaceId: string, news: Dispatched): Promise<void>;
}

export interface Email {
  carrier: Carrier;
  mailboxes: Mailboxes;
  /** Fetches what is new in one mailbox; throws `mailbox_unreachable` with the server's words. Answers how many. */
  fetch(workspaceId: string, channelId: string): Promise<number>;
  listAside(workspaceId: string): Promise<store.AsideMail[]>;
  /** Throws `mail_still_unread` with the reason. */
  retryAside(workspaceId: string, id: string): Promise<void>;
  dismissAside(workspaceId: string, id: string): Promise<void>;
  /** Forgets mail from and to these addresses, with the files that came along. */
  erase(tx: Tx, workspaceId: string, addresses: readonly string[]): Promise<{ store: string; rows: number }[]>;
  /** Waits at mailboxes whose servers can tell what arrives; the others are looked at every few seconds. */
  watch(): void;
  /** Opens the receiver when there is a port for it. */
  start(): Promise<void>;
  /** Port of the receiver. */
  port(): number | undefined;
  stop(): Promise<void>;
}

const maxMailBytes = 25 * 1024 * 1024;
const fetchEveryMs = 15_000;
const atOneVisit = 200;
const tidyMs = 6 * 3_600_000;
/** Raw mail is kept that long after it was read: what it says is in its message. */
const rawDays = 30;

export function createEmail(deps: EmailDeps): Email {
  const { db, jobs, secrets, outbound, log } = deps;
  const key = secrets.derive('mail threads');
  const parser = createMailParser();
  const authenticate = createAuthenticate(deps.resolve);
  const courier = createCourier({ ...deps, key, outbox: join(deps.dataDir, 'outbox') });
  const reading = { ...deps, parser, authenticate, key, newMessageId: courier.newMessageId };
  const read = (workspaceId: string, id: string): Promise<ReadOutcome> => readMail(reading, workspaceId, id);
  const mailboxes = createMailboxes(secrets);
  const stopping = new AbortController();
  let receiver: Receiver | undefined;

  /** At once, so that whoever sent it is told when somebody owns it; what fails here is tried again by its job. */
  async function readNow(workspaceId: string, id: string): Promise<void> {
    try {
      await read(workspaceId, id);
    } catch (error) {
      log.warn({ err: error, workspaceId, mail: id }, 'a mail that is kept could not be read yet');
    }
  }
  jobs.handle(readMailJob, async ({ payload: { workspaceId, id }, attempt }) => {
    try {
      await read(workspaceId, id);
    } catch (error) {
      if (attempt < (readMailJob.attempts ?? 1)) throw error;
      const reason = `it was tried ${attempt} times: ${error instanceof Error ? error.message : error}`;
      await db.inWorkspace(workspaceId, (tx) => store.settleMail(tx, workspaceId, id, { state: 'aside', reason }));
    }
  });
  sendAcknowledgements({ db, jobs, courier, now: deps.now });

  const whose = (address: string) =>
    db.inSystem((tx) => store.mailboxByAddress(tx, withoutTag(address).address), { readOnly: true });

  async function take({ raw, recipients, ...from }: Delivered): Promise<void> {
    const channels = new Map<string, { workspaceId: string; channelId: string }>();
    for (const address of recipients) {
      const found = await whose(address);
      if (found) channels.set(found.channelId, found);
    }
    const kept: { workspaceId: string; id: string }[] = [];
    for (const { workspaceId, channelId } of channels.values()) {
      const envelope = { via: 'smtp', ...from, recipients } as const;
      const id = await db.inWorkspace(workspaceId, (tx) => keepMail(deps, tx, workspaceId, { channelId, raw, envelope }));
      if (id !== undefined) kept.push({ workspaceId, id });
    }
    await Promise.all(kept.map(({ workspaceId, id }) => readNow(workspaceId, id)));
  }

  async function accountOf(workspaceId: string, channelId: string) {
    const row = await db.inWorkspace(workspaceId, (tx) => store.findMailbox(tx, workspaceId, channelId), { readOnly: true });
    if (!row?.imap) throw new Refusal(channelRefusals.no_such_channel);
    const { host, port, security, user = '', folder = 'INBOX' } = row.imap;
    const address = await outbound.addressOf(host, port);
    const password = row.imapPassword === null ? '' : secrets.open(row.imapPassword, channelId);
    const account: ImapAccount = { host, port, security, user, folder, password, address };
    const after = row.uidValidity === null ? undefined : { uidValidity: row.uidValidity, uid: Number(row.uid ?? 0) };
    return { account, after };
  }

  /** One visit at a time to a mailbox: two would fetch the same. */
  const visits = new Map<string, Promise<unknown>>();
  function fetchNow(workspaceId: string, channelId: string): Promise<number> {
    const before = visits.get(channelId) ?? Promise.resolve();
    const visit = before.then(() => visitNow(workspaceId, channelId));
    const over = visit.catch(() => undefined).then(() => void (visits.get(channelId) === over && visits.delete(channelId)));
    visits.set(channelId, over);
    return visit;
  }

  async function visitNow(workspaceId: string, channelId: string): Promise<number> {
    const kept: string[] = [];
    try {
      const { account, after } = await accountOf(workspaceId, channelId);
      const options = { after, maxBytes: maxMailBytes, limit: atOneVisit, signal: stopping.signal };
      const position = await fetchMail(account, options, async ({ raw, size, position }) => {
        // The mail and how far we came commit together: a line that dies in between costs nothing and doubles nothing.
        await db.inWorkspace(workspaceId, async (tx) => {
          const envelope = { via: 'imap' } as const;
          if (raw) {
            const id = await keepMail(deps, tx, workspaceId, { channelId, raw, envelope });
            if (id !== undefined) kept.push(id);
          } else {
            const digest = digestOf(Buffer.from(`too large ${position.uidValidity} ${position.uid}`));
            const aside = `it is larger than ${maxMailBytes} bytes (${size}); it is still in the mailbox`;
            await store.insertMail(tx, workspaceId, { channelId, digest, raw: null, size, envelope, aside });
          }
          await store.noteFetched(tx, workspaceId, channelId, position);
        });
      });
      await db.inWorkspace(workspaceId, (tx) => store.noteFetched(tx, workspaceId, channelId, position));
    } catch (error) {
      const reason = wordsOf(error);
      await db.inWorkspace(workspaceId, (tx) => store.noteFetchError(tx, workspaceId, channelId, reason));
      if (error instanceof Refusal) throw error;
      throw new Refusal(mailRefusals.mailbox_unreachable, { detail: reason });
    } finally {
      for (const id of kept) await readNow(workspaceId, id);
    }
    return kept.length;
  }

  jobs.every('listen.fetch_mail', fetchEveryMs, async () => {
    for (const workspaceId of await db.workspaceIds()) {
      const found = await db.inWorkspace(workspaceId, (tx) => store.mailboxesToFetch(tx, workspaceId), { readOnly: true });
      for (const { channelId } of found) {
        if (stopping.signal.aborted) return;
        await fetchNow(workspaceId, channelId).catch((error: unknown) =>
          log.warn({ err: error, workspaceId, channelId }, 'a mailbox could not be fetched from; it is tried again'),
        );
      }
    }
  });
  const watch = createWatch({
    db,
    log,
    signal: stopping.signal,
    wait: async (workspaceId, channelId, news, signal) =>
      watchMailbox((await accountOf(workspaceId, channelId)).account, news, signal),
    visit: fetchNow,
  });
  jobs.every('listen.tidy_mail', tidyMs, async () => {
    for (const workspaceId of await db.workspaceIds()) {
      await db.inWorkspace(workspaceId, (tx) => store.dropRaw(tx, workspaceId, rawDays));
    }
  });

  return {
    carrier: { carry: (workspaceId, message) => courier.carry(workspaceId, message) },
    mailboxes,
    fetch: fetchNow,
    listAside: (workspaceId) => db.inWorkspace(workspaceId, (tx) => store.listAsideMail(tx, workspaceId), { readOnly: true }),
    async retryAside(workspaceId, id) {
      const row = await db.inWorkspace(workspaceId, (tx) => store.findMail(tx, workspaceId, id), { readOnly: true });
      if (row?.state !== 'aside') throw new Refusal(channelRefusals.no_such_message);
      const outcome = await read(workspaceId, id);
      if (outcome.state === 'aside') throw new Refusal(mailRefusals.mail_still_unread, { detail: outcome.reason });
    },
    dismissAside: (workspaceId, id) =>
      db.inWorkspace(workspaceId, async (tx) => {
        if ((await store.holdMail(tx, workspaceId, id))?.state !== 'aside') throw new Refusal(channelRefusals.no_such_message);
        await store.settleMail(tx, workspaceId, id, { state: 'dismissed' });
      }),
    async erase(tx, workspaceId, addresses) {
      const { ids, removed } = await store.eraseMail(tx, workspaceId, addresses);
      const files: string[] = [];
      for (const id of ids) for (const file of await deps.files.of(tx, workspaceId, `mail:${id}`)) files.push(file.id);
      const rows = await deps.files.erase(tx, workspaceId, files);
      return [...removed, { store: 'platform.file', rows }];
    },
    async start() {
      const { host, port, tlsFolder } = deps.receive;
      if (port === 0) return;
      const pem = (name: string) => readFile(join(tlsFolder ?? '', name), 'utf8');
      const tls = tlsFolder === undefined ? undefined : { cert: await pem('cert.pem'), key: await pem('key.pem') };
      const knows = async (address: string) => (await whose(address)) !== undefined;
      receiver = await startReceiver({ host, port, maxBytes: maxMailBytes, tls, knows, take, log });
      log.info({ port: receiver.port }, 'mail is received');
    },
    watch: watch.start,
    port: () => receiver?.port,
    async stop() {
      stopping.abort();
      await watch.ended();
      await receiver?.close();
      await parser.close();
    },
  };
}

/** What a server said, in one line: libraries put it in several places. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const said = 'responseText' in error && typeof error.responseText === 'string' ? error.responseText : '';
  return [error.message, said].filter(Boolean).join(': ').slice(0, 500);
}
