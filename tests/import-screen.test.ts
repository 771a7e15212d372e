/** A file's way in through the console, on a real server: dropped, mapped, looked at, tried, run. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eventually, startVerona, type Verona } from '../platform/testing/server.ts';
import { openConsole } from './support/console.ts';

const example = (name: string) => fileURLToPath(new URL(`../examples/${name}`, import.meta.url));

let verona: Verona;
let site: Awaited<ReturnType<typeof openConsole>>;
let runPath: string;
let filePath: string;

beforeAll(async () => {
  verona = await startVerona();
  site = await openConsole(verona);
});
afterEach(() => expect(site.complaints()).toEqual([]));
afterAll(async () => {
  await site?.close();
  await verona?.close();
});

test('a CSV from choosing it to the person it speaks of', async () => {
  const page = await site.open('/import');
  await page.locator('input[type=file]').setInputFiles(example('orders-synthetic.csv'));
  await page.getByRole('heading', { level: 1, name: 'orders-synthetic.csv' }).waitFor();
  filePath = new URL(page.url()).pathname;

  const map = page.getByRole('textbox', { name: 'Map' });
  await map.fill('verona: mapping/1\nname: shop\nemit:\n  - type: track\n    evnt: Sold\n');
  await page
    .getByRole('button', { name: /^Line \d/ })
    .first()
    .waitFor();
  expect(await map.getAttribute('aria-invalid')).toBe('true');

  await map.fill(await readFile(example('maps/orders-synthetic.yaml'), 'utf8'));
  await page.getByText('Order Line · ada.example@example.org', { exact: false }).first().waitFor();
  await page.reload();
  await expect.poll(() => map.inputValue(), { message: 'a draft survives the page' }).toContain('name: orders-synthetic');

  await page.getByRole('button', { name: 'Add a source for files' }).click();
  await page.getByRole('button', { name: 'Dry run' }).click();
  await page.getByRole('heading', { level: 1, name: 'Dry run of orders-synthetic.csv' }).waitFor();
  await page.getByRole('cell', { name: 'Line 8' }).waitFor();
  expect((await verona.ask('GET', '/api/customers/people/email:ada.example@example.org')).status).toBe(404);

  await page.getByRole('button', { name: 'Import it for real' }).click();
  await page.getByRole('heading', { level: 1, name: 'Import of orders-synthetic.csv' }).waitFor();
  await page.getByText('Order Line').first().waitFor();
  runPath = new URL(page.url()).pathname;
  const ada = await eventually(() => verona.api<{ name: string }>('GET', '/api/customers/people/email:ada.example@example.org'));
  expect(ada.name).toContain('Ada');

  await page.goto(`${verona.url}/import`);
  await expect.poll(() => page.getByRole('row', { name: /orders-synthetic/ }).count()).toBe(2);
  await page.context().close();
});

test('a broken upload goes on where it stopped when the same file is chosen again', async () => {
  const part = 4 * 1024 * 1024;
  const buffer = Buffer.from(`id,name\n${'1,Ada Example of Bern in Switzerland\n'.repeat(200_000)}`);
  const name = 'big.csv';
  const { id } = await verona.api<{ id: string }>('POST', '/api/listen/import-files', { name, bytes: buffer.length });
  const sent = await fetch(`${verona.url}/api/listen/import-files/${id}/content?offset=0`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${verona.apiKey}`, 'content-type': 'application/octet-stream' },
    body: buffer.subarray(0, part),
  });
  expect(sent.ok).toBe(true);
  const page = await site.open('/import');
  await page.getByText(/5\d.*% arrived; choose the same file/).waitFor();
  const offsets: string[] = [];
  page.on('request', (request) => {
    const offset = new URL(request.url()).searchParams.get('offset');
    if (offset !== null) offsets.push(offset);
  });
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer });
  await page.waitForURL(`**/import/files/${id}`);
  expect(offsets[0]).toBe(String(part));
  await page.context().close();
});

test.each([
  ['import', () => '/import', 'Drop a file here'],
  ['import-file', () => filePath, 'First records, and what becomes of them'],
  ['import-run', () => runPath, 'Rows that gave nothing'],
])('axe finds nothing on %s, and nothing is too wide', (name, path, ready) => site.expectFine(name, path(), ready));
