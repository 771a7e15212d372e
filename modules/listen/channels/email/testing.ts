/** E-mail as a channel on a test's database, with the rooms around it played by the test. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFiles, type Files } from '#platform/files';
import { createHtml } from '#platform/html';
import type { Jobs } from '#platform/jobs';
import { createLog } from '#platform/log';
import { createOutbound } from '#platform/outbound';
import { createSecrets } from '#platform/secrets';
import type { FreshDatabase } from '#platform/testing';
import type { InboundMessage } from '../inbound.ts';
import type { Dispatched } from '../outbound.ts';
import { insertChannel } from '../store.ts';
import { createEmail, type Email } from './email.ts';

export interface MailHouse {
  email: Email;
  files: Files;
  heard: InboundMessage[];
  bounced: Dispatched[];
  queue: { name: string; payload: unknown; later: boolean }[];
  /** Makes the room behind fail for some messages. */
  refuse: ((message: InboundMessage) => boolean) | undefined;
  /** Runs one kind of job with a payload, as the runner of jobs would. */
  runJob(name: string, payload: unknown): Promise<void>;
  /** Runs what is due now. */
  runJobs(): Promise<void>;
  /** A channel with a mailbox; its address. */
  openMailbox(channelId: string, settings: Partial<Parameters<Email['mailboxes']['add']>[3]>): Promise<string>;
  close(): Promise<void>;
}

export interface MailHouseOptions {
  /** `host:port` pairs that mailboxes may reach. */
  allow: string[];
  /** Port of the receiver; 0 for none. */
  port: number;
  resolve?: (name: string, type: string) => Promise<string[][]>;
}

export async function openMailHouse(house: FreshDatabase, { allow, port, resolve }: MailHouseOptions): Promise<MailHouse> {
  const { db, workspaceId } = house;
  const dataDir = await mkdtemp(join(tmpdir(), 'verona-email-'));
  const html = createHtml();
  const outbound = createOutbound({ allow });
  const secrets = createSecrets('a secret for tests');
  const log = createLog({ level: 'silent' });
  const handlers = new Map<string, (job: { payload: unknown; attempt: number; signal: AbortSignal }) => Promise<void>>();
  const jobs: Jobs = {
    handle: (kind, work) => void handlers.set(kind.name, work as never),
    every: () => {},
    add: async (_tx, kind, payload, options) => {
      mail.queue.push({ name: kind.name, payload, later: options?.runAt !== undefined });
    },
    cancel: async () => {},
  };
  const bind = () => {};
  const files = createFiles({
    db,
    jobs,
    bind,
    bindRaw: bind,
    clock: { now: Date.now },
    log,
    key: secrets.derive('file links'),
    dataDir,
  });
  const email = createEmail({
    db,
    jobs,
    files,
    html,
    outbound,
    secrets,
    log,
    now: Date.now,
    dataDir,
    smtpUrl: undefined,
    receive: { host: '127.0.0.1', port, tlsFolder: undefined },
    ...(resolve && { resolve }),
    hear: async (_tx, _workspaceId, message) => {
      if (mail.refuse?.(message)) throw new Error('the desk is on fire');
      mail.heard.push(message);
      return { id: randomUUID() };
    },
    bounced: async (_tx, _workspaceId, news) => {
      mail.bounced.push(news);
    },
  });
  const mail: MailHouse = {
    email,
    files,
    heard: [],
    bounced: [],
    queue: [],
    refuse: undefined,
    runJob: async (name, payload) => handlers.get(name)?.({ payload, attempt: 1, signal: new AbortController().signal }),
    async runJobs() {
      for (const { name, payload } of mail.queue.splice(0).filter(({ later }) => !later)) await mail.runJob(name, payload);
    },
    async openMailbox(channelId, settings) {
      const address = `help-${channelId.slice(0, 8)}@casa.example`;
      await db.inWorkspace(workspaceId, async (tx) => {
        const channel = {
          id: channelId,
          kind: 'email',
          name: 'Help',
          publicKey: randomUUID(),
          settings: {},
          secret: 'x',
        } as const;
        await insertChannel(tx, workspaceId, channel);
        const plain = { imap: null, smtp: null, dkim: null, acknowledge: false, acknowledgement: '' };
        await email.mailboxes.add(tx, workspaceId, channelId, { ...plain, address, displayName: 'Casa Aurora', ...settings });
      });
      return address;
    },
    async close() {
      await email.stop();
      await html.close();
      await outbound.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  return mail;
}
