/**
 * Every screen with the demo company in it, as docs/screens.md shows them. Run with `VERONA_SCREENSHOTS=1` it takes the pictures
 * anew; either way each screen has to come up with something to see and nothing to complain about.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { connect } from '../apps/cli/client.ts';
import { playStory } from '../apps/demo/story.ts';
import { eventually, startVerona, type Verona } from '../platform/testing/server.ts';
import { openConsole } from './support/console.ts';
import { type Look, takePicture, windowFor } from './support/pictures.ts';

const file = fileURLToPath(new URL('../examples/orders-synthetic.csv', import.meta.url));
const map = fileURLToPath(new URL('../examples/maps/orders-synthetic.yaml', import.meta.url));

interface List {
  items: { id: string; name: string }[];
}

let verona: Verona;
let site: Awaited<ReturnType<typeof openConsole>>;
const ids: Record<string, string> = {};

beforeAll(async () => {
  verona = await startVerona();
  site = await openConsole(verona);
  await verona.api('PATCH', '/api/people/workspace', { name: 'Casa Aurora (made up)' });
  const [ada] = (await verona.api<List>('GET', '/api/people/employees')).items;
  await verona.api('PATCH', `/api/people/employees/${ada?.id}`, { name: 'Ada Montecchi', title: 'Customer experience' });
  const [desk] = (await verona.api<List>('GET', '/api/listen/sources')).items;
  await verona.api('PATCH', `/api/listen/sources/${desk?.id}`, { name: 'Care desk' });
});
afterEach(() => expect(site.complaints()).toEqual([]));
afterAll(async () => {
  await site?.close();
  await verona?.close();
});

async function look(name: string, path: string, ready: string | ((page: Page) => Promise<unknown>), looks: Look[] = ['desk']) {
  for (const one of looks) {
    const page = await site.open(path, windowFor(one));
    if (typeof ready === 'string') await page.getByRole('main').getByText(ready).first().waitFor();
    else await ready(page);
    await page.waitForLoadState('networkidle').catch(() => undefined);
    await takePicture(site.browser, page, one === 'desk' ? name : `${name}-${one}`);
    await page.context().close();
  }
}

test('first run: an empty workspace says what to do', () => look('first-run', '/', 'First steps'));

test('the demo company moves in', { timeout: 180_000 }, async () => {
  const client = connect({ url: verona.url, key: verona.apiKey }, {});
  const told = await playStory({ url: verona.url, client, now: Date.now(), tell: () => undefined });
  ids.segment = told.segmentId;
  ids.nora = await eventually(
    async () => (await verona.api<{ id: string }>('GET', '/api/customers/people/user_id:aurora-nora')).id,
  );
  await verona.api('POST', '/api/customers/segments', loyal);
  for (const [name, role] of [
    ['Nightly export', 'analyst'],
    ['Web shop', 'developer'],
  ])
    await verona.api('POST', '/api/people/api-keys', { name, role });
  const { items } = await verona.api<List>('GET', '/api/listen/sources');
  ids.source = items.find(({ name }) => name === 'Web site')?.id ?? '';
});

const loyal = {
  name: 'Members who went silent',
  description: 'Bought once, joined, and have not been heard for two weeks.',
  rule: {
    kind: 'group',
    match: 'all',
    rules: [
      { kind: 'trait', trait: 'plan', test: { operator: 'equals', value: 'member' } },
      {
        kind: 'event',
        event: 'Order Completed',
        where: [{ property: 'total', test: { operator: 'greater', value: 100 } }],
        window: { in: 'ever' },
        measure: { of: 'count' },
        operator: 'at_least',
        amount: 1,
      },
      { kind: 'no_event', event: 'Product Viewed', where: [], window: { in: 'last', amount: 14, unit: 'day' } },
    ],
  },
};

test('overview', () => look('overview', '/', 'Heard from lately', ['desk', 'phone']));
test('sources', () => look('sources', '/sources', 'Shop server'));
test('one source', () => look('source', `/sources/${ids.source}`, 'Web site'));
test('live', () =>
  look(
    'live',
    '/live',
    async (page) => {
      await page.waitForTimeout(500);
      for (const [at, [userId, event, properties]] of moments.entries()) {
        await verona.send({ type: 'track', userId, event, properties });
        if (at % 3 === 2) await page.waitForTimeout(350);
      }
      await page.getByText('Review Written').first().waitFor();
    },
    ['desk', 'desk-dark'],
  ));
test('schema', () => look('schema', '/schema', 'Order Completed'));
test('import', () =>
  look('import', '/import', async (page) => {
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByRole('heading', { level: 1, name: 'orders-synthetic.csv' }).waitFor();
    await page.getByRole('textbox', { name: 'Map' }).fill(await readFile(map, 'utf8'));
    await page.getByText('Order Line · ada.example@example.org', { exact: false }).first().waitFor();
  }));
test('customers', () => look('customers', '/customers', 'Nora Valli', ['desk', 'phone']));
test('a customer, then and now', () =>
  look('customer', `/customers/${ids.nora}`, 'Then and now', ['desk', 'desk-dark', 'phone', 'phone-dark']));
test('suggestions', () => look('suggestions', '/customers/suggestions', 'Paolo Valli'));
test('segments', () => look('segments', '/segments', 'Members who went silent'));
test('a segment as it is written', () =>
  look('segment', `/segments/${ids.segment}?edit=yes`, 'customers match', ['desk', 'desk-dark']));
test('trends', () =>
  look(
    'trends',
    '/trends?event=Order+Completed&show=sum&of=total&by=week&range=90d&split=product',
    async (page) => page.getByRole('img').last().waitFor(),
    ['desk', 'desk-dark', 'phone'],
  ));
test('people', () => look('people', '/people', 'Head of care'));
test('departments', () => look('departments', '/departments', 'Logistics'));
test('org chart', () => look('org-chart', '/org-chart', 'Irene Costa'));
test('keys', () => look('api-keys', '/settings/api-keys', 'Nightly export'));
test('audit', () => look('audit', '/settings/audit', 'people.'));
test('settings', () => look('settings', '/settings/workspace', 'Another workspace'));

const moments: [string, string, object][] = [
  ['aurora-1003', 'Product Viewed', { product_id: 'aur-02', name: 'City loafer', price: 139 }],
  ['aurora-1040', 'Product Added', { product_id: 'aur-01', name: 'Trail runner', price: 119 }],
  ['aurora-1087', 'Product Viewed', { product_id: 'aur-03', name: 'Canvas low', price: 59 }],
  ['aurora-1040', 'Order Completed', { order_id: 'L1', total: 119, currency: 'EUR', product: 'Trail runner' }],
  ['aurora-1112', 'Delivery Late', { order_id: 'A733', days_late: 1 }],
  ['aurora-1112', 'Complaint Made', { channel: 'chat', words: 'Where are my boots?' }],
  ['aurora-1190', 'Product Viewed', { product_id: 'aur-04', name: 'Hiking boot', price: 189 }],
  ['aurora-1201', 'Newsletter Opened', { issue: 'Spring trails' }],
  ['aurora-nora', 'Review Written', { product: 'Hiking boot', stars: 4, words: 'Stiff for a week, then perfect.' }],
];

test('docs/screens.md shows every picture there is, and no other', async () => {
  const docs = join(import.meta.dirname, '../docs');
  const page = await readFile(join(docs, 'screens.md'), 'utf8');
  const shown = [...page.matchAll(/screenshots\/([\w-]+\.webp)/g)].map(([, name]) => name);
  expect(new Set(shown)).toEqual(new Set(await readdir(join(docs, 'screenshots'))));
});
