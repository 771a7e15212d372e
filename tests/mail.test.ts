/** A customer's mail against a whole Verona: through its own receiver to a message that somebody owns, and an answer that leaves. */
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { playMastodon } from '../modules/listen/testing.ts';
import { freePort } from '../platform/testing/ports.ts';
import { eventually, startVerona, type Verona } from '../platform/testing/server.ts';
import { openConsole } from './support/console.ts';

let verona: Verona;
let port: number;
let elsewhere: Elsewhere;
let inside: Elsewhere;
let network: Network;
beforeAll(async () => {
  [elsewhere, inside, network] = await Promise.all([openElsewhere(), openElsewhere(), openNetwork()]);
  port = await freePort();
  // Only one of the two is let through: the other stands for whatever is private.
  const env = {
    VERONA_SMTP_PORT: String(port),
    VERONA_OUTBOUND_ALLOW: [elsewhere, network].map(({ url }) => url.replace('http://', '')).join(','),
  };
  verona = await startVerona({ env });
});
afterAll(async () => {
  for (const each of [elsewhere, inside, network]) each?.server.close();
  await verona?.close();
});

interface Elsewhere {
  server: Server;
  url: string;
  /** Who asked for what. */
  hits: { path: string; agent: string; cookie: string | undefined }[];
}

/** A server of somebody's, with one picture and one that only says it is. */
async function openElsewhere(): Promise<Elsewhere> {
  const hits: Elsewhere['hits'] = [];
  const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const server = createServer(({ url = '', headers }, response) => {
    hits.push({ path: url, agent: headers['user-agent'] ?? '', cookie: headers.cookie });
    if (url === '/moved') response.writeHead(302, { location: '/pixel?from=moved' }).end();
    else if (url.startsWith('/pixel')) response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.from(pixel, 'base64'));
    else response.writeHead(200, { 'content-type': 'image/png' }).end('<svg onload="alert(1)">');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, hits, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

type Network = ReturnType<typeof playMastodon> & { server: Server; url: string };

/** A server of a public network, which plays its part. */
async function openNetwork(): Promise<Network> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = '', headers } = request;
    const {
      status = 200,
      headers: own = {},
      body: told,
    } = play.answer({
      ...{ method, headers, body, url: new URL(request.url ?? '/', url) },
    });
    response.writeHead(status, { 'content-type': 'application/json', ...own }).end(JSON.stringify(told));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const play = playMastodon(url, 'our-token');
  return { ...play, server, url };
}

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

test('a visitor leaves the chat, reads the answer in their mail and replies there: one moment, one band, one person', async () => {
  const ask = await signedIn();
  await ask('PUT', '/api/people/me/availability', { presence: 'online' });
  const { channel } = await ask('POST', '/api/listen/channels/chats', { name: 'Shop', settings: { awaySeconds: 5 } });
  const key = channel.publicKey;
  const visitor = (path: string, body: unknown, token?: string) =>
    verona.ask('POST', `/chat/v1/${path}`, { body, headers: token ? { authorization: `Bearer ${token}` } : {} });
  const { token } = (await visitor(`${key}/sessions`, { email: 'bea@shop.example', name: 'Bea' })).body as { token: string };
  await visitor('messages', { clientId: 'bea-asks-1', text: 'Do the boots come in green?' }, token);
  const find = async () =>
    (await ask('GET', '/api/moments')).items.find(({ title }: { title: string }) => title.startsWith('Do the boots'));
  const moment = await find();
  const taken = moment.mine ? moment : await ask('POST', `/api/moments/${moment.id}/take`, { epoch: moment.epoch });
  const said = { epoch: taken.epoch, clientId: 'green-answer', text: 'They do, in size 38.' };
  await ask('POST', `/api/moments/${moment.id}/replies`, said);

  const outbox = join(verona.dataDir, 'outbox');
  const raw = await eventually(async () => {
    const files = (await readdir(outbox)).filter((name) => name.endsWith('.eml'));
    const mails = await Promise.all(files.map((file) => readFile(join(outbox, file), 'utf8')));
    return mails.find((mail) => mail.includes('in size 38'));
  }, 40_000);
  expect(raw).toMatch(/^To: bea@shop\.example/m);
  expect(raw).not.toContain('come in green');
  const entries = async () => (await ask('GET', `/api/moments/${moment.id}/entries`)).items;
  type Entry = { id: string; kind: string; text: string; state: string | null; channelKind: string; details: object };
  const where = await eventually(async () => {
    const carried = ((await entries()) as Entry[]).find(({ kind, text }) => kind === 'event' && text.includes('by e-mail'));
    return carried?.state === 'sent' && carried;
  });
  expect(where).toMatchObject({ text: expect.stringContaining('bea@shop.example'), channelKind: 'email' });
  const answer = ((await entries()) as Entry[]).find(({ kind }) => kind === 'out');
  expect(answer?.details).toMatchObject({ carried: { by: 'email', to: 'bea@shop.example', entry: where.id } });

  const reply = /^Reply-To: (help\+[a-z2-7]{42}@casa\.example)/m.exec(raw)?.[1] ?? '';
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  await transport.sendMail({ from: 'Bea <bea@shop.example>', to: reply, subject: 'Re: Shop', text: 'Then I take two.' });
  transport.close();
  expect(((await entries()) as Entry[]).filter(({ kind }) => kind === 'in').map(({ text }) => text)).toEqual([
    'Do the boots come in green?',
    'Then I take two.',
  ]);
  const after = await eventually(async () => {
    const now = await find();
    return now.customer?.kind === 'person' && now;
  });
  expect(after).toMatchObject({ id: moment.id, channelKind: 'email', customer: { email: 'bea@shop.example', name: 'Bea' } });
  const band = await ask('GET', `/api/moments/${moment.id}/band`);
  expect(band).toMatchObject({ gaps: [], open: [{ until: null }] });
  const { items: people } = await ask('GET', '/api/customers/people?search=bea');
  expect(people).toHaveLength(1);
  // What is said next goes where they wrote last.
  await ask('POST', `/api/moments/${moment.id}/replies`, {
    ...said,
    epoch: after.epoch,
    clientId: 'green-thanks',
    text: 'Yours.',
  });
  const last = (await entries()).at(-1);
  expect(last).toMatchObject({ text: 'Yours.', channelKind: 'email' });
});

test('D15: pictures of a mail are fetched by nobody before a click, and by the server alone after it', async () => {
  const html = `<p>Look:</p><img alt="boots" src="${elsewhere.url}/pixel?a=1&amp;b=2"><img alt="moved" src="${elsewhere.url}/moved">
    <img alt="fake" src="${elsewhere.url}/fake"><img alt="private" src="${inside.url}/pixel"><table background="${elsewhere.url}/bg"></table>`;
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  await transport.sendMail({ from: 'Eve <eve@shop.example>', to: 'help@casa.example', subject: 'Pictures', text: 'Look:', html });
  transport.close();
  const ask = await signedIn();
  const { items } = await ask('GET', '/api/moments');
  const { id } = items.find(({ title }: { title: string }) => title === 'Pictures');
  const desk = await openConsole(verona);
  try {
    const page = await desk.open(`/moments/${id}`);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).origin));
    await page.getByRole('button', { name: 'Show as it was designed' }).click();
    const mail = page.frameLocator('iframe');
    await mail.getByText('Look:').waitFor();
    await page.waitForTimeout(500);
    expect([...elsewhere.hits, ...inside.hits]).toEqual([]);

    await page.getByRole('button', { name: 'Show 4 pictures from elsewhere' }).click();
    const width = (alt: string) => mail.getByAltText(alt).evaluate((one) => (one as { naturalWidth?: number }).naturalWidth);
    await eventually(async () => (await width('boots')) === 1 && (await width('moved')) === 1);
    await eventually(async () => elsewhere.hits.length === 4);
    expect(elsewhere.hits.map(({ path }) => path).toSorted()).toEqual(['/fake', '/moved', '/pixel?a=1&b=2', '/pixel?from=moved']);
    for (const { agent, cookie } of elsewhere.hits) expect([agent.includes('Mozilla'), cookie]).toEqual([false, undefined]);
    expect([await width('fake'), await width('private'), inside.hits]).toEqual([0, 0, []]);
    expect(new Set(asked)).toEqual(new Set([verona.url]));

    // Once fetched it is here: another look asks nobody.
    const { items: entries } = await ask('GET', `/api/moments/${id}/entries`);
    const [path = ''] = /\/pictures\/[\w-]+/.exec(entries.find(({ html: words }: { html: string }) => words).html) ?? [];
    const again = await fetch(verona.url + path);
    expect([again.status, again.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect((await fetch(`${verona.url}${path.slice(0, -2)}xx`)).status).toBe(404);
    expect(elsewhere.hits).toHaveLength(4);
    expect(desk.complaints()).toEqual([]);
  } finally {
    await desk.close();
  }
});

test('a public word is a moment with its author, its link and its room; the answer stands under it, and the desk hears so', async () => {
  const ask = await signedIn();
  const made = { name: 'Fediverse', server: network.url, accessToken: 'our-token', everyMinutes: 1 };
  const channel = await ask('POST', '/api/listen/channels/mastodon', made);
  expect(JSON.stringify(channel)).not.toContain('our-token');
  network.mentions.push({ id: '1', status: { id: '100', acct: 'ann@far.example', content: 'Never again!', at: Date.now() } });
  await ask('POST', `/api/listen/channels/ears/${channel.id}/look`);
  type Listed = { id: string; title: string; customer: { name: string } | null };
  const find = async () => ((await ask('GET', '/api/moments')).items as Listed[]).find(({ title }) => title.includes('Never'));
  const moment = await eventually(async () => {
    const found = await find();
    return found?.customer?.name === '@ann@far.example' && found;
  });
  const whole = await ask('GET', `/api/moments/${moment.id}`);
  expect(whole.threads).toMatchObject([
    { channelKind: 'mastodon', answerable: true, isPublic: true, limit: 60, prefix: '@ann@far.example ' },
  ]);
  const taken = whole.mine ? whole : await ask('POST', `/api/moments/${moment.id}/take`, { epoch: whole.epoch });
  const answer = (text: string) =>
    ask('POST', `/api/moments/${moment.id}/replies`, { epoch: taken.epoch, clientId: `it says ${text.length}`, text });
  expect(await answer('x'.repeat(56))).toMatchObject({ status: 422, detail: 'It has 61 characters; 60 fit there.' });

  const desk = await openConsole(verona);
  try {
    const page = await desk.open(`/moments/${moment.id}`);
    const said = page.getByRole('log');
    await said.getByText('@ann@far.example').first().waitFor();
    expect(await said.getByRole('link', { name: 'Where it was said' }).getAttribute('href')).toContain('/@ann@far.example/100');
    await page.getByText('Everybody can read it').waitFor();
    const box = page.getByRole('textbox', { name: /Answer|Reply/i });
    await box.fill('x'.repeat(56));
    await page.getByText('61 of 60').waitFor();
    await box.fill('We are sorry.');
    await page.getByText('18 of 60').waitFor();
    await desk.open(`/channels/${channel.id}`).then((state) => state.getByText('@shop@social.example').waitFor());
    expect(desk.complaints()).toEqual([]);
  } finally {
    await desk.close();
  }
  await answer('We are sorry.');
  const posted = await eventually(async () => network.posted[0]);
  expect(posted.body).toMatchObject({ status: '@ann@far.example We are sorry.', in_reply_to_id: '100', visibility: 'public' });
  const states = async () =>
    (await ask('GET', `/api/moments/${moment.id}/entries`)).items.map(({ state }: { state: string }) => state);
  await eventually(async () => (await states()).includes('sent'));
});
