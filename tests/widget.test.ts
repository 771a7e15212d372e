// The chat widget in a real browser, on a page of another origin whose content policy allows this server and nothing inline.
import { createHmac } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Channel, ChatLine } from '#listen/contract';
import type { Moment } from '#moments/contract';
import { expectAccessible, openBrowser } from '../platform/testing/chromium.ts';
import { newDataFolder } from '../platform/testing/data-folder.ts';
import { eventually, startVerona, type Verona } from '../platform/testing/server.ts';
import { openConsole } from './support/console.ts';

let dataDir: string;
let port: number;
let verona: Verona;
let site: Server;
let browser: Browser;
let channel: Channel;
let identitySecret: string;
/** A colleague, signed in: answers are given by people, not by keys. */
let ada: (method: string, path: string, body?: unknown) => Promise<unknown>;
const complaints: string[] = [];

beforeAll(async () => {
  dataDir = await newDataFolder();
  port = await freePort();
  verona = await start();
  [browser, site] = await Promise.all([openBrowser(), openSite()]);
  const made = await verona.api<{ channel: Channel; identitySecret: string }>('POST', '/api/listen/channels/chats', {
    name: 'Shop',
    settings: { title: 'Casa Aurora', greeting: 'Ciao!' },
  });
  ({ channel, identitySecret } = made);
  ada = await signIn();
});
afterEach(() => expect(complaints.splice(0)).toEqual([]));
afterAll(async () => {
  await browser?.close();
  site?.close();
  await verona?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const start = () => startVerona({ dataDir, env: { PORT: String(port) } });

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening));
  const { port: free } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return free;
}

/** Somebody's shop. Its styles are rude on purpose: none of them may reach the widget. */
async function openSite(): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url === '/rude.css') {
      response.setHeader('content-type', 'text/css');
      response.end('* { font-size: 40px !important; display: block; letter-spacing: 1em } button { visibility: hidden }');
      return;
    }
    const socket = verona.url.replace('http', 'ws');
    const policy = `default-src 'none'; script-src ${verona.url}; connect-src ${verona.url} ${socket}; img-src ${verona.url}; style-src 'self'`;
    response.setHeader('content-type', 'text/html');
    response.setHeader('content-security-policy', policy);
    response.end(`<!doctype html><html lang="en"><head><title>A shop</title><link rel="stylesheet" href="/rude.css"></head>
      <body><main><h1>A shop</h1></main><script src="${verona.url}/widget.js" data-key="${channel.publicKey}" async></script></body></html>`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
}

async function signIn() {
  const reply = await fetch(`${verona.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: verona.url },
    body: JSON.stringify(verona.admin),
  });
  const cookie = reply.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  return async (method: string, path: string, body?: unknown) => {
    const answer = await verona.ask(method, path, {
      headers: { cookie, origin: verona.url },
      ...(body !== undefined && { body }),
    });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
}

/** A visitor of the shop, with a browser of their own. */
async function visitor(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  return browser.newContext({ viewport: { width: 1000, height: 760 }, reducedMotion: 'reduce', locale: 'en', ...options });
}

async function visit(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource|WebSocket connection/.test(message.text()))
      complaints.push(message.text());
  });
  await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  await page.locator('verona-chat .launch').waitFor();
  return page;
}

const open = async (page: Page) => {
  await page.getByRole('button', { name: /^Open the chat/ }).click();
  await page.getByRole('dialog').waitFor();
};
const say = async (page: Page, text: string) => {
  await page.getByLabel('Your message').fill(text);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
};
const kept = (page: Page) =>
  page.evaluate<{ token: string; chatId: string }>(`JSON.parse(localStorage.getItem('verona-chat:${channel.publicKey}'))`);
/** What the server has of a chat. */
const transcriptOf = async (token: string) => {
  const reply = await fetch(`${verona.url}/chat/v1/messages`, { headers: { authorization: `Bearer ${token}` } });
  return ((await reply.json()) as { items: ChatLine[] }).items.map(({ text }) => text);
};
const shown = (page: Page) => page.locator('.line .bubble').allTextContents();
const momentOf = (text: string) =>
  eventually(async () => {
    const { items } = await verona.api<{ items: Moment[] }>('GET', '/api/moments');
    return items.find(({ preview, title }) => preview.includes(text) || title.includes(text));
  });
const answers = new Map<string, number>();
async function answer(moment: Moment, text: string): Promise<void> {
  answers.set(moment.id, (answers.get(moment.id) ?? 0) + 1);
  let now = (await ada('GET', `/api/moments/${moment.id}`)) as Moment;
  if (!now.mine) now = (await ada('POST', `/api/moments/${moment.id}/take`, { epoch: now.epoch })) as Moment;
  const clientId = `answer-${answers.get(moment.id)}-${moment.id}`;
  await ada('POST', `/api/moments/${moment.id}/replies`, { epoch: now.epoch, clientId, text });
}
const identityToken = (sub: string) => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub, exp: Math.floor(Date.now() / 1000) + 600 })}`;
  return `${signed}.${createHmac('sha256', identitySecret).update(signed).digest('base64url')}`;
};

test('a visitor asks on somebody else’s site, somebody owns it, answers, and the visitor reads it', async () => {
  const context = await visitor();
  await context.addInitScript("localStorage.setItem('ajs_anonymous_id', JSON.stringify('browsed-before-1'))");
  const page = await visit(context);
  // Nothing is kept before they act, and nothing of the page's style comes in.
  expect(await page.evaluate('Object.keys(localStorage)')).toEqual(['ajs_anonymous_id']);
  await open(page);
  expect(await page.evaluate('Object.keys(localStorage)')).toEqual(['ajs_anonymous_id']);
  expect(
    await page.evaluate("getComputedStyle(document.querySelector('verona-chat').shadowRoot.querySelector('.greeting')).fontSize"),
  ).toBe('15px');
  expect(await page.getByRole('dialog').textContent()).toContain('Ciao!');
  await say(page, 'Where are my boots?');
  await page.getByText('Sent', { exact: true }).waitFor();
  const moment = await momentOf('Where are my boots?');
  expect(moment.owner.name).not.toBe('');

  // Answered while the chat is closed: the badge says so, reading takes it away.
  await page.getByLabel('Close the chat').first().click();
  await answer(moment, 'On their way: https://shop.example/track/1');
  await page.getByRole('button', { name: 'Open the chat (1 unread)' }).click();
  await page.getByText('On their way').waitFor();
  expect(await page.getByRole('link', { name: 'https://shop.example/track/1' }).getAttribute('rel')).toContain('noopener');
  await page.getByText('answers', { exact: false }).first().waitFor();
  await page.getByLabel('Close the chat').first().click();
  await page.getByRole('button', { name: 'Open the chat', exact: true }).waitFor();

  // A picture is shown, anything else is a link; both are what was sent.
  await open(page);
  const pixel = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  await page.locator('input[type=file]').setInputFiles([
    { name: 'boot.png', mimeType: 'image/png', buffer: pixel },
    { name: 'receipt.txt', mimeType: 'text/plain', buffer: Buffer.from('one pair of boots') },
  ]);
  await page.getByText('boot.png', { exact: true }).waitFor();
  await page.getByText('receipt.txt', { exact: true }).waitFor();
  await say(page, 'Here is the receipt.');
  const image = page.getByAltText('boot.png');
  await image.waitFor();
  await eventually(() => image.evaluate((one) => (one as { naturalWidth?: number }).naturalWidth === 1));
  const href = await page.getByRole('link', { name: /^receipt\.txt/ }).getAttribute('href');
  const file = await fetch(href ?? '');
  expect([await file.text(), file.headers.get('content-disposition')]).toEqual([
    'one pair of boots',
    expect.stringMatching(/^attachment/),
  ]);

  // The page is left and comes back: the same chat, all of it.
  const before = await shown(page);
  await page.reload();
  await open(page);
  await eventually(async () => (await shown(page)).join() === before.join());
  expect(await shown(page)).toEqual(await transcriptOf((await kept(page)).token));

  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 760 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
  // On a phone it is the whole screen, and the keyboard stays in it.
  expect(await page.getByRole('dialog').boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 760 });
  await page.getByLabel('Your message').focus();
  for (let tab = 0; tab < 12; tab += 1) await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.localName')).toBe('verona-chat');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  expect(await page.evaluate('document.activeElement.shadowRoot.activeElement.className')).toBe('launch');
  await context.close();
});

test('a visitor looks for an answer in the chat, reads it, and asks a human after all: that is giving up', async () => {
  const space = { slug: 'help', name: 'Help', description: '', audience: 'public' };
  const { id: spaceId } = await verona.api<{ id: string }>('POST', '/api/knowledge/spaces', space);
  const write = async (words: Record<string, unknown>) => {
    const made = await verona.api<{ id: string }>('POST', '/api/knowledge/articles', { spaceId, locale: 'en', ...words });
    await verona.api('POST', `/api/knowledge/articles/${made.id}/publish`, {});
  };
  await write({ title: 'Washing boots', body: 'By hand.' });
  const hostile = '<img src=x onerror=alert(1)> [go](javascript:alert(2)) **safely**';
  await write({ title: 'On this page', pages: ['/*'], body: `## First\n\n${hostile}\n\n| a | b |\n|---|---|\n| 1 | 2 |` });
  await write({ title: 'Not for you', body: 'Washing secrets.', audience: 'internal' });

  const context = await visitor();
  const page = await visit(context);
  await open(page);
  await page.getByRole('button', { name: 'Find an answer' }).click();
  const offers = page.locator('.offers strong');
  await offers.first().waitFor();
  expect((await offers.allTextContents())[0]).toBe('On this page');
  await offers.first().click();
  await page.getByRole('heading', { name: 'On this page' }).waitFor();
  const article = page.locator('article');
  expect(await article.locator('strong').textContent()).toBe('safely');
  expect(await article.locator('td').allTextContents()).toEqual(['1', '2']);
  expect([await article.locator('img').count(), await article.locator('a').count()]).toEqual([0, 0]);
  expect(await article.textContent()).toContain('<img src=x onerror=alert(1)>');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'That helped' }).click();
  await page.getByText('Thank you, good to know.').waitFor();

  await page.getByRole('button', { name: 'Articles' }).click();
  await page.evaluate("localStorage.setItem('ajs_anonymous_id', 'a-browser-of-theirs')");
  await page.getByRole('searchbox', { name: 'Search for help' }).fill('wasching');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await page.getByText('Found for “wasching”').waitFor();
  expect(await offers.allTextContents()).toEqual(['Washing boots']);
  await expectAccessible(page);
  // Heard beside whatever else this browser did.
  const heard = await verona.api<{ items: { body: string; sender: { value: string } }[] }>(
    'GET',
    '/api/listen/events?name=Knowledge%20Searched',
  );
  expect(heard.items.map(({ body, sender }) => [JSON.parse(body).properties, sender.value])).toEqual([
    [{ query: 'wasching', results: 1, locale: 'en', place: 'widget' }, 'a-browser-of-theirs'],
  ]);
  await offers.first().click();
  await page.getByText('By hand.').waitFor();
  await page.getByRole('button', { name: 'Talk to us' }).click();
  await say(page, 'Can I use soap?');
  await page.getByText('Sent', { exact: true }).waitFor();
  const hour = 3_600_000;
  const [from, to] = [-hour, hour].map((ms) => new Date(Date.now() + ms).toISOString());
  const report = await verona.api<{ gaveUp: number; articles: { title: string; helpful: number; unhelpful: number }[] }>(
    'GET',
    `/api/knowledge/self-service?from=${from}&to=${to}`,
  );
  expect(report.gaveUp).toBe(1);
  const judged = report.articles.map(({ title, helpful, unhelpful }) => `${title}: ${helpful} yes, ${unhelpful} no`);
  expect(new Set(judged)).toEqual(new Set(['On this page: 1 yes, 0 no', 'Washing boots: 0 yes, 1 no']));
  await context.close();
});

test('where an answer goes when the visitor leaves: asked for only where mail can carry it, and the chat says when somebody is back', async () => {
  const context = await visitor();
  const before = await visit(context);
  await open(before);
  await before.getByText('Nobody is here right now').waitFor();
  expect(await before.getByLabel('Leave your e-mail address').count()).toBe(0);
  await before.close();
  const mailbox = { name: 'Help', address: 'help@casa.example', displayName: 'Casa' };
  await verona.api('POST', '/api/listen/channels/mailboxes', mailbox);
  // Nobody is here; the office opens in some minutes, wherever the clock stands.
  const opens = new Date(Math.ceil(Date.now() / 60_000) * 60_000 + 20 * 60_000);
  const time = (at: Date) => at.toISOString().slice(11, 16);
  const shift = { from: time(opens), to: time(new Date(opens.getTime() + 3_600_000)) };
  const calendar = await verona.api<{ id: string }>('POST', '/api/moments/calendars', {
    ...{ name: 'Office', timeZone: 'UTC', always: false, holidays: null, days: [] },
    week: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, ...shift })),
  });
  await verona.api('PATCH', `/api/listen/channels/chats/${channel.id}`, { settings: { calendar: calendar.id } });
  const look = await verona.ask('GET', `/chat/v1/${channel.publicKey}`, { headers: {} });
  expect(look.body).toMatchObject({
    staffing: { staffed: false, backAt: opens.toISOString() },
    settings: { answersByMail: true },
  });

  const page = await visit(context);
  await open(page);
  await page.getByText(/Nobody is here right now · Back /).waitFor();
  const field = page.getByLabel('Leave your e-mail address');
  await field.fill('ann@shop.example');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('When you leave, we answer to ann@shop.example.').waitFor();
  await expectAccessible(page);
  await context.close();
});

test('F05: offline, a server that restarts, two tabs and an answer in the gap: both tabs end with the transcript of the server', async () => {
  const context = await visitor();
  const page = await visit(context);
  await open(page);
  await say(page, 'First of F05');
  await page.getByText('Sent', { exact: true }).waitFor();
  const second = await visit(context);
  await open(second);
  await second.getByText('First of F05').waitFor();
  const moment = await momentOf('First of F05');

  await context.setOffline(true);
  await page.getByText('You are offline.', { exact: false }).waitFor();
  await say(page, 'Said offline');
  await say(second, 'Said offline in the other tab');
  await answer(moment, 'Answered in the gap');
  await context.setOffline(false);
  const { token } = await kept(page);
  const same = async () => {
    const server = await transcriptOf(token);
    const [one, two] = await Promise.all([shown(page), shown(second)]);
    return one.join('|') === server.join('|') && two.join('|') === server.join('|') && server;
  };
  await eventually(async () => ((await same()) || []).length === 4, 15_000);

  const ended = verona.interrupt();
  await say(page, 'Said while the server was gone');
  await ended;
  verona = await start();
  await eventually(async () => ((await same()) || []).length === 5, 25_000);
  // Each once; what was said offline came after the answer, in whichever order the tabs were back.
  const whole = (await same()) || [];
  expect([whole[0], whole[1], whole[4]]).toEqual(['First of F05', 'Answered in the gap', 'Said while the server was gone']);
  expect(new Set(whole).size).toBe(5);
  await context.close();
});

test('where sockets are blocked and storage is denied, a chat goes on over plain requests', async () => {
  const context = await visitor({ locale: 'de-AT' });
  await context.addInitScript(
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError') } })",
  );
  const page = await context.newPage();
  await page.routeWebSocket(/chat\/v1\/socket/, (socket) => socket.close({ code: 1011 }));
  await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  await page.getByRole('button', { name: 'Chat öffnen' }).click();
  await page.getByLabel('Ihre Nachricht').fill('Ohne Leitung');
  await page.keyboard.press('Enter');
  await page.getByText('Gesendet', { exact: true }).waitFor();
  await answer(await momentOf('Ohne Leitung'), 'Auch so geht es');
  await page.getByText('Auch so geht es').waitFor({ timeout: 15_000 });
  expect(await shown(page)).toEqual(['Ohne Leitung', 'Auch so geht es']);
  await context.close();
});

test('whoever signs in next at the same browser sees nothing of the one before', async () => {
  const context = await visitor();
  const page = await visit(context);
  const call = (script: string) => page.evaluate(`void VeronaChat.${script}`);
  await call(`identify({ identityToken: '${identityToken('juliet')}', name: 'Juliet' })`);
  await open(page);
  await say(page, 'Juliet’s secret');
  await page.getByText('Sent', { exact: true }).waitFor();
  const juliet = await kept(page);
  await call(`identify({ identityToken: '${identityToken('rosaline')}', name: 'Rosaline' })`);
  await eventually(async () => (await kept(page)).chatId !== juliet.chatId);
  await eventually(async () => (await shown(page)).length === 0);
  await say(page, 'Rosaline asks');
  await page.getByText('Sent', { exact: true }).waitFor();
  expect(await transcriptOf((await kept(page)).token)).toEqual(['Rosaline asks']);
  expect(await transcriptOf(juliet.token)).toEqual(['Juliet’s secret']);
  // Signing out forgets it here.
  await call('shutdown()');
  expect(await page.evaluate('Object.keys(localStorage)')).toEqual([]);
  expect(await page.locator('verona-chat').count()).toBe(0);
  await context.close();
});

test('a colleague opens a chat in the console, gives it a look, pastes its line, and switches it off', async () => {
  const desk = await openConsole(verona);
  const name = `Help page ${Date.now()}`;
  try {
    const page = await desk.open('/channels');
    await page.getByRole('button', { name: 'Add a channel' }).first().click();
    await page.getByLabel('Name').fill(name);
    await page.getByRole('button', { name: 'Make it and show the snippet' }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    // Shown once: not on the next visit, and never by the API.
    await page.getByText(/^vcs_/).waitFor();
    await page.getByLabel('Title', { exact: true }).fill('Ask Aurora');
    await page.getByRole('figure', { name: 'Preview of the chat' }).getByText('Ask Aurora').waitFor();
    await page.getByRole('button', { name: 'Add a question' }).click();
    await page.getByLabel('Question', { exact: true }).fill('Order number');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const saved = () =>
      verona
        .api<{ items: Channel[] }>('GET', '/api/listen/channels')
        .then(({ items }) => items.find((one) => one.name === name && one.settings.title === 'Ask Aurora'));
    const made = await eventually(saved);
    expect(made.settings.questions).toMatchObject([{ key: 'question_1', label: 'Order number', kind: 'text' }]);
    const pasted = await page.getByRole('region', { name: 'HTML' }).textContent();
    expect(pasted).toBe(`<script src="${verona.url}/widget.js" data-key="${made.publicKey}" async></script>`);
    const look = () => verona.ask('GET', `/chat/v1/${made.publicKey}`, { headers: {} });
    expect(await look()).toMatchObject({ status: 200, body: { settings: { title: 'Ask Aurora' } } });

    await page.getByRole('button', { name: 'Switch off' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
    await eventually(async () => (await look()).status === 404);
    await page.context().close();
    const list = await desk.open('/channels');
    await list.getByText(name).waitFor();
    await expectAccessible(list);
    await desk.expectFine('a channel', `/channels/${made.id}`, 'Look and questions');
    expect(desk.complaints()).toEqual([]);
  } finally {
    await desk.close();
  }
});
