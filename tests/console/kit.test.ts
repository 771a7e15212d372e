/** The UI kit in a real browser: keys, addresses, pictures that can be read as tables, and nothing that axe objects to. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from '../../platform/testing/chromium.ts';
import { desk, openPages, phone } from './pages.ts';

const root = join(import.meta.dirname, '../../apps/console');
let dist: string;
let pages: Awaited<ReturnType<typeof openPages>>;

beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), 'verona-kit-'));
  await build({
    root: join(root, 'gallery'),
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: dist, emptyOutDir: true, minify: false },
  });
  pages = await openPages(dist);
});
afterEach(() => expect(pages.complaints()).toEqual([]));
afterAll(async () => {
  await pages?.close();
  await rm(dist, { recursive: true, force: true });
});

test.each([
  ['light', 'desk', desk],
  ['dark', 'desk', desk],
  ['light', 'phone', phone],
  ['dark', 'phone', phone],
] as const)('axe finds nothing, %s on a %s', async (colorScheme, _name, viewport) => {
  // Ten rows are as good as a thousand for axe, and a hundred times faster.
  const page = await pages.open('/?search=Customer+77', { colorScheme, viewport });
  await page.waitForSelector('figure svg path', { state: 'attached' });
  await expectAccessible(page);
  const wider = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  expect(wider, 'pixels the page is wider than the screen').toBeLessThanOrEqual(0);
  await page.context().close();
});

test('a thousand rows: few are drawn, j and k move, Enter opens', async () => {
  const page = await pages.open('/');
  expect(await page.locator('tbody tr').count()).toBeLessThan(200);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await expect.poll(() => page.locator('tr[data-active]').textContent()).toContain('Customer 1');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/opened-1');
  await page.context().close();
});

test('single keys are letters while somebody types', async () => {
  const page = await pages.open('/');
  await page.keyboard.press('/');
  await page.keyboard.type('jk');
  expect(await page.getByRole('searchbox').inputValue()).toBe('jk');
  expect(await page.locator('tr[data-active]').count()).toBe(0);
  await page.context().close();
});

test('a filter is in the address, and the address is the filter', async () => {
  const page = await pages.open('/?search=Customer+77&kind=page');
  const list = page.getByRole('table', { name: 'Customers' });
  await expect.poll(() => list.locator('tbody tr').count()).toBeGreaterThan(0);
  const kinds = await list.locator('tbody tr').allTextContents();
  expect(kinds.every((text) => text.includes('Customer 77') && text.includes('Page'))).toBe(true);
  await page.getByRole('searchbox').fill('Customer 999');
  await page.waitForURL('**/?search=Customer+999&kind=page');
  await page.getByRole('button', { name: 'Clear', exact: true }).first().click();
  await page.waitForURL(/\/$/);
  await page.context().close();
});

test('a chart is also a table, and its figures lead to their people by keyboard', async () => {
  const page = await pages.open('/');
  const trend = page.getByRole('region', { name: 'Trend' });
  await trend.getByText('Table', { exact: true }).click();
  const figure = trend
    .getByRole('row', { name: /2026-01-03/ })
    .getByRole('button')
    .nth(1);
  await figure.focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => trend.locator('output').textContent()).toBe('United 2026-01-03');
  await page.context().close();
});

test('a click on a point of the picture tells which one it was', async () => {
  const page = await pages.open('/');
  const picture = page.getByRole('img', { name: 'Voices by day and airline' });
  await picture.locator('svg').waitFor();
  const points = picture.locator('path[d^="M1 0A1 1"]');
  await points.first().scrollIntoViewIfNeeded();
  await points.first().click({ force: true });
  await expect
    .poll(() => page.getByRole('region', { name: 'Trend' }).locator('output').textContent())
    .toMatch(/(Delta|United) 2026-01-\d\d/);
  await page.context().close();
});

test('a refused form says it at the input, and puts the cursor there', async () => {
  const page = await pages.open('/');
  const form = page.getByRole('region', { name: 'Form' });
  await form.getByRole('button', { name: 'Save' }).click();
  const input = form.getByLabel('Name');
  await expect.poll(() => input.getAttribute('aria-invalid')).toBe('true');
  expect(await form.textContent()).toContain('is in use');
  await page.context().close();
});

test('what cannot be undone asks for the name first', async () => {
  const page = await pages.open('/');
  await page.getByRole('button', { name: 'Erase', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Erase Anna Karenina?' });
  const act = dialog.getByRole('button', { name: 'Erase Anna Karenina' });
  expect(await act.isDisabled()).toBe(true);
  await dialog.getByLabel('Type “Anna” to confirm').fill('Anna');
  await expectAccessible(page);
  await act.click();
  await expect.poll(() => page.locator('output').first().textContent()).toBe('erased');
  await page.context().close();
});
