// Mail fetched from a real IMAP server (dovecot) where there is one on this machine. Case C10: reliability programme (2.3).
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { freePort } from '../../../../platform/testing/ports.ts';
import { eventually } from '../../../../platform/testing/server.ts';
import { mailboxesToFetch } from './store.ts';
import { type MailHouse, openMailHouse } from './testing.ts';

const program = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot', '/opt/homebrew/sbin/dovecot'].find((path) => existsSync(path));
if (program === undefined)
  process.stdout.write('SKIPPED, no IMAP server: install dovecot (Debian: dovecot-imapd) to test fetching\n');

const password = 'correct-horse';
const nobody = 65_534;
const asRoot = process.getuid?.() === 0;

let folder: string;
let inbox: string;
let dovecot: ChildProcess;
let port: number;
/** Between us and the server; hangs up when a client says `cutAt`. */
let line: Server;
let linePort: number;
let cutAt: string | undefined;
/** How to hang up on everybody. */
const open = new Set<() => void>();
let house: FreshDatabase;
let mail: MailHouse;
let channelId: string;

function configuration(): string {
  const own = asRoot ? '' : `default_internal_user = ${userInfo().username}\ndefault_login_user = ${userInfo().username}\n`;
  const uid = asRoot ? nobody : process.getuid?.();
  return `${own}base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:${folder}/mail
first_valid_uid = 1
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=${uid} gid=${asRoot ? nobody : process.getgid?.()} home=${folder}/home
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
`;
}

async function arrives(text: string, headers = ''): Promise<void> {
  const raw = `From: Ann <ann@good.example>\r\nTo: help@casa.example\r\nMessage-ID: <${randomUUID()}@good.example>\r\nSubject: ${text}\r\n${headers}\r\n${text}\r\n`;
  const file = join(inbox, 'new', `${Date.now()}.${randomUUID()}.test`);
  await writeFile(file, raw);
  if (asRoot) await chown(file, nobody, nobody);
}

beforeAll(async () => {
  if (program === undefined) return;
  folder = await mkdtemp(join(tmpdir(), 'verona-dovecot-'));
  inbox = join(folder, 'mail');
  await chmod(folder, 0o755);
  for (const each of ['run', 'state', 'home', 'mail', 'mail/new', 'mail/cur', 'mail/tmp']) {
    await mkdir(join(folder, each));
    if (asRoot && /home|mail/.test(each)) await chown(join(folder, each), nobody, nobody);
  }
  port = await freePort();
  await writeFile(join(folder, 'dovecot.conf'), configuration());
  dovecot = spawn(program, ['-F', '-c', join(folder, 'dovecot.conf')], { stdio: 'ignore' });
  line = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    const hangUp = () => {
      open.delete(hangUp);
      client.destroy();
      server.destroy();
    };
    open.add(hangUp);
    client.on('data', (chunk) => (cutAt !== undefined && chunk.includes(cutAt) ? hangUp() : server.write(chunk)));
    server.on('data', (chunk) => client.write(chunk));
    client.on('close', hangUp).on('error', hangUp);
    server.on('close', hangUp).on('error', hangUp);
  });
  await new Promise<void>((listening) => line.listen(0, '127.0.0.1', listening));
  linePort = (line.address() as { port: number }).port;
  house = await freshDatabase();
  mail = await openMailHouse(house, { allow: [`127.0.0.1:${linePort}`], port: 0 });
  channelId = randomUUID();
  await mail.openMailbox(channelId, {
    imap: { host: '127.0.0.1', port: linePort, security: 'none', user: 'help', folder: 'INBOX' },
    imapPassword: password,
  });
  await eventually(
    () =>
      new Promise<boolean>((give) => {
        const probe = connect(port, '127.0.0.1', () => probe.end(() => give(true)));
        probe.on('error', () => give(false));
      }),
  );
});
afterAll(async () => {
  if (program === undefined) return;
  const ended = new Promise((resolve) => dovecot.once('exit', resolve));
  dovecot.kill('SIGTERM');
  await ended;
  line.close();
  await mail?.close();
  await house?.close();
  await rm(folder, { recursive: true, force: true });
});

const fetch = () => mail.email.fetch(house.workspaceId, channelId);
const subjects = () => mail.heard.map(({ subject = '' }) => subject);
const inOrder = (a: string, b: string) => (a < b ? -1 : 1);

test.skipIf(!program)(
  'C10: a mail is fetched once: again, with other numbers, or after the line broke before it was marked',
  async () => {
    await arrives('one');
    await arrives('two');
    expect(await fetch()).toBe(2);
    expect(await fetch()).toBe(0);

    await arrives('three');
    cutAt = 'UID STORE';
    await expect(fetch()).rejects.toThrow();
    cutAt = undefined;
    expect(await fetch()).toBe(0);
    expect(subjects().toSorted(inOrder)).toEqual(['one', 'three', 'two']);

    // The server forgets its numbers and counts anew: another UIDVALIDITY.
    for (const file of await readdir(inbox)) if (file.startsWith('dovecot')) await rm(join(inbox, file), { recursive: true });
    await arrives('four');
    expect(await fetch()).toBe(1);
    expect(subjects().toSorted(inOrder)).toEqual(['four', 'one', 'three', 'two']);
    expect(mail.heard[0]?.details).toMatchObject({ via: 'imap', verdict: 'none' });
    expect(mail.heard[0]?.senderVerified).toBe(false);
  },
  60_000,
);

test.skipIf(!program)(
  'a wrong password is told in the server’s words, and nothing is lost',
  async () => {
    const { workspaceId } = house;
    const change = (imapPassword: string) =>
      house.db.inWorkspace(workspaceId, (tx) => mail.email.mailboxes.change(tx, workspaceId, channelId, { imapPassword }));
    await arrives('five');
    await change('wrong');
    await expect(fetch()).rejects.toThrow(/auth/i);
    await change(password);
    expect(await fetch()).toBe(1);
    expect(subjects()).toContain('five');
  },
  60_000,
);

test.skipIf(!program)(
  'waiting at the mailbox, mail is here within moments; after a break it waits again, and nothing is missed or doubled',
  async () => {
    const before = mail.heard.length;
    mail.email.watch();
    const isOpen = () =>
      house.db.inWorkspace(house.workspaceId, async (tx) =>
        (await mailboxesToFetch(tx, house.workspaceId)).every((each) => each.channelId !== channelId),
      );
    // The next look says that the line is open; from then on nobody else looks.
    await eventually(isOpen, 15_000);
    await arrives('while waiting');
    const began = performance.now();
    await eventually(async () => subjects().includes('while waiting'), 5_000);
    const tookMs = Math.round(performance.now() - began);
    process.stdout.write(`a mail was heard ${tookMs} ms after it lay in the mailbox\n`);
    expect(tookMs).toBeLessThan(3_000);

    for (const hangUp of [...open]) hangUp();
    await arrives('during the break');
    await eventually(async () => subjects().includes('during the break'), 10_000);
    await arrives('after the break');
    await eventually(async () => subjects().includes('after the break'), 10_000);
    expect(mail.heard.length - before).toBe(3);
  },
  60_000,
);
