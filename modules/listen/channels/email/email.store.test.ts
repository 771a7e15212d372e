// Customers' mail in and out: our receiver, a real Postgres, real disks, and a mail server of the customer's provider that
// behaves as it is told. Case numbers: reliability programme of the design (2.3 "Mail").
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAuthenticate } from '#platform/mail';
import { sql } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { freePort } from '../../../../platform/testing/ports.ts';
import { eventually } from '../../../../platform/testing/server.ts';
import type { InboundMessage } from '../inbound.ts';
import type { Dispatched, OutboundMessage } from '../outbound.ts';
import type { Email } from './email.ts';
import { hasBounced, listAsideMail } from './store.ts';
import { type MailHouse, openMailHouse } from './testing.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const records: Record<string, string> = {
  'good.example': 'v=spf1 ip4:127.0.0.1 -all',
  '_dmarc.good.example': 'v=DMARC1; p=reject',
  'bank.example': 'v=spf1 -all',
  '_dmarc.bank.example': 'v=DMARC1; p=reject',
  'lax.example': 'v=spf1 -all',
  'one._domainkey.casa.example': `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`,
};
const resolve = async (name: string, type: string): Promise<string[][]> => {
  const text = type === 'TXT' ? records[name] : undefined;
  if (text === undefined) throw Object.assign(new Error(`no ${type} of ${name}`), { code: 'ENOTFOUND' });
  return [[text]];
};

interface Arrived {
  raw: string;
  from: string;
  to: string[];
}

let house: FreshDatabase;
let mail: MailHouse;
let email: Email;
let provider: SMTPServer;
let providerPort: number;
let channelId: string;
let heard: InboundMessage[];
let bounced: Dispatched[];
let arrived: Arrived[];
/** How the provider behaves next. */
let mood: 'takes' | 'defers' | 'refuses' | 'dies';

beforeAll(async () => {
  house = await freshDatabase();
  provider = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onRcptTo: (_address, _session, done) => {
      if (mood === 'defers') return done(Object.assign(new Error('busy'), { responseCode: 451 }));
      if (mood === 'refuses') return done(Object.assign(new Error('no such user'), { responseCode: 550 }));
      done();
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        arrived.push({
          raw: Buffer.concat(chunks).toString(),
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
        });
        // It took the mail, and the line breaks before it can say so.
        if (mood === 'dies') for (const connection of provider.connections) connection.close();
        else done();
      });
    },
  });
  provider.on('error', () => {});
  await new Promise<void>((listening) => provider.listen(0, '127.0.0.1', listening));
  providerPort = (provider.server.address() as AddressInfo).port;
  mail = await openMailHouse(house, { allow: [`127.0.0.1:${providerPort}`], port: await freePort(), resolve });
  email = mail.email;
});
afterAll(async () => {
  await mail?.close();
  await new Promise<void>((closed) => provider.close(() => closed()));
  await house?.close();
});

let address: string;
beforeEach(async () => {
  [arrived, mood] = [[], 'takes'];
  [heard, bounced] = [[], []];
  Object.assign(mail, { heard, bounced, queue: [], refuse: undefined });
  channelId = randomUUID();
  address = await mail.openMailbox(channelId, {
    smtp: { host: '127.0.0.1', port: providerPort, security: 'none' },
    dkim: { domain: 'casa.example', selector: 'one' },
    dkimKey: privateKey,
    acknowledge: true,
    acknowledgement: 'We have your mail and answer today.',
  });
});

interface Letter {
  from?: string;
  to?: string;
  envelopeFrom?: string;
  subject?: string;
  text?: string;
  html?: string;
  headers?: Record<string, string>;
  attachments?: { filename: string; content: Buffer | string; cid?: string }[];
  raw?: string | Buffer;
}

/** Delivers a mail to our receiver as the customer's provider would. */
async function deliver({ from = 'Ann <ann@good.example>', to = address, envelopeFrom, raw, ...letter }: Letter): Promise<string> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: email.port(),
    secure: false,
    ignoreTLS: true,
    name: 'mx.good.example',
  });
  const plain = /<([^<>]*)>$/.exec(from)?.[1] ?? from;
  const envelope = { from: envelopeFrom ?? plain, to };
  try {
    const sent =
      raw === undefined
        ? await transport.sendMail({ from, to, subject: 'Hello', text: 'Hello', ...letter, envelope })
        : await transport.sendMail({ envelope, raw });
    return sent.response;
  } finally {
    transport.close();
  }
}
const only = () => {
  expect(heard).toHaveLength(1);
  return heard[0] as InboundMessage;
};
const outgoing = (given: Partial<OutboundMessage> = {}): OutboundMessage => ({
  id: randomUUID(),
  channelId,
  thread: heard[0]?.thread[0] ?? 'chat:1',
  to: { type: 'email', value: 'ann@good.example', name: 'Ann' },
  authorName: 'Marco',
  automatic: false,
  text: 'It left today.',
  attachments: [],
  ...given,
});
const carry = (message: OutboundMessage) => {
  if (!('carry' in email.carrier)) throw new Error('mail is carried');
  return email.carrier.carry(house.workspaceId, message, 1);
};
const headersOf = (raw: string) => (raw.split('\r\n\r\n')[0] as string).replace(/\r\n[ \t]+/g, ' ');
const headerOf = (raw: string, name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(headersOf(raw))?.[1] ?? '';
const aside = () => house.db.inWorkspace(house.workspaceId, (tx) => listAsideMail(tx, house.workspaceId));

test('the receiver opens, and refuses addresses that are nobody’s', async () => {
  await startOnce();
  await expect(deliver({ to: 'nobody@casa.example' })).rejects.toThrow(/550/);
  expect(heard).toEqual([]);
});

let started = false;
async function startOnce(): Promise<void> {
  if (started) return;
  started = true;
  await email.start();
}

describe('in', () => {
  beforeAll(startOnce);

  test('a mail is kept, read, and handed over before its sender hears 250', async () => {
    const response = await deliver({
      subject: 'Wo ist meine Bestellung? 😀',
      text: 'It has not come.\n\nOn Mon, Casa <help@casa.example> wrote:\n> It left.',
      html: '<p>It has <b>not</b> come.</p><script>alert(1)</script><img src="https://track.example/p.gif"><img src="cid:pic@x">',
      attachments: [
        { filename: '../../Rechnung.pdf', content: '%PDF-1.4 hello' },
        {
          filename: 'pic.png',
          cid: 'pic@x',
          content: Buffer.from(
            'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
            'base64',
          ),
        },
      ],
    });
    expect(response).toMatch(/^250/);
    const message = only();
    expect(message).toMatchObject({
      channelId,
      nature: 'human',
      sender: { type: 'email', value: 'ann@good.example' },
      senderVerified: true,
      senderName: 'Ann',
      subject: 'Wo ist meine Bestellung? 😀',
      text: 'It has not come.',
      quoted: expect.stringContaining('It left.'),
    });
    expect(message.html).toBe(
      '<p>It has <b>not</b> come.</p><img data-remote-src="https://track.example/p.gif" /><img data-cid="pic@x" />',
    );
    expect(message.attachments.map(({ name, type }) => [name, type])).toEqual([
      ['pic.png', 'image/png'],
      ['Rechnung.pdf', 'application/pdf'],
    ]);
    expect(message.details).toMatchObject({
      verdict: 'pass',
      via: 'smtp',
      blockedRemote: 1,
      inline: { 'pic@x': message.attachments[0]?.fileId },
    });
    expect(message.suspicious).toBeUndefined();
  });

  test('C10: the same mail delivered twice is one; the same id on another mail is another', async () => {
    const mail = 'From: ann@good.example\r\nMessage-ID: <one@good.example>\r\nSubject: Once\r\n\r\nHello\r\n';
    await deliver({ from: 'ann@good.example', raw: mail });
    await deliver({ from: 'ann@good.example', raw: `Received: from elsewhere\r\n${mail}` });
    expect(heard).toHaveLength(1);
    await deliver({ from: 'eve@good.example', raw: mail.replace('Hello', 'Something else') });
    expect(heard).toHaveLength(2);
    expect(new Set(heard.map(({ externalId }) => externalId)).size).toBe(2);
  });

  test.each([
    ['DMARC fails and the domain says reject', 'president@bank.example', 'forged'],
    ['SPF fails, no DMARC', 'ann@lax.example', 'fail'],
    ['nothing is said', 'ann@silent.example', 'none'],
  ])('C05: %s: it is shown with its doubt, and nobody is answered', async (_what, from, verdict) => {
    await deliver({ from, headers: { 'Authentication-Results': 'mx.casa.example; dmarc=pass; spf=pass; dkim=pass' } });
    const message = only();
    expect(message.senderVerified).toBe(false);
    expect(message.details.verdict).toBe(verdict);
    expect(message.suspicious === undefined).toBe(verdict === 'none');
    await mail.runJobs();
    expect(arrived).toEqual([]);
  });

  test('C06: many requests naming one address: one acknowledgement a day, without a word of theirs', async () => {
    for (let count = 0; count < 8; count += 1)
      await deliver({
        from: '"Win at https://evil.example" <victim@good.example>',
        subject: `Win ${count} https://evil.example`,
        text: 'Go to https://evil.example now',
        headers: { 'Message-ID': `<win-evil.example-${count}@good.example>` },
      });
    expect(heard).toHaveLength(8);
    await mail.runJobs();
    expect(arrived).toHaveLength(1);
    const [{ raw, to }] = arrived as [Arrived];
    expect(to).toEqual(['victim@good.example']);
    // Letters of a signature may spell anything.
    expect(raw.replace(/^DKIM-Signature:.*\r?\n(?:[ \t].*\r?\n)*/m, '')).not.toMatch(/evil|\bWin\b/i);
    expect(headerOf(raw, 'Auto-Submitted')).toBe('auto-replied');
    expect(raw).toContain('We have your mail');
  });

  test.each<[string, string, Letter]>([
    ['Auto-Submitted', 'auto_reply', { headers: { 'Auto-Submitted': 'auto-replied' } }],
    ['Precedence: bulk', 'bulk', { headers: { Precedence: 'bulk' } }],
    ['a null return path', 'auto_reply', { envelopeFrom: '' }],
  ])('C07: %s is never answered', async (_what, nature, letter) => {
    await deliver({
      ...letter,
      from: `robot-${randomUUID()}@good.example`,
      ...(letter.envelopeFrom === '' && { raw: `From: robot@good.example\r\nSubject: x\r\n\r\n${randomUUID()}` }),
    });
    expect(only().nature).toBe(nature);
    await mail.runJobs();
    expect(arrived).toEqual([]);
  });

  test('C07: mail from our own address, or marked by us, is no customer', async () => {
    await deliver({ from: address, envelopeFrom: 'x@good.example' });
    await deliver({ from: 'loop@good.example', headers: { 'X-Verona-Loop': address } });
    expect(heard.map(({ nature, suspicious }) => [nature, suspicious])).toEqual([
      ['auto_reply', 'It claims to be from an address of ours.'],
      ['auto_reply', 'It claims to be from an address of ours.'],
    ]);
    await mail.runJobs();
    expect(arrived).toEqual([]);
  });

  test('C09: one bad mail among a hundred: a hundred are heard, one is kept aside with its reason, and can be tried again', async () => {
    const endless = `From: bad@good.example\r\nX: ${'a'.repeat(600_000)}\r\n\r\nhello`;
    const good = Array.from({ length: 100 }, (_, at) => ({ from: `c${at}@good.example`, text: `number ${at}` }));
    await deliver({ from: 'bad@good.example', raw: endless });
    for (let at = 0; at < good.length; at += 10) await Promise.all(good.slice(at, at + 10).map((letter) => deliver(letter)));
    expect(heard).toHaveLength(100);
    const mine = (await aside()).filter((each) => each.channelId === channelId);
    expect(mine).toMatchObject([{ reason: expect.stringContaining('headers are larger'), from: 'bad@good.example' }]);
    await expect(email.retryAside(house.workspaceId, mine[0]?.id ?? '')).rejects.toThrow(/headers are larger/);
    await email.dismissAside(house.workspaceId, mine[0]?.id ?? '');
    expect((await aside()).filter((each) => each.channelId === channelId)).toEqual([]);
  }, 60_000);

  test('what we fail to hear is kept: its sender hears 250, and the job hears it later', async () => {
    mail.refuse = () => true;
    expect(await deliver({ text: 'do not lose me' })).toMatch(/^250/);
    expect(heard).toEqual([]);
    mail.refuse = undefined;
    const job = mail.queue.find(({ name }) => name === 'listen.read_mail');
    await mail.runJob('listen.read_mail', job?.payload);
    expect(only().text).toBe('do not lose me');
  });

  test('C11: ten thousand parts, a thousand levels, a million recipients: read within caps or kept aside, in little memory', async () => {
    const parts = `From: p@good.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Type: text/plain\r\n\r\nx\r\n'.repeat(10_000)}--b--`;
    let nested = 'Content-Type: text/plain\r\n\r\ndeep';
    for (let level = 0; level < 1_000; level += 1)
      nested = `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n${nested}\r\n--b${level}--`;
    const crowd = `From: p@good.example\r\nTo: ${'a@b.example, '.repeat(1_000_000)}\r\n\r\nhello`;
    const rss = process.memoryUsage.rss();
    for (const raw of [parts, `From: n@good.example\r\n${nested}`, crowd]) await deliver({ from: 'p@good.example', raw });
    const mine = (await aside()).filter((each) => each.channelId === channelId);
    expect(heard.length + mine.length).toBe(3);
    expect((process.memoryUsage.rss() - rss) / 1024 ** 2).toBeLessThan(200);
  }, 60_000);

  test('C12: an archive that would fill the disk is a file like any other: nothing opens it', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    const began = performance.now();
    await deliver({ attachments: [{ filename: 'report.xml.gz', content: bomb }] });
    expect(only().attachments).toMatchObject([{ name: 'report.xml.gz', type: 'application/gzip', size: bomb.length }]);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test('a mail that is too large is refused, and nothing of it is kept', async () => {
    await expect(deliver({ raw: Buffer.alloc(26 * 1024 * 1024, 'a\r\n'), from: 'big@good.example' })).rejects.toThrow(
      /552|size/i,
    );
    expect(heard).toEqual([]);
  }, 30_000);
});

describe('out, and back', () => {
  beforeAll(startOnce);

  test('an answer is signed, threaded and marked; the answer to it finds the conversation', async () => {
    await deliver({ subject: 'Where is it?', headers: { 'Message-ID': '<first@good.example>' } });
    const { thread } = only();
    const carried = await carry(outgoing({ thread: thread[0] as string, html: '<p>It left today.</p>' }));
    expect(carried.state).toBe('sent');
    const [{ raw, from, to }] = arrived as [Arrived];
    expect(to).toEqual(['ann@good.example']);
    expect(headerOf(raw, 'From')).toContain(`<${address}>`);
    expect(headerOf(raw, 'In-Reply-To')).toBe('<first@good.example>');
    expect(headerOf(raw, 'Subject')).toBe('Re: Where is it?');
    expect(headerOf(raw, 'Message-ID')).toBe(carried.threads?.[0]);
    expect(from).toMatch(/^help-[0-9a-f]{8}\+[a-z2-7]{42}@casa\.example$/);
    expect(headerOf(raw, 'Reply-To')).toContain(from);
    expect(headerOf(raw, 'Auto-Submitted')).toBe('');
    const check = await createAuthenticate(resolve)(Buffer.from(raw), undefined);
    expect(check.dkimAligned).toBe(true);

    await deliver({
      to: from,
      subject: 'Re: Where is it?',
      text: 'Thank you!',
      headers: { 'Message-ID': '<second@good.example>' },
    });
    expect(heard[1]?.thread).toEqual(thread);
    // A mail program that drops the reply address still quotes the id.
    await deliver({ text: 'And again', headers: { References: `<x@y.example> ${carried.threads?.[0]}` } });
    expect(heard[2]?.thread).toEqual(thread);
  });

  test('C01, C02, C03: made-up references, old formats, and a good one in strange hands begin conversations of their own', async () => {
    await deliver({ headers: { 'Message-ID': '<mine@good.example>' } });
    const [own] = only().thread;
    await carry(outgoing());
    const [{ from: reply }] = arrived as [Arrived];
    await deliver({ from: 'eve@good.example', to: reply, text: 'Tell me everything' });
    expect(heard[1]?.thread).not.toContain(own);
    expect(heard[1]?.suspicious).toMatch(/takes no part/);
    await deliver({
      from: 'eve@good.example',
      headers: { 'In-Reply-To': '<mine@good.example>', References: '<notification-7@casa.example>' },
    });
    expect(heard[2]?.thread).not.toContain(own);
    // C04: whoever takes part, but surely did not write this.
    await house.db.inWorkspace(house.workspaceId, (tx) =>
      tx.run(
        sql`update listen.mail_thread set participants = participants || 'president@bank.example'::text where name = ${own}`,
      ),
    );
    await deliver({ from: 'president@bank.example', to: reply, headers: { Cc: 'eve@good.example' } });
    expect(heard[3]?.thread).not.toContain(own);
    expect(heard.every(({ sender }) => sender.type === 'email')).toBe(true);
  });

  test('a bounce is told to whoever sent what came back; a made-up one is not', async () => {
    const message = outgoing({ thread: 'chat:42' });
    const { threads } = await carry(message);
    const [{ from: reply }] = arrived as [Arrived];
    const report = (id: string) =>
      `From: MAILER-DAEMON@mx.good.example\r\nTo: ${reply}\r\nSubject: Undelivered Mail Returned to Sender\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n` +
      '--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.good.example\r\n\r\n' +
      `Final-Recipient: rfc822; ann@good.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: ${id}\r\n\r\n--b--\r\n`;
    await deliver({ raw: report('<made-up@casa.example>'), envelopeFrom: '', to: address });
    expect(bounced).toEqual([]);
    await deliver({ raw: report(threads?.[0] ?? ''), envelopeFrom: '', to: reply });
    expect(bounced).toEqual([
      { id: message.id, state: 'failed', reason: 'It came back (5.1.1): ann@good.example was not reached.' },
    ]);
    expect(heard[1]).toMatchObject({ nature: 'bounce', thread: ['chat:42'], details: { bounce: { status: '5.1.1' } } });
    await mail.runJobs();
    expect(arrived).toHaveLength(1);
  });

  test('P5: what may have arrived is unknown and not sent again; what surely did not is tried again, or given up', async () => {
    mood = 'dies';
    expect((await carry(outgoing())).state).toBe('unknown');
    expect(arrived).toHaveLength(1);
    mood = 'defers';
    const later = outgoing();
    await expect(carry(later)).rejects.toThrow(/busy/);
    mood = 'takes';
    const { state, threads } = await carry(later);
    expect(state).toBe('sent');
    expect(headerOf(arrived[1]?.raw ?? '', 'Message-ID')).toBe(threads?.[0]);
    mood = 'refuses';
    const to = { type: 'email', value: 'gone@good.example' };
    const bouncedBefore = () => house.db.inWorkspace(house.workspaceId, (tx) => hasBounced(tx, house.workspaceId, to.value));
    expect(await bouncedBefore()).toBe(false);
    expect(await carry(outgoing({ to }))).toMatchObject({ state: 'failed', reason: expect.stringContaining('no such user') });
    // Refused at the door is as good as come back: nothing goes there by itself any more.
    expect(await bouncedBefore()).toBe(true);
  });

  test('C07: a machine of ours says no third thing to one address in an hour; people may', async () => {
    const to = { type: 'email', value: 'robot@good.example' };
    const states = [];
    for (let count = 0; count < 4; count += 1) states.push((await carry(outgoing({ to, automatic: true }))).state);
    states.push((await carry(outgoing({ to }))).state);
    expect(states).toEqual(['sent', 'sent', 'failed', 'failed', 'sent']);
    expect(headerOf(arrived[0]?.raw ?? '', 'Auto-Submitted')).toBe('auto-generated');
  });

  test('C13, C14: addresses out of the ordinary are refused, line breaks make no headers', async () => {
    for (const value of [
      '"a@evil.example x"@good.example',
      'ann@good.example, eve@evil.example',
      'ann@good.example\r\nBcc: eve@evil.example',
      '@',
      '',
    ])
      expect((await carry(outgoing({ to: { type: 'email', value } }))).state).toBe('failed');
    await carry(
      outgoing({
        subject: 'Hi\r\nBcc: eve@evil.example',
        authorName: 'M\nX-Evil: 1',
        to: { type: 'email', value: 'ann@good.example', name: 'A\r\nX-Evil: 2' },
      }),
    );
    const [{ raw, to }] = arrived as [Arrived];
    expect(to).toEqual(['ann@good.example']);
    expect(headersOf(raw)).not.toMatch(/^(bcc|x-evil):/im);
  });

  test('C15, D12: braces and markup in names and subjects go out as they are, as text', async () => {
    await deliver({ from: '"{{constructor}} <script>" <ann@good.example>', subject: '<script>alert(1)</script>' });
    expect(only()).toMatchObject({ subject: '<script>alert(1)</script>', senderName: '{{constructor}} <script>' });
    await carry(outgoing({ text: '{{x}} <script>alert(1)</script>' }));
    const [{ raw }] = arrived as [Arrived];
    expect(raw).not.toMatch(/content-type: text\/html/i);
    expect(headerOf(raw, 'Subject')).toBe('Re: <script>alert(1)</script>');
  });
});

test('whoever is erased is gone from mail: raw text, conversations, what we wrote, files', async () => {
  await startOnce();
  const { workspaceId } = house;
  const from = `gone-${channelId.slice(0, 8)}@good.example`;
  await deliver({ from, text: 'forget me', attachments: [{ filename: 'a.txt', content: `mine ${channelId}` }] });
  await carry(outgoing({ to: { type: 'email', value: from } }));
  const removed = await house.db.inWorkspace(workspaceId, (tx) => email.erase(tx, workspaceId, [from.toUpperCase()]));
  expect(removed.map(({ store, rows }) => [store, rows])).toEqual([
    ['listen.mail', 1],
    // The acknowledgement, and the answer.
    ['listen.mail_sent', 2],
    ['listen.mail_thread', 1],
    ['platform.file', 1],
  ]);
  const left = await house.db.inWorkspace(workspaceId, (tx) =>
    tx.one<{ count: string }>(sql`select count(*) from listen.mail where channel_id = ${channelId}`),
  );
  expect(left.count).toBe('0');
});

test('passwords are sealed, not told, and not sent to another server somebody types in', async () => {
  const { workspaceId } = house;
  const account = { host: 'imap.good.example', port: 993, security: 'tls', user: 'help', folder: 'INBOX' } as const;
  const shown = await house.db.inWorkspace(workspaceId, (tx) =>
    email.mailboxes.change(tx, workspaceId, channelId, { imap: account, imapPassword: 'hunter2' }),
  );
  expect(JSON.stringify(shown)).not.toMatch(/hunter2|assword/);
  const sealed = () =>
    house.db.inWorkspace(workspaceId, (tx) =>
      tx.one<{ password: string | null }>(
        sql`select imap_password as password from listen.mailbox where channel_id = ${channelId}`,
      ),
    );
  expect((await sealed()).password).toMatch(/^v1\./);
  await house.db.inWorkspace(workspaceId, (tx) =>
    email.mailboxes.change(tx, workspaceId, channelId, { imap: { ...account, host: 'imap.evil.example' } }),
  );
  expect((await sealed()).password).toBeNull();
  await expect(
    house.db.inWorkspace(workspaceId, (tx) => email.mailboxes.change(tx, workspaceId, randomUUID(), { acknowledge: false })),
  ).rejects.toThrow(/No such channel/);
});

test('a mailbox on a private network is not reached unless the operator says so', async () => {
  const { workspaceId } = house;
  await house.db.inWorkspace(workspaceId, (tx) =>
    email.mailboxes.change(tx, workspaceId, channelId, {
      imap: { host: '127.0.0.1', port: 143, security: 'none', user: 'x', folder: 'INBOX' },
      imapPassword: 'x',
    }),
  );
  await expect(email.fetch(workspaceId, channelId)).rejects.toThrow(/may not be called/);
  await eventually(async () => {
    const { lastError } = await house.db.inWorkspace(workspaceId, (tx) => email.mailboxes.show(tx, workspaceId, channelId));
    return lastError?.includes('may not be called');
  });
});
