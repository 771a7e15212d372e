/** The customers' screens as colleagues use them, on a real server: found, understood, merged, separated, forgotten. */
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eventually, startVerona, type Verona } from '../platform/testing/server.ts';
import { openConsole } from './support/console.ts';

interface Person {
  id: string;
  name: string;
  identifiers: { value: string }[];
}

let verona: Verona;
let site: Awaited<ReturnType<typeof openConsole>>;
let giulia: Person;

const person = (ref: string) => verona.api<Person>('GET', `/api/customers/people/${ref}`);
const event = (type: string, timestamp: string, rest: object) => ({
  type,
  timestamp,
  messageId: `${type} ${timestamp}`,
  ...rest,
});

beforeAll(async () => {
  verona = await startVerona();
  site = await openConsole(verona);
  await verona.send(
    event('page', '2024-03-01T09:02:00Z', { anonymousId: 'visit-1', name: 'Running shoes' }),
    event('identify', '2024-03-01T09:20:00Z', {
      anonymousId: 'visit-1',
      userId: 'u-giulia',
      traits: { name: 'Giulia Rossi', email: 'giulia@rossi.example', city: 'Bologna' },
    }),
    event('identify', '2024-11-12T10:00:00Z', { userId: 'u-giulia', traits: { city: 'Milano' } }),
    event('identify', '2025-06-20T10:00:00Z', { userId: 'u-giulia', traits: { city: 'Verona' } }),
    event('group', '2025-06-21T10:00:00Z', { userId: 'u-giulia', groupId: 'acme', traits: { name: 'Acme' } }),
    event('track', '2026-01-10T10:00:00Z', { userId: 'u-giulia', event: 'Delivery Delayed', properties: { days: 3 } }),
    event('identify', '2026-01-11T10:00:00Z', { userId: 'u-second', traits: { name: 'G. Rossi', email: 'g@work.example' } }),
    event('identify', '2026-01-12T10:00:00Z', { userId: 'u-marco', traits: { name: 'Marco Bianchi' } }),
    event('identify', '2026-01-13T10:00:00Z', { userId: 'u-anna', traits: { name: 'Anna Verdi', email: 'casa@verdi.example' } }),
    event('identify', '2026-01-14T10:00:00Z', {
      userId: 'u-paolo',
      traits: { name: 'Paolo Verdi', email: 'casa@verdi.example' },
    }),
  );
  giulia = await eventually(() => person('user_id:u-giulia'));
  await eventually(() => person('user_id:u-paolo'));
});
afterEach(() => expect(site.complaints()).toEqual([]));
afterAll(async () => {
  await site?.close();
  await verona?.close();
});

test('a slip of the keyboard still finds them; j and Enter open; the visitor they were is their past', async () => {
  const page = await site.open('/customers');
  await page.getByRole('searchbox', { name: 'Name, address, phone or id' }).fill('gulia rosi');
  await page.getByText('Nobody matches exactly; these sound alike.').waitFor();
  await page.getByRole('link', { name: /Giulia Rossi/ }).waitFor();
  expect(page.url()).toContain('search=gulia');
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Giulia Rossi' }).waitFor();
  await page.getByRole('button', { name: /Running shoes/ }).waitFor();
  await page.getByText('visit-1', { exact: true }).waitFor();
  await page.context().close();
});

test('then beside now, with each step between; what a colleague writes down joins it', async () => {
  const page = await site.open(`/customers/${giulia.id}`);
  const city = page.getByRole('row', { name: /^city/ });
  await expect.poll(() => city.textContent()).toMatch(/Bologna.*Milano.*Nov 12, 2024 · First source.*Verona.*Jun 20, 2025/);
  await city.hover();
  await page.getByRole('button', { name: 'Change city' }).click();
  await page.getByLabel('Value').fill('Trento');
  await page.getByRole('button', { name: 'Write it down' }).click();
  await expect.poll(() => city.textContent()).toMatch(/Bologna.*Verona.*Trento/);
  await page.context().close();
});

test('what they do appears while you look; an event opens by keyboard and is part of the address', async () => {
  const page = await site.open(`/customers/${giulia.id}`);
  await page.getByRole('button', { name: /Delivery Delayed/ }).waitFor();
  await page.waitForTimeout(500);
  await verona.send({ type: 'track', userId: 'u-giulia', event: 'Complaint Received', properties: { words: 'late again' } });
  await page.getByRole('button', { name: /Complaint Received/ }).waitFor({ timeout: 5_000 });
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  const detail = page.getByRole('dialog', { name: 'Complaint Received' });
  await detail.getByText('late again').waitFor();
  expect(page.url()).toContain('event=');
  await page.context().close();
});

test('merge shows what it makes before it does; the old id leads on; separating undoes it', async () => {
  const second = await person('user_id:u-second');
  const page = await site.open(`/customers/${giulia.id}`);
  await page.keyboard.press('m');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('searchbox').fill('g@work');
  await dialog.getByRole('button', { name: /G\. Rossi/ }).click();
  await dialog.getByText('one person usually has at most 1', { exact: false }).waitFor();
  expect((await person('user_id:u-second')).id).toBe(second.id);
  await dialog.getByLabel('Reason').fill('told us in the shop');
  await dialog.getByRole('button', { name: /^Merge G\. Rossi into/ }).click();
  await eventually(async () => (await person(second.id)).id === giulia.id);

  await page.goto(`${verona.url}/customers/${second.id}`);
  await page.getByText(`You came by “${second.id}”`).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/customers/${giulia.id}`);

  await page.getByRole('button', { name: 'More to do with this customer' }).click();
  await page.getByRole('menuitem', { name: 'Separate' }).click();
  await page.getByRole('dialog').getByText('told us in the shop').waitFor();
  await page.getByRole('button', { name: 'Make them 2 customers' }).click();
  await eventually(async () => (await person('user_id:u-second')).id !== giulia.id);
  await page.context().close();
});

test('a suggestion shows its evidence; dismissed with a reason it is gone', async () => {
  const page = await site.open('/customers/suggestions');
  const card = page.getByRole('article', { name: /Anna Verdi/ });
  await card.getByText('casa@verdi.example seen together', { exact: false }).waitFor();
  await card.getByRole('button', { name: 'They are different' }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('one mailbox for the family');
  await page.getByRole('dialog').getByRole('button', { name: 'They are different' }).click();
  await page.getByText('Nothing to decide').waitFor();
  await page.context().close();
});

test('consent is recorded with its evidence', async () => {
  const page = await site.open(`/customers/${giulia.id}?act=consent&purpose=newsletter`);
  await page.getByText('Refused', { exact: true }).last().click();
  await page.getByRole('textbox', { name: 'Evidence' }).fill('told me on the phone');
  await page.getByRole('button', { name: 'Record it' }).click();
  await page.getByRole('region', { name: 'Consent' }).getByText('Refused', { exact: true }).first().waitFor();
  await page.context().close();
});

test('everything known is downloaded; erased, only the proof is left', async () => {
  const marco = await person('user_id:u-marco');
  const page = await site.open(`/customers/${marco.id}`);
  await page.getByRole('button', { name: 'More to do with this customer' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Download everything (JSON)' }).click(),
  ]);
  expect(JSON.stringify(JSON.parse(await readFile(await download.path(), 'utf8')))).toContain('Marco Bianchi');

  await page.getByRole('button', { name: 'More to do with this customer' }).click();
  await page.getByRole('menuitem', { name: 'Erase' }).click();
  await page.getByLabel('Reason').fill('asked by letter 12');
  const erase = page.getByRole('button', { name: 'Erase Marco Bianchi for good' });
  expect(await erase.isDisabled()).toBe(true);
  await page.getByLabel('Type “Marco Bianchi” to confirm').fill('Marco Bianchi');
  await erase.click();
  await page.getByRole('heading', { level: 1, name: 'Proof of erasure' }).waitFor();
  await page.getByRole('row', { name: 'customers customers.person 1' }).waitFor();
  expect((await verona.ask('GET', `/api/customers/people/${marco.id}`)).status).toBe(410);
  await page.goto(`${verona.url}/customers/${marco.id}`);
  await page.getByText('This customer was erased').waitFor();
  await page.context().close();
});

test('identity rules are changed and kept', async () => {
  const page = await site.open('/customers/identity');
  await page.getByLabel('Blocked values').fill('email:info@shop.example\n*:/^test-/');
  await page.getByRole('button', { name: 'Save and work out anew' }).click();
  await page.getByText('Saved; who is whom is worked out anew').waitFor();
  const { blocked } = await verona.api<{ blocked: unknown[] }>('GET', '/api/customers/identity-settings');
  expect(blocked).toEqual([{ type: 'email', value: 'info@shop.example' }, { pattern: '^test-' }]);
  await page.context().close();
});

test('the palette finds them from anywhere', async () => {
  const page = await site.open('/');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Search' }).waitFor();
  await page.keyboard.type('giul', { delay: 20 });
  await page.getByRole('dialog', { name: 'Search' }).getByText('Giulia Rossi').click();
  await page.getByRole('heading', { level: 1, name: 'Giulia Rossi' }).waitFor();
  await page.context().close();
});

test.each([
  ['customers', '/customers', 'Giulia Rossi'],
  ['person', '/customers/user_id:u-giulia', 'Then and now'],
  ['organisation', '/customers/group_id:acme', 'Members'],
  ['merge', '/customers/user_id:u-giulia?act=merge&other=user_id:u-second', 'Afterwards'],
  ['separate', '/customers/user_id:u-giulia?act=separate', 'What was wrong?'],
  ['erase', '/customers/user_id:u-giulia?act=erase', 'This cannot be undone'],
  ['suggestions', '/customers/suggestions', 'Suggestions'],
  ['erasures', '/customers/erasures', 'asked by letter 12'],
  ['identity', '/customers/identity', 'Blocked values'],
])('axe finds nothing on %s, and nothing is too wide', (name, path, ready) => site.expectFine(name, path, ready));
