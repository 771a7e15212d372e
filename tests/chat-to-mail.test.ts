/**
 * A whole conversation as its people see it: asked in the chat of a shop on another origin, answered at the desk, its owner
 * goes home, a colleague accepts, the visitor leaves and goes on by mail. One moment, one person, one band without a gap.
 */
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../platform/testing/ports.ts';
import { eventually, startVerona, type Verona } from '../platform/testing/server.ts';
import { openConsole } from './support/console.ts';

let verona: Verona;
let smtpPort: number;
let desk: Awaited<ReturnType<typeof openConsole>>;
let shop: Server;
let publicKey: string;
let ada: Page;
let bob: Page;

beforeAll(async () => {
  smtpPort = await freePort();
  verona = await startVerona({ env: { VERONA_SMTP_PORT: String(smtpPort) } });
  [desk, shop] = await Promise.all([openConsole(verona), openShop()]);
  ada = await desk.open('/moments');
  const context = await desk.browser.newContext();
  const post = async (path: string, data: unknown, by = ada.request) => {
    const answer = await by.post(verona.url + path, { data, headers: { origin: verona.url } });
    if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
    return answer.json();
  };
  const [email, password] = ['bob@casa.example', 'plum-harbour-lantern-42'];
  const { link } = await post('/api/people/invitations', { email, name: 'Bob Rossi', role: 'agent' });
  await post('/api/people/invitations/accept', { token: String(link).split('#')[1], name: 'Bob Rossi', password });
  await post('/api/auth/sign-in/email', { email, password }, context.request);
  bob = await desk.open('/moments', { storageState: await context.storageState() });
  await context.close();
  const mailbox = { name: 'Help', address: 'help@casa.example', displayName: 'Casa Aurora' };
  await post('/api/listen/channels/mailboxes', mailbox);
  const question = { key: 'email', kind: 'email', label: 'Where shall we write to you?', required: true };
  const settings = { title: 'Casa Aurora', questions: [question], awaySeconds: 5 };
  publicKey = (await post('/api/listen/channels/chats', { name: 'Shop', settings })).channel.publicKey;
}, 120_000);
afterAll(async () => {
  await desk?.close();
  shop?.close();
  await verona?.close();
});

async function openShop(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><html lang="en"><head><title>A shop</title></head><body><main><h1>A shop</h1></main>
      <script src="${verona.url}/widget.js" data-key="${publicKey}" async></script></body></html>`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
}

const band = (page: Page) => page.getByRole('region', { name: 'Who owned it when' });
async function present(page: Page, from: string, to: string): Promise<void> {
  await page.getByRole('button', { name: `You are: ${from}` }).click();
  await page.getByRole('menuitem', { name: to }).click();
  await page.getByRole('button', { name: `You are: ${to}` }).waitFor();
}
async function answer(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: /^Reply to/ }).fill(text);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('log').getByText(text).waitFor();
}

test('chat, desk, colleague, mail: one moment, one person, one band', { timeout: 150_000 }, async () => {
  const asking = 'Do the red boots come in size 38?';
  await present(bob, 'Offline', 'Online');

  const visitor = await (await desk.browser.newContext({ locale: 'en', reducedMotion: 'reduce' })).newPage();
  await visitor.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/`);
  await visitor.getByRole('button', { name: /^Open the chat/ }).click();
  await visitor.getByLabel('Where shall we write to you?').fill('nora@shop.example');
  await visitor.getByRole('button', { name: 'Start the chat' }).click();
  await visitor.getByLabel('Your message').fill(asking);
  await visitor.getByRole('button', { name: 'Send', exact: true }).click();

  await bob.getByRole('link', { name: asking }).click();
  await bob.getByText('You own it').waitFor();
  await answer(bob, 'Let me look in the storeroom.');
  await visitor.getByText('Let me look in the storeroom.').waitFor();

  // Bob goes home: in that commit it is the queue's, and Ada accepts it at her desk.
  await present(bob, 'Online', 'Offline');
  await ada.goto(`${verona.url}${new URL(bob.url()).pathname}`);
  await ada.getByRole('button', { name: 'Take', exact: true }).first().click();
  await ada.getByText('You own it').waitFor();

  // The visitor leaves, and is answered where they said.
  await visitor.context().close();
  await answer(ada, 'We have one pair left.');
  const outbox = join(verona.dataDir, 'outbox');
  const mail = await eventually(async () => {
    const names = (await readdir(outbox).catch(() => [])).filter((name) => name.endsWith('.eml'));
    const mails = await Promise.all(names.map((name) => readFile(join(outbox, name), 'utf8')));
    return mails.find((raw) => raw.includes('one pair left'));
  }, 60_000);
  expect(mail).toMatch(/^To: .*nora@shop\.example/m);
  const replyTo = /^Reply-To: .*?(help\+[a-z2-7]{42}@casa\.example)/m.exec(mail)?.[1] ?? '';
  const transport = createTransport({ host: '127.0.0.1', port: smtpPort, ignoreTLS: true });
  const from = 'Nora Bianchi <nora@shop.example>';
  await transport.sendMail({ from, to: replyTo, subject: 'Re: Casa Aurora', text: 'Please keep them for me!' });
  transport.close();
  await ada.getByRole('log').getByText('Please keep them for me!').waitFor();
  for (const words of [asking, 'Let me look in the storeroom.', 'We have one pair left.'])
    await ada.getByRole('log').getByText(words).waitFor();

  await band(ada).getByText('Gaps: none').waitFor();
  const get = async (path: string) => (await ada.request.get(`${verona.url}${path}`)).json();
  const read = async (path: string) => (await get(path)).items;
  const { stretches } = await get(`/api${new URL(ada.url()).pathname}/band`);
  const owners = stretches.map(({ owner }: { owner: { name: string } }) => owner.name);
  expect(owners).toEqual(['Bob Rossi', 'Front desk', 'ada']);
  expect(await read('/api/moments')).toHaveLength(1);
  const people = await eventually(async () => {
    const found = await read('/api/customers/people?search=nora');
    return found.some(({ kind }: { kind: string }) => kind === 'person') && found;
  });
  expect(people).toHaveLength(1);
  expect(desk.complaints()).toEqual([]);
});
