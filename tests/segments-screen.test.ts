/** Segments as a colleague makes them, on a real server: written as a sentence, answered while it is written, kept current. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from '../platform/testing/chromium.ts';
import { eventually, startVerona, type Verona } from '../platform/testing/server.ts';
import { openConsole } from './support/console.ts';
import { lookAt } from './support/screens.ts';

let verona: Verona;
let site: Awaited<ReturnType<typeof openConsole>>;
/** One window for the whole story. */
let page: Page;

const dayMs = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * dayMs).toISOString();
const person = (userId: string, name: string, traits: object) => ({
  type: 'identify',
  userId,
  traits: { name, ...traits },
  timestamp: daysAgo(60),
});
const did = (userId: string, event: string, days: number, properties: object = {}) => ({
  type: 'track',
  userId,
  event,
  properties,
  timestamp: daysAgo(days),
});
const ordered = (userId: string, days: number) => did(userId, 'Order Completed', days, { total: 80 });

beforeAll(async () => {
  verona = await startVerona();
  site = await openConsole(verona);
  await verona.send(
    // The one who is meant.
    person('anna', 'Anna Rossi', { plan: 'gold', city: 'Verona' }),
    ordered('anna', 3),
    ordered('anna', 9),
    // One order short.
    person('bruno', 'Bruno Bianchi', { plan: 'gold', city: 'Verona' }),
    ordered('bruno', 4),
    ordered('bruno', 45),
    // Everybody else is missing one condition each: plan, silence, city.
    person('dario', 'Dario Neri', { plan: 'silver', city: 'Verona' }),
    ordered('dario', 2),
    ordered('dario', 5),
    person('carla', 'Carla Verdi', { plan: 'gold', city: 'Verona' }),
    ordered('carla', 2),
    ordered('carla', 5),
    did('carla', 'Complaint Made', 1, { words: 'late' }),
    person('elena', 'Elena Gallo', { plan: 'gold', city: 'Roma' }),
    ordered('elena', 2),
    ordered('elena', 5),
  );
  // Reports and the catalogue of events know of it all.
  await eventually(async () => {
    const rule = { kind: 'event', event: 'Order Completed', where: [], window: { in: 'ever' }, measure: { of: 'count' } };
    const asked = { rule: { ...rule, operator: 'at_least', amount: 2 } };
    return (await verona.api<{ size: number }>('POST', '/api/customers/segments/preview', asked)).size === 5;
  }, 30_000);
  page = await site.open('/segments');
  page.setDefaultTimeout(10_000);
});
afterEach(() => expect(site.complaints()).toEqual([]));
afterAll(async () => {
  await site?.close();
  await verona?.close();
});

/** The lines of the rule, in order; a group inside is one of them. */
const line = (at: number) => page.locator('form > div > fieldset > [data-line]').nth(at);
const now = () => page.getByRole('region', { name: 'Right now' });
const add = async (what: string) => {
  await page.getByRole('button', { name: 'Add a condition' }).last().click();
  await page.getByRole('menuitem', { name: what, exact: true }).click();
};
/** A place that knows the answers, or takes any other word. */
const write = async (place: ReturnType<typeof line>, label: string, words: string) => {
  await place.getByRole('combobox', { name: label, exact: true }).fill(words);
  await page.keyboard.press('Escape');
};
const choose = async (place: ReturnType<typeof line>, label: string, option: string) => {
  await place.getByRole('combobox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
};

test('nothing yet: the empty list says what a segment is and leads to the first one', async () => {
  await page.getByText('No segments yet').waitFor();
  await lookAt(page, 'segments-none');
  await page.getByRole('link', { name: 'Make the first one' }).click();
  await page.getByRole('heading', { level: 1, name: 'New segment' }).waitFor();
  await line(0).getByText('Which event?').waitFor();
  await now().getByText('Complete the rule to see who matches.').waitFor();
  expect(await page.getByRole('button', { name: 'Save segment' }).isDisabled()).toBe(true);
});

test('a rule is written as it is said, and answers while it is written', async () => {
  await page.getByLabel('Name', { exact: true }).fill('Gold and content');
  await write(line(0), 'Event', 'Order Completed');
  await now().getByText('5 customers match').waitFor();
  await line(0).getByRole('textbox', { name: 'How much' }).fill('2');
  await now().getByText('4 customers match').waitFor();

  await add('A trait');
  await write(line(1), 'Trait', 'plan');
  await line(1).getByText('Which value?').waitFor({ state: 'detached' });
  await line(1).getByRole('textbox', { name: 'Value' }).fill('gold');
  await now().getByText('3 customers match').waitFor();

  await add('Did not do something');
  await line(2).getByText('Which event?').waitFor();
  await write(line(2), 'Event', 'Complaint Made');
  await now().getByText('2 customers match').waitFor();

  await add('Group of conditions');
  await choose(line(3), 'How conditions are joined', 'none of');
  await line(3).getByRole('button', { name: 'Add a condition' }).click();
  await page.getByRole('menuitem', { name: 'A trait', exact: true }).click();
  await line(3).getByRole('button', { name: 'Remove condition 1' }).click();
  await write(line(3), 'Trait', 'city');
  await line(3).getByRole('textbox', { name: 'Value' }).fill('Roma');
  await now().getByText('1 customer matches').waitFor();
  await now().getByRole('link', { name: 'Anna Rossi' }).waitFor();
  await lookAt(page, 'segment-builder');
});

test('an open menu is as accessible as the page, by day and by night', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForSelector(`html[data-mantine-color-scheme="${colorScheme}"]`);
    await page.getByRole('button', { name: 'Add a condition' }).last().click();
    await page.getByRole('menuitem', { name: 'Group of conditions' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
  }
  await page.emulateMedia({ colorScheme: 'light' });
});

test('a rule that cannot be asked says what is wrong with it', async () => {
  const when = line(2);
  await choose(when, 'When', 'between');
  await when.getByText('From which day?').waitFor();
  await when.getByLabel('From', { exact: true }).fill('2026-03-02');
  await when.getByText('Until which day?').waitFor();
  await when.getByLabel('To', { exact: true }).fill('2026-03-01');
  await when.getByText('It ends before it begins: choose a later day.').waitFor();
  await now().getByText('Complete the rule to see who matches.').waitFor();
  expect(await page.getByRole('button', { name: 'Save segment' }).isDisabled()).toBe(true);
  await choose(when, 'When', 'in the last');
  await when.getByRole('textbox', { name: 'How long' }).fill('');
  await when.getByText('How long? From 1 to 36,500.').waitFor();
  await when.getByRole('textbox', { name: 'How long' }).fill('30');
  await now().getByText('1 customer matches').waitFor();
});

test('saved, it says itself in words; a new event moves somebody in while one looks', async () => {
  await page.getByRole('button', { name: 'Save segment' }).click();
  await page.getByRole('heading', { level: 1, name: 'Gold and content' }).waitFor();
  await page.getByText(/did “Order Completed” at least 2 times in the last 30 days and plan is “gold” and did not do/).waitFor();
  const people = page.getByRole('table', { name: 'People' });
  await people.getByRole('link', { name: 'Anna Rossi' }).waitFor();
  expect(await people.getByRole('link').count()).toBe(1);

  await verona.send({ type: 'track', userId: 'bruno', event: 'Order Completed', properties: { total: 40 } });
  await people.getByRole('link', { name: 'Bruno Bianchi' }).waitFor({ timeout: 10_000 });
  await page.getByText('Entered in 7 days').waitFor();
  await lookAt(page, 'segment');
  await people.getByRole('link', { name: 'Bruno Bianchi' }).click();
  await page.getByRole('heading', { level: 1, name: 'Bruno Bianchi' }).waitFor();
});

test('the customer shows the segments they are in, and those they left', async () => {
  const segments = page.getByRole('region', { name: 'Segments' });
  await segments.getByRole('link', { name: 'Gold and content' }).waitFor();
  await segments.getByText(/^since /).waitFor();
  await verona.send({ type: 'track', userId: 'bruno', event: 'Complaint Made', properties: { words: 'wrong size' } });
  await segments.getByText(/^from .+ to /).waitFor({ timeout: 10_000 });
});

test('segments that would wait for each other are refused by name', async () => {
  const { items } = await verona.api<{ items: { id: string }[] }>('GET', '/api/customers/segments');
  const [first] = items;
  const rule = { kind: 'group', match: 'all', rules: [{ kind: 'segment', segment: first?.id, member: true }] };
  await verona.api('POST', '/api/customers/segments', { name: 'All of those', rule });
  await page.goto(`${verona.url}/segments/${first?.id}?edit=yes`);
  await page.getByRole('heading', { level: 1, name: 'Edit “Gold and content”' }).waitFor();
  await add('Another segment');
  await choose(line(4), 'Segment', 'All of those');
  await now().getByText('Segments that wait for each other').waitFor();
  await page.getByRole('link', { name: 'Cancel' }).click();
  await page.getByText('Used by').waitFor();
});

test('hands never leave the keyboard', async () => {
  await page.goto(`${verona.url}/segments`);
  await page.getByRole('table', { name: 'Segments' }).waitFor();
  await lookAt(page, 'segments');
  const { keyboard } = page;
  const tabTo = async (name: string) => {
    for (let steps = 0; steps < 40; steps += 1) {
      await keyboard.press('Tab');
      const here = await page.evaluate<string>(
        "document.activeElement?.getAttribute('aria-label') || document.activeElement?.labels?.[0]?.textContent || document.activeElement?.textContent || ''",
      );
      if (here.trim() === name) return;
    }
    throw new Error(`Tab never comes to “${name}”`);
  };
  await keyboard.press('n');
  await page.getByRole('heading', { level: 1, name: 'New segment' }).waitFor();
  await tabTo('Name');
  await keyboard.type('Complained ever');
  await tabTo('Event');
  await keyboard.type('Complai');
  await page.getByRole('option', { name: 'Complaint Made' }).waitFor();
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await tabTo('Add a condition');
  await keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'A trait', exact: true }).waitFor();
  await keyboard.press('Enter');
  // The new line's first place is where one writes next.
  await expect.poll(() => page.evaluate("document.activeElement?.getAttribute('aria-label')")).toBe('Trait');
  await keyboard.type('plan');
  await tabTo('Value');
  await keyboard.type('gold');
  await now().getByText('2 customers match').waitFor();
  await keyboard.press('Control+Enter');
  await page.getByRole('heading', { level: 1, name: 'Complained ever' }).waitFor();
  await page.getByRole('table', { name: 'People' }).getByRole('link', { name: 'Carla Verdi' }).waitFor();
});

test('in Italian every word of it is Italian', async () => {
  await page.evaluate("localStorage.setItem('verona.language', 'it')");
  await page.goto(`${verona.url}/segments`);
  await page.getByRole('heading', { level: 1, name: 'Segmenti' }).waitFor();
  await page.getByText(/ha fatto “Complaint Made” negli ultimi 30 giorni e plan è “gold”/).waitFor();
});
