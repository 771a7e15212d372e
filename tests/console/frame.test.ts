/** Sign-in and shell in a real browser, as people meet them: by keyboard, on a phone, in the dark, offline, in Italian. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { builtFolder, ensureBuilt } from '../../apps/server/built.ts';
import { expectAccessible } from '../../platform/testing/chromium.ts';
import { lookAt } from '../support/screens.ts';
import { openPages, phone } from './pages.ts';
import { problemOf, signedIn, signInNeeded, workspaces } from './stub.ts';

let pages: Awaited<ReturnType<typeof openPages>>;
const TOKEN = 'abcdefghijklmnopqrstuvwxyz';

beforeAll(async () => {
  await ensureBuilt(() => undefined);
  pages = await openPages(builtFolder('console'));
});
beforeEach(() => {
  for (const key of Object.keys(pages.stub.answers)) delete pages.stub.answers[key];
  Object.assign(pages.stub.answers, {
    'GET /api/people/me': signedIn,
    'GET /api/people/setup': () => ({ body: { open: false } }),
    'GET /api/listen/overview': () => ({ body: overview }),
    'GET /api/listen/sources': () => ({ body: { items: [source] } }),
    'GET /api/customers/suggestions': () => ({ body: { items: [], next: null } }),
    'GET /api/customers/people': () => ({ body: { items: [], next: null, similar: false } }),
    'POST /api/people/invitations/read': () => ({ body: invitation }),
  });
});
afterEach(() => expect(pages.complaints()).toEqual([]));
afterAll(() => pages?.close());

const overview = { eventsToday: 1234, eventsLastMinute: 5, events: 9000, keptAside: 0, sources: 1, reportsLagSeconds: 0 };
const source = {
  id: '01890000-0000-7000-8000-000000000009',
  name: 'Shop',
  kind: 'browser',
  enabled: true,
  publicKey: null,
  createdAt: '2026-01-01T00:00:00Z',
  health: { lastEventAt: '2026-01-10T12:00:00Z', eventsToday: 1234, events: 9000, keptAside: 0 },
};
const invitation = {
  workspace: 'Montague & Sons',
  email: 'mercutio@example.com',
  name: 'Mercutio',
  role: 'agent',
  invitedBy: 'Juliet Capello',
  expiresAt: '2026-02-01T00:00:00Z',
  hasAccount: false,
};

const screens = [
  ['sign-in', '/sign-in', {}],
  ['set-up', `/setup#${TOKEN}`, { 'GET /api/people/setup': () => ({ body: { open: true } }) }],
  ['invitation', `/invitation#${TOKEN}`, {}],
  ['reset-password', '/reset-password', {}],
  ['home', '/', {}],
  ['first-steps', '/', { 'GET /api/listen/overview': () => ({ body: { ...overview, events: 0, sources: 0 } }) }],
  ['not-found', '/nowhere', {}],
] as const;

test.each(screens)('axe finds nothing on %s, and nothing is too wide', async (name, path, answers) => {
  Object.assign(pages.stub.answers, answers);
  const page = await pages.open(path);
  await page.waitForLoadState('networkidle');
  await lookAt(page, name);
  await page.context().close();
});

test('who is not signed in is led to sign-in, and back to where they wanted to go', async () => {
  const { answers } = pages.stub;
  answers['GET /api/people/me'] = signInNeeded;
  answers['POST /api/auth/sign-in/email'] = () => ({ status: 401, body: { code: 'INVALID_EMAIL_OR_PASSWORD', message: 'no' } });
  const page = await pages.open('/overview?kept=yes');
  await page.waitForURL('**/sign-in?back=*');
  await page.getByLabel('E-mail').fill('juliet@example.com');
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.keyboard.press('Enter');
  expect(await page.getByRole('alert').textContent()).toContain('That is not the right e-mail and password');
  answers['POST /api/auth/sign-in/email'] = () => {
    answers['GET /api/people/me'] = signedIn;
    return { body: { token: 't', redirect: false, user: { id: 'u1' } } };
  };
  await page.keyboard.press('Enter');
  await page.waitForURL('**/overview?kept=yes');
  await page.getByRole('heading', { level: 1, name: 'Hello, Juliet' }).waitFor();
  await page.context().close();
});

test('a link back to another site is not followed after sign-in', async () => {
  const { answers, url } = pages.stub;
  answers['GET /api/people/me'] = signInNeeded;
  const page = await pages.open('/sign-in?back=//evil.example/steal');
  answers['GET /api/people/me'] = signedIn;
  answers['POST /api/auth/sign-in/email'] = () => ({ body: { token: 't', redirect: false, user: { id: 'u1' } } });
  await page.getByLabel('E-mail').fill('juliet@example.com');
  await page.getByLabel('Password', { exact: true }).fill('right');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Hello, Juliet' }).waitFor();
  expect(page.url()).toBe(`${url}/overview`);
  await page.context().close();
});

test('set-up: the secret leaves the address, a weak password is marked, a refusal stands at its input', async () => {
  const { answers } = pages.stub;
  answers['GET /api/people/setup'] = () => ({ body: { open: true } });
  let sent: unknown;
  answers['POST /api/people/setup'] = ({ body }) => {
    sent = body;
    const fields = [{ path: 'password', message: 'Add another word or two.' }];
    return {
      status: 422,
      body: problemOf(422, 'people.weak_password', 'This password is too easy to guess', 'Choose a longer one.', fields),
    };
  };
  const page = await pages.open(`/setup#${TOKEN}`);
  expect(page.url()).not.toContain(TOKEN);
  await page.getByLabel('Workspace').fill('Montague & Sons');
  await page.getByLabel('Your name').fill('Romeo');
  await page.getByLabel('E-mail').fill('romeo@example.com');
  await page.getByLabel('Password', { exact: true }).fill('romeo12345');
  await page.getByText('Guessed', { exact: false }).first().waitFor();
  await page.getByRole('button', { name: 'Create the workspace' }).click();
  await page.getByText('Add another word or two.').waitFor();
  expect(await page.getByLabel('Password', { exact: true }).getAttribute('aria-invalid')).toBe('true');
  expect(sent).toEqual({
    token: TOKEN,
    workspace: 'Montague & Sons',
    name: 'Romeo',
    email: 'romeo@example.com',
    password: 'romeo12345',
  });
  await page.context().close();
});

test('the palette opens by Ctrl K, finds a screen and has a name', async () => {
  const page = await pages.open('/nowhere');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Search' }).waitFor();
  await expectAccessible(page);
  await page.keyboard.type('overv');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Hello, Juliet' }).waitFor();
  await page.context().close();
});

test('? lists what keys do; switched off, they are only letters', async () => {
  const page = await pages.open('/nowhere');
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await sheet.getByText('Go to Overview').waitFor();
  await expectAccessible(page);
  await sheet.getByLabel('Single-key shortcuts').click();
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'hidden' });
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  expect(page.url()).toContain('/nowhere');
  await page.context().close();
});

test('Tab first meets the way past the navigation', async () => {
  const page = await pages.open('/');
  await page.keyboard.press('Tab');
  expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Skip to the content');
  await page.keyboard.press('Enter');
  expect(await page.evaluate<string>('document.activeElement.id')).toBe('main');
  await page.context().close();
});

test('another workspace: every later request names it, and nothing of the old one stays', async () => {
  const seen: (string | undefined)[] = [];
  pages.stub.answers['GET /api/listen/overview'] = ({ workspace }) => {
    seen.push(workspace);
    return { body: overview };
  };
  pages.stub.answers[`POST /api/people/workspaces/${workspaces[1]?.id}/enter`] = () => ({ status: 204 });
  const page = await pages.open('/');
  await page.getByRole('button', { name: 'Montague & Sons: switch workspace' }).first().click();
  await page.getByRole('menuitem', { name: 'Capulet' }).click();
  await page.getByRole('button', { name: 'Capulet: switch workspace' }).first().waitFor();
  await expect.poll(() => seen.at(-1)).toBe(workspaces[1]?.id);
  await page.context().close();
});

test('a lost connection says so, comes back by itself, resumes, and says that too', async () => {
  const { sockets } = pages.stub;
  const before = sockets.length;
  const page = await pages.open('/');
  const toLive = (at: number) =>
    (sockets[at]?.heard as { type: string; id: string; topic: string }[] | undefined)?.find(
      ({ topic }) => topic === 'listen.live',
    );
  await expect.poll(() => toLive(before)).toBeDefined();
  const first = sockets[before];
  if (!first) throw new Error('no socket');
  const { id = '', topic } = toLive(before) ?? {};
  first.socket.send(JSON.stringify({ type: 'subscribed', id, cursor: 'c7' }));
  await page.waitForTimeout(100);
  first.socket.terminate();
  await page.getByText('Connection lost, trying again').first().waitFor();
  await expect.poll(() => toLive(before + 1)).toEqual({ type: 'subscribe', id, topic, cursor: 'c7' });
  const again = sockets[before + 1];
  await expect.poll(() => again?.heard.length).toBe(first.heard.length);
  for (const each of (again?.heard ?? []) as { id: string }[]) {
    again?.socket.send(JSON.stringify({ type: 'subscribed', id: each.id, cursor: 'c7' }));
  }
  await page.getByText('Back, and caught up').first().waitFor();
  await page.context().close();
});

test('theme and language are chosen in the account menu and stay', async () => {
  const page = await pages.open('/');
  await page.getByRole('button', { name: /Juliet Capello/ }).click();
  await page.getByRole('menuitem', { name: 'Italiano' }).click();
  await page.getByRole('heading', { level: 1, name: 'Ciao, Juliet' }).waitFor();
  await page.getByRole('menuitem', { name: 'Scuro' }).click();
  await expectAccessible(page);
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Ciao, Juliet' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('it');
  expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark');
  await page.context().close();
});

test('on a phone, what the thumb does not reach is in the drawer', async () => {
  const page = await pages.open('/nowhere', { viewport: phone });
  await page.getByRole('button', { name: 'More' }).click();
  const drawer = page.getByRole('dialog', { name: 'Menu' });
  await expectAccessible(page);
  await drawer.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('heading', { level: 1, name: 'Hello, Juliet' }).waitFor();
  await drawer.waitFor({ state: 'hidden' });
  await page.context().close();
});

test('a server that cannot be reached is said in place, with a way to try again', async () => {
  pages.stub.answers['GET /api/listen/overview'] = () => ({
    status: 500,
    body: problemOf(500, 'http.internal', 'Something broke', 'Try again.'),
  });
  const page = await pages.open('/');
  const alert = page.getByRole('alert');
  await alert.getByText('Something broke').first().waitFor();
  pages.stub.answers['GET /api/listen/overview'] = () => ({ body: overview });
  await alert.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('1,234').first().waitFor();
  await page.context().close();
});
