/** The desk as agents use it: a visitor writes by the API, two colleagues work in two windows, and nobody reloads anything. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eventually, startVerona, type Verona } from '../platform/testing/server.ts';
import { openConsole } from './support/console.ts';
import { lookAt } from './support/screens.ts';

let verona: Verona;
let site: Awaited<ReturnType<typeof openConsole>>;
let ada: Page;
let bob: Page;
let visitor: { token: string };
let path: string;

const asking = 'Where is my parcel with the lantern?';

beforeAll(async () => {
  verona = await startVerona();
  site = await openConsole(verona);
  ada = await site.open('/moments');
  const context = await site.browser.newContext();
  const post = async (address: string, data: unknown, by = context.request) => {
    const answer = await by.post(verona.url + address, { data, headers: { origin: verona.url } });
    if (!answer.ok()) throw new Error(`${address}: ${answer.status()} ${await answer.text()}`);
    return answer.json();
  };
  const password = 'plum-harbour-lantern-42';
  const invited = { email: 'bob@casa.example', name: 'Bob Rossi', role: 'agent' };
  const { link } = await post('/api/people/invitations', invited, ada.request);
  await post('/api/people/invitations/accept', { token: String(link).split('#')[1], name: 'Bob Rossi', password });
  await post('/api/auth/sign-in/email', { email: invited.email, password });
  bob = await site.open('/', { storageState: await context.storageState() });
  const { channel } = await post('/api/listen/channels/chats', { name: 'Shop' }, ada.request);
  visitor = await post(`/chat/v1/${channel.publicKey}/sessions`, { anonymousId: 'visitor-of-the-desk', name: 'Nora Bianchi' });
  await post('/api/moments/macros', { name: 'Sorry', text: 'Dear {{customer.first_name}}, we are sorry.' }, ada.request);
}, 120_000);
afterEach(() => expect(site.complaints()).toEqual([]));
afterAll(async () => {
  await site?.close();
  await verona?.close();
});

const chat = async (method: string, body?: unknown) => {
  const answer = await fetch(`${verona.url}/chat/v1/messages${body ? '' : '?after=0'}`, {
    method,
    headers: { authorization: `Bearer ${visitor.token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return JSON.stringify(await answer.json());
};
const write = (text: string, no: number) => chat('POST', { clientId: `client-of-desk-${no}`, text });
const box = (page: Page) => page.getByRole('textbox', { name: 'Reply to Nora Bianchi' });
const band = (page: Page) => page.getByRole('region', { name: 'Who owned it when' });

test('who says that they are here is given what comes, on the screen without a reload', async () => {
  // An agent's day begins at the desk.
  await bob.waitForURL('**/moments');
  await bob.getByText('Moments come to you while you are online').waitFor();
  await bob.getByRole('button', { name: 'You are: Offline' }).click();
  await bob.getByRole('menuitem', { name: 'Online' }).click();
  await bob.getByRole('button', { name: 'You are: Online' }).waitFor();
  await write(asking, 1);
  await bob.getByRole('link', { name: asking }).waitFor();
  await bob.getByRole('button', { name: 'Mine 1' }).waitFor();
});

test('keys lead through: walk, open, answer with a kept text, send', async () => {
  await bob.locator('body').click({ position: { x: 700, y: 780 } });
  const heading = bob.getByRole('heading', { level: 1, name: asking });
  // A list that is just being read anew has no row for a key to go to; a person presses again.
  await eventually(async () => {
    await bob.keyboard.press('j');
    await bob.keyboard.press('Enter');
    await heading.waitFor({ timeout: 3_000 }).catch(() => undefined);
    return heading.isVisible();
  }, 30_000);
  path = new URL(bob.url()).pathname;
  await bob.getByRole('log').getByText(asking).waitFor();
  await box(bob).waitFor();
  await eventually(async () => {
    if (await box(bob).evaluate((own) => own === own.ownerDocument.activeElement)) return true;
    await bob.keyboard.press('r');
    await bob.waitForTimeout(800);
    return false;
  }, 30_000);
  await bob.keyboard.type('/sor');
  await bob.getByRole('option', { name: 'Sorry' }).waitFor();
  await bob.keyboard.press('Enter');
  await eventually(async () => (await box(bob).inputValue()) === 'Dear Nora, we are sorry.');
  await bob.keyboard.type(' I look now.');
  await bob.keyboard.press('Control+Enter');
  await bob.getByRole('log').getByText('Dear Nora, we are sorry. I look now.').waitFor();
  await eventually(async () => (await chat('GET')).includes('I look now.'));
  expect(await box(bob).inputValue()).toBe('');
  await write('It is a birthday present', 2);
  await bob.getByRole('log').getByText('It is a birthday present').waitFor();
});

test('what was sent can be taken back while it is held, and the words are back in the box', async () => {
  await bob.getByRole('button', { name: 'More ways to send' }).click();
  await bob.getByRole('menuitem', { name: '30 seconds' }).click();
  await box(bob).fill('half a thought');
  await bob.keyboard.press('Control+Enter');
  await bob.getByRole('button', { name: 'Undo' }).click();
  await eventually(async () => (await box(bob).inputValue()) === 'half a thought');
  await bob.getByText('Taken back').waitFor();
  expect(await chat('GET')).not.toContain('half a thought');
  // Kept by the server: another window finds it.
  await eventually(async () =>
    JSON.stringify(await (await bob.request.get(`${verona.url}/api${path}`)).json()).includes('half a'),
  );
});

test('two at one moment see each other', async () => {
  await ada.goto(verona.url + path);
  await ada.getByRole('heading', { level: 1, name: asking }).waitFor();
  await bob.getByText('is looking at this, too').waitFor();
  await ada.getByText('Bob Rossi owns it. Your words are kept as a draft.').waitFor();
});

test('handed over: it stays with the giver until it is accepted, then the band shows both, and no word is lost', async () => {
  await bob.locator('h1').click();
  await bob.keyboard.press('o');
  const dialog = bob.getByRole('dialog', { name: 'Hand over' });
  await dialog.getByRole('radio').first().check();
  await dialog.getByLabel('What they should know').fill('you know the carrier');
  await dialog.getByRole('button', { name: 'Offer it' }).click();
  await ada.getByText('Bob Rossi offers you this moment.').waitFor();
  await bob.getByText('You own it').waitFor();
  await ada.locator('h1').click();
  await ada.keyboard.press('a');
  await ada.getByText('You own it').waitFor();
  for (const page of [ada, bob]) {
    await eventually(async () => (await band(page).getByRole('listitem').count()) >= 2);
    await band(page).getByText('Gaps: none').waitFor();
    expect(await band(page).textContent()).toContain('Bob Rossi');
  }
  await bob.getByText('Your words are kept as a draft.').waitFor();
  expect(await box(bob).inputValue()).toBe('half a thought');
});

test('another window is told what it was given', async () => {
  await bob.goto(`${verona.url}/moments/team`);
  await bob.getByRole('heading', { level: 1, name: 'Team now' }).waitFor();
  await bob.getByText('0 breaches').waitFor();
  await ada.locator('h1').click();
  await ada.keyboard.press('o');
  const dialog = ada.getByRole('dialog', { name: 'Hand over' });
  await dialog.getByRole('radio', { name: 'Bob Rossi' }).check();
  await dialog.getByRole('button', { name: 'Offer it' }).click();
  await bob.getByText(`Offered to you: #1 ${asking}`).waitFor();
  await eventually(async () => (await bob.title()).startsWith('(1) '));
  await bob.getByRole('button', { name: 'Open', exact: true }).click();
  await bob.getByRole('button', { name: 'Decline' }).click();
  await ada.getByText('Offered to Bob Rossi;').waitFor({ state: 'detached' });
});

test('a leader listens in: the customer is told, what is noted is an insight, and a no is kept', async () => {
  const listen = async () => {
    await ada.getByRole('button', { name: 'More', exact: true }).click();
    await ada.getByRole('menuitem', { name: 'Listen in' }).click();
  };
  // Whoever had it offered it away; it goes on with Bob.
  await ada.locator('h1').click();
  await ada.getByRole('button', { name: 'More', exact: true }).click();
  await ada.getByRole('menuitem', { name: 'Back to a queue' }).click();
  const back = ada.getByRole('dialog', { name: 'Back to a queue' });
  await back.getByLabel('Why').fill('Bob knows her');
  await back.getByRole('button', { name: 'Back to a queue' }).click();
  await ada.getByText('You own it').waitFor({ state: 'detached' });
  await listen();
  await ada.getByText('What you note is kept as an insight.').waitFor();
  await bob.getByText('listens in.').first().waitFor();
  await eventually(async () => (await chat('GET')).includes('A colleague is listening in to this conversation'));
  await ada.getByRole('textbox', { name: 'Note about Nora Bianchi' }).fill('She names the carrier before we do.');
  await ada.getByRole('button', { name: 'Keep the insight' }).click();
  await ada.getByRole('log').getByText('She names the carrier before we do.').waitFor();
  await ada.getByRole('button', { name: 'Stop listening' }).click();
  await ada.getByText('What you note is kept as an insight.').waitFor({ state: 'detached' });
  await verona.api('PUT', '/api/moments/listening/rule', { rule: 'asked' });
  await listen();
  await ada.getByText('The customer is asked whether you may listen in.').waitFor();
  await fetch(`${verona.url}/chat/v1/listening`, {
    method: 'POST',
    headers: { authorization: `Bearer ${visitor.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ allowed: false }),
  });
  await ada.getByText('The customer does not want').waitFor();
  await ada.getByText('The customer is asked whether you may listen in.').waitFor({ state: 'detached' });
  await ada.goto(`${verona.url}/moments/team`);
  await ada.getByRole('region', { name: 'Insights' }).or(ada.getByText('She names the carrier before we do.')).first().waitFor();
});

test('rows count down what runs out next, and one box finds everything', async () => {
  await write('Still nothing?', 3);
  await ada.goto(`${verona.url}/moments?view=all&sort=due`);
  await ada
    .getByRole('listitem')
    .getByText(/^(in|soon,) .* · (First|Next) reply/)
    .first()
    .waitFor();
  await ada.keyboard.press('Control+k');
  const palette = ada.getByRole('dialog', { name: 'Search' });
  await palette.getByRole('textbox').fill('lantern');
  await palette.getByText(`#1 ${asking}`).waitFor();
  await palette.getByRole('textbox').fill('rossi');
  await palette.getByText('Bob Rossi').first().waitFor();
  await palette.getByRole('textbox').fill('front');
  await ada.keyboard.press('ArrowDown');
  await palette.getByText('Front desk').waitFor();
  await ada.keyboard.press('Escape');
});

test('everybody can use it: both themes, a desk and a phone', { timeout: 90_000 }, async () => {
  await lookAt(ada, 'conversation');
  for (const [address, ready] of [
    ['/moments?view=all', asking],
    ['/moments/team', 'Front desk'],
    ['/settings/care?part=goodwill', 'Nothing waits for a decision.'],
    ['/settings/care?part=clocks', 'Everything else'],
  ] as const) {
    await ada.goto(verona.url + address);
    await ada.getByRole('main').getByText(ready).first().waitFor();
    await lookAt(ada, address);
  }
});
