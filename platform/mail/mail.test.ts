import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIds } from '#platform/ids';
import { createLog } from '#platform/log';
import { createMail } from './mail.ts';

const log = createLog({ level: 'silent' });
const newId = createIds(() => 1_800_000_000_000);
const letter = { to: 'ann@example.com', subject: 'Grüße', text: 'Open this:\nhttps://verona.example/reset-password#abc' };
const from = 'Verona <verona@example.com>';

let outbox: string;
beforeEach(async () => {
  outbox = join(await mkdtemp(join(tmpdir(), 'verona-mail-')), 'outbox');
});
afterEach(async () => {
  await rm(join(outbox, '..'), { recursive: true });
});

test('without a server a mail is kept as a private .eml file and says so', async () => {
  const mail = createMail({ from, outbox, newId, log });
  expect(await mail.send(letter)).toBe('kept');
  const [file, ...others] = await readdir(outbox);
  expect(others).toEqual([]);
  const path = join(outbox, file ?? '');
  expect((await stat(path)).mode & 0o077).toBe(0);
  const text = await readFile(path, 'utf8');
  expect(text).toContain('To: ann@example.com');
  expect(text).toContain('https://verona.example/reset-password#abc');
});

test('a line break in a header starts no second header', async () => {
  const mail = createMail({ from, outbox, newId, log });
  await mail.send({ ...letter, subject: 'Hi\r\nBcc: eve@example.com', to: 'ann@example.com' });
  const [file] = await readdir(outbox);
  expect(await readFile(join(outbox, file ?? ''), 'utf8')).not.toMatch(/^Bcc:/m);
});

test('with a server the mail goes there', async () => {
  const heard: string[] = [];
  const server = createServer((socket) => {
    let inData = false;
    socket.write('220 here\r\n');
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().split('\r\n').filter(Boolean)) {
        heard.push(line);
        if (inData) {
          if (line !== '.') continue;
          inData = false;
          socket.write('250 taken\r\n');
        } else if (line === 'DATA') {
          inData = true;
          socket.write('354 go on\r\n');
        } else socket.write('250 ok\r\n');
      }
    });
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const mail = createMail({ smtpUrl: `smtp://127.0.0.1:${port}`, from, outbox, newId, log });
  try {
    expect(await mail.send(letter)).toBe('sent');
    expect(heard).toContain('RCPT TO:<ann@example.com>');
    expect(heard).toContain('MAIL FROM:<verona@example.com>');
  } finally {
    mail.close();
    server.close();
  }
});

test('a server that is not there is an error, never a silent loss', async () => {
  const mail = createMail({ smtpUrl: 'smtp://127.0.0.1:1', from, outbox, newId, log });
  await expect(mail.send(letter)).rejects.toThrow(/ECONNREFUSED/);
});
