/** A customer's mail against a whole Verona: through its own receiver to a message that somebody owns, and an answer that leaves. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../platform/testing/ports.ts';
import { eventually, startVerona, type Verona } from '../platform/testing/server.ts';

let verona: Verona;
let port: number;
beforeAll(async () => {
  port = await freePort();
  verona = await startVerona({ env: { VERONA_SMTP_PORT: String(port) } });
});
afterAll(() => verona?.close());

/** Answers of the API to the first administrator, signed in. */
async function signedIn() {
  const { url, admin } = verona;
  const headers = { 'content-type': 'application/json', origin: url };
  const answer = await fetch(`${url}/api/auth/sign-in/email`, { method: 'POST', headers, body: JSON.stringify(admin) });
  const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]);
  return async (method: string, path: string, body?: unknown) =>
    // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely; contracts are checked where they are bound.
    (await verona.ask(method, path, { body, headers: { cookie: cookie.join('; '), origin: url } })).body as any;
}

test('a mail is owned before its sender hears 250; its answer leaves with a name to come back to', async () => {
  const ask = await signedIn();
  await ask('POST', '/api/listen/channels/mailboxes', { name: 'Help', address: 'help@casa.example', displayName: 'Casa Aurora' });
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  const from = 'Ann <ann@shop.example>';
  const deliver = (to: string, subject: string, text: string) => transport.sendMail({ from, to, subject, text });
  try {
    expect((await deliver('help@casa.example', 'Where is my order?', 'It has not come.')).response).toMatch(/^250/);
    await expect(deliver('nobody@casa.example', 'x', 'x')).rejects.toThrow(/550/);

    const { items } = await ask('GET', '/api/moments');
    expect(items).toMatchObject([{ title: 'Where is my order?', channelKind: 'email', owner: { name: expect.any(String) } }]);
    const [moment] = items;
    const taken = moment.mine ? moment : await ask('POST', `/api/moments/${moment.id}/take`, { epoch: moment.epoch });
    const said = await ask('POST', `/api/moments/${moment.id}/replies`, {
      epoch: taken.epoch,
      clientId: 'the-first-answer',
      text: 'It left this morning.',
    });
    expect(said).toMatchObject({ entry: expect.anything() });
    const outbox = join(verona.dataDir, 'outbox');
    const raw = await eventually(async () => {
      const [file] = (await readdir(outbox)).filter((name) => name.endsWith('.eml'));
      return file && readFile(join(outbox, file), 'utf8');
    }, 20_000);
    expect(raw).toContain('It left this morning.');
    expect(raw).toMatch(/^Subject: Re: Where is my order\?/m);
    const reply = /^Reply-To: (help\+[a-z2-7]{42}@casa\.example)/m.exec(raw)?.[1] ?? '';

    await deliver(reply, 'Re: Where is my order?', 'Thank you!');
    const entries = await ask('GET', `/api/moments/${moment.id}/entries`);
    expect(JSON.stringify(entries)).toContain('Thank you!');
    expect((await ask('GET', '/api/moments')).items).toHaveLength(1);
  } finally {
    transport.close();
  }
  for (const kept of ['messages', 'mail']) expect(await ask('GET', `/api/listen/${kept}/aside`)).toEqual({ items: [] });
});
