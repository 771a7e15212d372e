/** People, profile and settings as a new company meets them: from the set-up link to a second owner of the audit log's seal. */
import { createHmac } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../platform/testing/chromium.ts';
import { eventually, startVerona, type Verona } from '../platform/testing/server.ts';
import { lookAt } from './support/screens.ts';

let verona: Verona;
let browser: Browser;
/** Where the server says it lives: passkeys belong to a name, not to an address. */
let home: string;
let setupLink: string;
let ada: Page;
let bea: Page;
const complaints: string[] = [];
const password = 'four-unrelated-words-of-ada-7';
const beasPassword = 'quite-another-long-sentence-42';

beforeAll(async () => {
  [verona, browser] = await Promise.all([startVerona({ env: { VERONA_BOOTSTRAP_ADMIN: '' } }), openBrowser()]);
  setupLink = await eventually(async () => /Set it up here, once: (\S+)\n/.exec(verona.output())?.[1]);
  home = new URL(setupLink).origin;
  [ada, bea] = await Promise.all([openWindow(), openWindow()]);
});
afterEach(() => expect(complaints.splice(0)).toEqual([]));
afterAll(async () => {
  await browser?.close();
  await verona?.close();
});

/** A window of its own: nobody is signed in there. */
async function openWindow(): Promise<Page> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    locale: 'en',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // A refusal the page expects is still an "error" to the browser.
    if (message.type() === 'error' && !message.text().includes('Failed to load resource')) complaints.push(message.text());
  });
  return page;
}

async function go(page: Page, path: string): Promise<void> {
  await page.goto(home + path);
  await page.waitForSelector('h1');
}

/** How the API answers this window's session. */
const statusOf = (page: Page, path: string) => page.evaluate<number>(`fetch('${path}').then(({ status }) => status)`);

const link = (page: Page) => page.getByRole('dialog').locator('code').first().textContent();

test('the link the server printed makes a workspace and its owner, who is then inside', async () => {
  await ada.goto(setupLink);
  await ada.getByLabel('Workspace').fill('Casa Montecchi');
  await ada.getByLabel('Your name').fill('Ada Montecchi');
  await ada.getByLabel('E-mail').fill('ada@montecchi.example');
  await ada.getByLabel('Password', { exact: true }).fill(password);
  await ada.getByRole('button', { name: 'Create the workspace' }).click();
  await ada.getByRole('heading', { level: 1, name: 'Hello, Ada' }).waitFor();
});

test('a colleague is invited, accepts in a window of their own, and is somebody at once', async () => {
  await go(ada, '/people');
  await lookAt(ada, 'people');
  await ada.getByRole('button', { name: 'Invite' }).click();
  await ada.getByLabel('E-mail').fill('bea@montecchi.example');
  await ada.getByLabel('Name', { exact: true }).fill('Bea Conti');
  await ada.getByRole('button', { name: 'Make the invitation' }).click();
  await ada.getByText('It is shown this once').waitFor();
  await lookAt(ada, 'people-invited');
  const invitation = (await link(ada)) ?? '';
  await ada.getByRole('button', { name: 'Done' }).click();
  await ada.getByRole('table', { name: 'Open invitations' }).getByText('bea@montecchi.example').waitFor();

  await bea.goto(invitation);
  await bea.getByRole('heading', { level: 1, name: 'Join Casa Montecchi' }).waitFor();
  await bea.getByLabel('Password', { exact: true }).fill(beasPassword);
  await bea.getByRole('button', { name: 'Join' }).click();
  // An agent's day begins at the desk.
  await bea.waitForURL('**/moments');
  await bea.getByText('Bea Conti').first().waitFor();
  expect(await statusOf(bea, '/api/people/api-keys'), 'keys, for an agent').toBe(403);
  expect(await bea.getByRole('link', { name: 'API keys' }).count()).toBe(0);

  await go(ada, '/people');
  await ada.getByRole('link', { name: 'Bea Conti' }).waitFor();
  expect(await ada.getByText('Open invitations').count()).toBe(0);
});

test('a role changes what an open page may do, at once', async () => {
  await ada.getByRole('link', { name: 'Bea Conti' }).click();
  await ada.getByRole('heading', { level: 1, name: 'Bea Conti' }).waitFor();
  await ada.getByRole('combobox', { name: 'Role' }).click();
  await ada.getByRole('option', { name: 'Developer' }).click();
  await ada.getByText('Bea Conti is now: Developer').waitFor();
  expect(await statusOf(bea, '/api/people/api-keys'), 'keys, for a developer').toBe(200);
  await bea.reload();
  await bea.getByRole('link', { name: 'API keys' }).waitFor();
});

test('departments make a tree that can be moved, and a department that is in use stays', async () => {
  await go(ada, '/departments');
  await lookAt(ada, 'departments-none');
  const make = async (name: string, inside?: string) => {
    if (inside) {
      await ada.getByRole('button', { name: `Actions for ${inside}` }).click();
      await ada.getByRole('menuitem', { name: 'New department inside' }).click();
    } else {
      await ada.getByRole('button', { name: 'New department' }).click();
    }
    await ada.getByLabel('Name', { exact: true }).fill(name);
    await ada.getByRole('button', { name: 'Save' }).click();
    await ada.getByRole('dialog').waitFor({ state: 'detached' });
    await ada.getByRole('list', { name: 'Departments' }).getByText(name, { exact: true }).waitFor();
  };
  await make('Care');
  await make('Phone', 'Care');
  await make('Marketing');
  await ada.getByRole('button', { name: 'Actions for Phone' }).click();
  await ada.getByRole('menuitem', { name: 'Move' }).click();
  await ada.getByRole('combobox', { name: 'Inside' }).click();
  expect(await ada.getByRole('option', { name: 'Phone' }).count(), 'itself as a place to move to').toBe(0);
  await ada.getByRole('option', { name: 'Marketing' }).click();
  await ada.getByRole('button', { name: 'Save' }).click();
  await ada.getByRole('dialog').waitFor({ state: 'detached' });
  await lookAt(ada, 'departments');

  await ada.getByRole('button', { name: 'Actions for Marketing' }).click();
  await ada.getByRole('menuitem', { name: 'Put away' }).click();
  await ada.getByRole('button', { name: 'Put away' }).click();
  await ada.getByText('This department still holds people or departments').waitFor();
});

test('a reporting line has a past, and the org chart shows any day of it', async () => {
  await go(ada, '/people');
  await ada.getByRole('link', { name: 'Bea Conti' }).click();
  await ada.getByRole('combobox', { name: 'Department' }).click();
  await ada.getByRole('option', { name: 'Marketing › Phone' }).click();
  await ada.getByRole('button', { name: 'Save' }).click();
  await ada.getByText('Saved').waitFor();
  await ada.getByRole('button', { name: 'Change the line' }).click();
  await ada.getByRole('combobox', { name: 'Bea Conti reports to' }).fill('Ada');
  await ada.getByRole('option', { name: 'Ada Montecchi' }).click();
  await ada.getByRole('dialog').getByLabel('From').fill('2026-01-05');
  await ada.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await ada.getByRole('dialog').waitFor({ state: 'detached' });
  await ada.getByRole('list', { name: 'Reporting line' }).getByText('Ada Montecchi').waitFor();
  await lookAt(ada, 'employee');

  await go(ada, '/org-chart?on=2026-02-01');
  const chart = ada.getByRole('list', { name: 'Org chart' });
  await chart.getByRole('link', { name: 'Bea Conti' }).waitFor();
  await lookAt(ada, 'org-chart');
  await go(ada, '/org-chart?on=2026-01-01');
  await ada.getByText('Nobody reported to anybody on this day').waitFor();
});

test('a team has members and a lead', async () => {
  await go(ada, '/teams');
  await ada.getByRole('button', { name: 'New team' }).click();
  await ada.getByLabel('Name', { exact: true }).fill('Spring launch');
  await ada.getByRole('button', { name: 'Save' }).click();
  const team = ada.getByRole('region', { name: 'Spring launch' });
  for (const name of ['Bea Conti', 'Ada Montecchi']) {
    await team.getByRole('combobox', { name: 'Add someone' }).fill(name);
    await ada.getByRole('option', { name }).click();
    await team.getByRole('link', { name }).waitFor();
  }
  await team.getByRole('button', { name: 'Make Bea Conti lead of Spring launch' }).click();
  await team.getByText('Lead', { exact: true }).waitFor();
  await lookAt(ada, 'teams');
  await team.getByRole('button', { name: 'Take Ada Montecchi out of Spring launch' }).click();
  await team.getByRole('link', { name: 'Ada Montecchi' }).waitFor({ state: 'detached' });
});

test('deactivating says what it does and does it at once; it can be undone', async () => {
  await go(ada, '/people');
  await ada.getByRole('link', { name: 'Bea Conti' }).click();
  await ada.getByRole('button', { name: 'Deactivate' }).click();
  await ada.getByText('They are signed out of this workspace at once').waitFor();
  await ada.getByRole('button', { name: 'Deactivate Bea Conti' }).click();
  await ada.getByRole('button', { name: 'Reactivate' }).waitFor();
  // Their open page notices by itself.
  await bea.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
  expect(await statusOf(bea, '/api/people/me'), 'the session of who was deactivated').toBe(401);

  await ada.getByRole('button', { name: 'Reactivate' }).click();
  await ada.getByRole('button', { name: 'Deactivate' }).waitFor();
  await bea.getByLabel('E-mail').fill('bea@montecchi.example');
  await bea.getByLabel('Password', { exact: true }).fill(beasPassword);
  await bea.keyboard.press('Enter');
  await bea.getByRole('button', { name: /Bea Conti/ }).waitFor();
});

test('a key is shown once, works in the API, and stops when revoked', async () => {
  await go(ada, '/settings/api-keys');
  await ada.getByRole('button', { name: 'New key' }).click();
  await ada.getByLabel('Name', { exact: true }).fill('Nightly export');
  await ada.getByRole('dialog').getByRole('button', { name: 'New key' }).click();
  await ada.getByText('Your new key').waitFor();
  const secret = (await link(ada)) ?? '';
  await lookAt(ada, 'api-key-made');
  const headers = { authorization: `Bearer ${secret}` };
  expect((await verona.ask('GET', '/api/people/me', { headers })).body).toMatchObject({ role: 'analyst' });
  await ada.getByRole('button', { name: 'Done' }).click();
  await go(ada, '/settings/api-keys');
  expect(await ada.getByText(secret).count(), 'the key, once the dialog is closed').toBe(0);
  await lookAt(ada, 'api-keys');
  await ada.getByRole('button', { name: 'Revoke “Nightly export”' }).click();
  await ada.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await ada.getByText('Revoked').waitFor();
  expect((await verona.ask('GET', '/api/people/me', { headers })).status).toBe(401);
});

test('a second factor is switched on with a code from the app, and asked at the next sign-in', async () => {
  await go(bea, '/profile');
  await bea.getByText('This one').waitFor();
  await lookAt(bea, 'profile');
  await bea.getByRole('button', { name: 'Set up an authenticator app' }).click();
  const dialog = bea.getByRole('dialog');
  await dialog.getByLabel('Password', { exact: true }).fill('not-her-password');
  await dialog.getByRole('button', { name: 'Next' }).click();
  await dialog.getByText('That is not your password').waitFor();
  await dialog.getByLabel('Password', { exact: true }).fill(beasPassword);
  await dialog.getByRole('button', { name: 'Next' }).click();
  await dialog.getByRole('img', { name: 'Picture of the key for the camera of your phone' }).waitFor();
  const key = ((await dialog.locator('code').textContent()) ?? '').replaceAll(' ', '');
  await lookAt(bea, 'profile-second-factor');
  await dialog.getByLabel('Code').first().click();
  await bea.keyboard.type(codeOf(key));
  await dialog.getByRole('button', { name: 'Switch on' }).click();
  await dialog.getByRole('list', { name: 'Backup codes' }).waitFor();
  const backup = (await dialog.getByRole('listitem').first().textContent()) ?? '';
  await lookAt(bea, 'profile-backup-codes');
  await dialog.getByRole('button', { name: 'I have kept them' }).click();
  await bea.getByText('On', { exact: true }).waitFor();

  const elsewhere = await openWindow();
  await go(elsewhere, '/sign-in');
  await elsewhere.getByLabel('E-mail').fill('bea@montecchi.example');
  await elsewhere.getByLabel('Password', { exact: true }).fill(beasPassword);
  await elsewhere.keyboard.press('Enter');
  await elsewhere.getByRole('heading', { level: 1, name: 'One more step' }).waitFor();
  await elsewhere.getByRole('button', { name: 'Use a backup code' }).click();
  await elsewhere.getByLabel('Backup code').fill(backup);
  await elsewhere.getByRole('button', { name: 'Sign in' }).click();
  await elsewhere.getByRole('heading', { level: 1, name: 'Hello, Bea' }).waitFor();

  await go(bea, '/profile');
  await bea.getByRole('button', { name: 'End all others' }).click();
  await bea.getByText('Every other session has ended.').waitFor();
  expect(await statusOf(elsewhere, '/api/people/me'), 'the session that was ended').toBe(401);
  expect(await statusOf(bea, '/api/people/me'), 'the session that ended it').toBe(200);
  await elsewhere.context().close();
});

test('a passkey is added by name, opens the account, and is removed', async () => {
  const device = await ada.context().newCDPSession(ada);
  await device.send('WebAuthn.enable');
  await device.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await go(ada, '/profile');
  await ada.getByLabel('Name', { exact: true }).fill('Ada’s laptop');
  await ada.getByRole('button', { name: 'Add a passkey' }).click();
  const passkeys = ada.getByRole('list', { name: 'Passkeys' });
  await passkeys.getByText('Ada’s laptop').waitFor();

  await ada.getByRole('button', { name: /account, theme and language/ }).click();
  await ada.getByRole('menuitem', { name: 'Sign out' }).click();
  await ada.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await ada.getByRole('heading', { level: 1, name: 'Hello, Ada' }).waitFor();

  await go(ada, '/profile');
  await ada.getByRole('button', { name: 'Remove “Ada’s laptop”' }).click();
  await ada.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await passkeys.getByText('Ada’s laptop').waitFor({ state: 'detached' });
});

test('presence and working hours are said in one place and seen in another', async () => {
  await go(bea, '/profile');
  await bea.getByText('Online', { exact: true }).click();
  await bea.getByRole('button', { name: 'Change working hours' }).click();
  await bea.getByRole('button', { name: 'Save' }).click();
  await bea.getByText('Monday 09:00–17:00').waitFor();
  await go(ada, '/people');
  await ada.getByText('Online', { exact: true }).waitFor();
});

test('the audit log names who did it, filters, and proves that it is whole', async () => {
  await go(ada, '/settings/audit?room=people');
  await ada.getByText('people.employee_deactivated').first().waitFor();
  await ada.getByRole('button', { name: 'Verify the chain' }).click();
  await ada.getByText(/The chain holds: \d+ entries/).waitFor();
  await lookAt(ada, 'audit');
  await ada.getByRole('button', { name: 'people.employee_deactivated' }).first().click();
  await ada.getByRole('dialog', { name: 'people.employee_deactivated' }).getByText('Ada Montecchi (employee)').waitFor();
});

test('the system page says in words how the server is', async () => {
  await go(ada, '/settings/system');
  await ada.getByText('Postgres', { exact: true }).waitFor();
  await ada.getByText('listen.analytics').waitFor();
  await lookAt(ada, 'system');
});

test('a workspace is renamed, and another one opened', async () => {
  await go(ada, '/settings/workspace');
  await ada.getByLabel('Name', { exact: true }).fill('Montecchi');
  await ada.getByRole('button', { name: 'Save' }).click();
  await ada.getByText('Saved').waitFor();
  await eventually(async () => (await ada.getByRole('complementary').getByText('Montecchi', { exact: true }).count()) > 0);
  await lookAt(ada, 'workspace');
  await ada.getByLabel('Name of the new workspace').fill('Rehearsal');
  await ada.getByRole('button', { name: 'Open it' }).click();
  await ada.getByRole('button', { name: 'Rehearsal: switch workspace' }).waitFor();
  await go(ada, '/people');
  expect(await ada.getByRole('link', { name: 'Bea Conti' }).count(), 'people of the other workspace').toBe(0);
});

/** Six digits of RFC 6238 for a key in base32, as an app on a phone shows them. */
function codeOf(key: string): string {
  const bits = [...key.replace(/=+$/, '')].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  const bytes = (bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac('sha1', Buffer.from(bytes)).update(step).digest();
  const at = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
