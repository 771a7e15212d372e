/** Trends as an analyst uses it: a sentence is built word by word, answers by itself, and every figure opens its people. */
import { readFile } from 'node:fs/promises';
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { expectAccessible, openBrowser } from '../platform/testing/chromium.ts';
import { type ModelServer, says, startModel } from '../platform/testing/model.ts';
import { eventually, startVerona, type Verona } from '../platform/testing/server.ts';
import { type Desk, lookAt, openDesk } from './support/screens.ts';

let verona: Verona;
let browser: Browser;
let model: ModelServer;
let desk: Desk;
let page: Page;

const day = 86_400_000;
/** Noon, so that no time zone moves an order to another day. */
const daysAgo = (count: number) => new Date(Math.floor(Date.now() / day) * day - count * day + day / 2).toISOString();

const people = [
  { userId: 'anna', name: 'Anna Rossi', country: 'IT', plan: 'pro', totals: [30, 50] },
  { userId: 'marco', name: 'Marco Bianchi', country: 'IT', plan: 'free', totals: [20] },
  { userId: 'hans', name: 'Hans Vogel', country: 'DE', plan: 'pro', totals: [100, 70, 30] },
];

beforeAll(async () => {
  model = await startModel();
  const env = { VERONA_OUTBOUND_ALLOW: model.endpoint };
  [verona, browser] = await Promise.all([startVerona({ env }), openBrowser()]);
  desk = await openDesk(browser, verona, { timezoneId: 'Europe/Rome', acceptDownloads: true });
  page = desk.page;
});
afterEach(() => expect(desk.complaints()).toEqual([]));
afterAll(async () => {
  await browser?.close();
  await verona?.close();
  await model?.close();
});

/** Opens a word of the sentence and takes another one. */
async function choose(word: string, option: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${word}:`) }).click();
  await page.getByRole('option', { name: option }).first().click();
}

const total = (label: string) => page.getByRole('region', { name: 'The answer' }).getByText(label).locator('..');

test('before anything was heard, it teaches what it will answer', async () => {
  await desk.go('/trends');
  await page.getByText('Nothing has been heard yet').waitFor();
  await lookAt(page, 'trends-empty');
});

test('a question is built as a sentence, answers at once, and lives in the address', async () => {
  await verona.send(
    ...people.flatMap(({ userId, name, country, plan, totals }) => [
      { type: 'identify', userId, timestamp: daysAgo(9), traits: { name } },
      ...totals.map((amount, index) => ({
        type: 'track',
        userId,
        event: 'Order Completed',
        timestamp: daysAgo(index + 1),
        properties: { total: amount, country, plan },
      })),
    ]),
  );
  await eventually(async () => {
    const { items } = await verona.api<{ items: { name: string; seen: number }[] }>('GET', '/api/listen/schema');
    return items.some(({ name, seen }) => name === 'Order Completed' && seen === 6);
  }, 30_000);
  await desk.go('/trends');
  await choose('Event', 'Order Completed');
  await total('People in all').getByText('3', { exact: true }).waitFor();
  await choose('Measure', 'sum');
  await page.getByText('Which number?').waitFor();
  await choose('Property', 'total');
  await total('Sum in all').getByText('300', { exact: true }).waitFor();

  const shared = new URL(page.url());
  expect(Object.fromEntries(shared.searchParams)).toMatchObject({
    event: 'Order Completed',
    show: 'sum',
    of: 'total',
    zone: 'Europe/Rome',
  });
});

test('an analyst asks in SQL, is told what is wrong and where, and takes the answer along', async () => {
  await desk.go('/measure/sql');
  const question = page.getByRole('textbox', { name: 'Question in SQL' });
  await question.fill(
    "select text['country'] as country, uniq(person) as people, sum(num['total']) as spent\nfrom events\nwhere nam = 'Order Completed'",
  );
  await question.press('Control+Enter');
  await page.getByText(/Line 3: Unknown expression or function identifier .nam/).waitFor();
  await question.fill(
    (await question.inputValue()).replace('where nam =', 'where name =').concat('\ngroup by country\norder by spent desc'),
  );
  await question.press('Control+Enter');
  const answer = page.getByRole('region', { name: 'Answer' }).getByRole('table');
  await answer.getByRole('row', { name: 'DE 1 200' }).waitFor();
  await answer.getByRole('row', { name: 'IT 2 100' }).waitFor();
  await lookAt(page, 'sql');

  await page.getByRole('button', { name: 'As a file' }).click();
  const waiting = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'CSV' }).click();
  expect(await readFile(await (await waiting).path(), 'utf8')).toBe('"country","people","spent"\n"DE",1,200\n"IT",2,100\n');

  await question.fill('select * from system.tables');
  await question.press('Control+Enter');
  await page.getByText('This question reaches further than it may').waitFor();
  const { items } = await verona.api<{ items: { action: string }[] }>('GET', '/api/audit');
  expect(items.filter(({ action }) => action === 'measure.sql_asked')).toHaveLength(4);
});

test('an address opens the same question; conditions narrow it; a split has totals and shares', async () => {
  await desk.go('/trends?event=Order+Completed&show=sum&of=total&where=equals:plan:pro&zone=Europe/Rome');
  await total('Sum in all').getByText('280', { exact: true }).waitFor();
  await page.getByRole('textbox', { name: 'Value' }).fill('free');
  await total('Sum in all').getByText('20', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Remove the condition on plan' }).click();
  await total('Sum in all').getByText('300', { exact: true }).waitFor();
  await page.getByRole('switch', { name: 'Compare with the time before' }).click();
  await total('Sum in all').getByText('0 the time before').waitFor();
  await page.getByRole('img').getByText('The time before').waitFor();
  await choose('Split by', 'country');
  const totals = page.getByRole('table', { name: 'Totals' });
  await totals.getByRole('row', { name: /DE, 200: show the people 66.7%/ }).waitFor();
  await totals.getByRole('row', { name: /IT, 100: show the people 33.3%/ }).waitFor();
  await lookAt(page, 'trends');
});

test('every figure opens its people, by name, with their part of it, and leads to each of them', async () => {
  await page.getByRole('button', { name: 'IT, 100: show the people' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByText('2 people, most active first').waitFor();
  const anna = drawer.getByRole('link', { name: /Anna Rossi/ });
  expect(await anna.textContent()).toContain('80');
  await lookAt(page, 'trends-people');
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });

  // A point in the picture, as a mouse meets it.
  const picture = page.getByRole('img', { name: 'Sum of total in Order Completed, split by country' });
  const points = picture.locator('path[transform]');
  await expect.poll(() => points.count()).toBeGreaterThan(20);
  const highest = () =>
    points.evaluateAll((all) => {
      const places = all
        .map((one) => one.getBoundingClientRect())
        .map(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }));
      return places.sort((a, b) => a.y - b.y)[0];
    });
  // The drawer gives the page its scrollbar back, and the chart follows: a moving point cannot be hit.
  const top = await eventually(async () => {
    const before = await highest();
    await page.waitForTimeout(300);
    const now = await highest();
    return before && now && before.x === now.x && before.y === now.y && now;
  });
  await page.mouse.click(top.x, top.y);
  await drawer.getByRole('link', { name: /Hans Vogel/ }).waitFor();
  expect(await drawer.getByRole('link').count()).toBe(1);
  await drawer.getByRole('link', { name: /Hans Vogel/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Hans Vogel' }).waitFor();
});

test('the table says the same as the picture, and its figures open, too', async () => {
  await desk.go('/trends?event=Order+Completed&range=7d&zone=Europe/Rome');
  await page.getByText('Table', { exact: true }).click();
  const table = page.getByRole('table', { name: 'People who did Order Completed' });
  await table.getByRole('button', { name: '3', exact: true }).click();
  await page.getByRole('dialog').getByText('3 people, most active first').waitFor();
  await page.keyboard.press('Escape');
});

test('new events come in by themselves', async () => {
  await desk.go('/trends?event=Order+Completed&show=count&zone=Europe/Rome');
  await total('In all').getByText('6', { exact: true }).waitFor();
  await verona.send({ type: 'track', userId: 'anna', event: 'Order Completed', properties: { total: 1 } });
  await total('In all').getByText('7', { exact: true }).waitFor({ timeout: 20_000 });
});

test('distinct values of any property are counted, and a measure of numbers then asks for a number', async () => {
  await desk.go('/trends?event=Order+Completed&zone=Europe/Rome');
  await choose('Measure', 'distinct values');
  await page.getByText('Which property?').waitFor();
  await choose('Property', 'country');
  await total('Distinct in all').getByText('2', { exact: true }).waitFor();
  await choose('Measure', 'average');
  await page.getByText('Which number?').waitFor();
});

test('a question that cannot be answered says why, by name', async () => {
  await desk.go('/trends?event=Order+Completed&range=12m&by=hour');
  await page.getByText('Too many points').waitFor();
  await page.getByText('Ask for a shorter span or a wider interval').waitFor();
  await lookAt(page, 'trends-problem');
  await desk.go('/trends?event=Order+Completed&split=shoe+size');
  await page.getByText('No event carries this property').waitFor();
});

test('the answer is taken along as CSV', async () => {
  await desk.go('/trends?event=Order+Completed&show=count&zone=Europe/Rome&range=7d');
  await total('In all').getByText('7', { exact: true }).waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()]);
  expect(download.suggestedFilename()).toBe('Number of Order Completed.csv');
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
  expect(lines).toHaveLength(8);
});

/** Viewed, added, and ordered again: Anna all the way, Hans stopped, Marco asked for help instead. */
async function walk(): Promise<void> {
  const did = (userId: string, event: string, days: number, minutes = 0) => ({
    type: 'track',
    userId,
    event,
    timestamp: new Date(Date.parse(daysAgo(days)) + minutes * 60_000).toISOString(),
    properties: { plan: people.find((one) => one.userId === userId)?.plan },
  });
  await verona.send(
    did('anna', 'Viewed', 5),
    did('anna', 'Viewed', 5, 1),
    did('anna', 'Added', 5, 10),
    did('anna', 'Paid', 5, 15),
    did('anna', 'Viewed', 3),
    did('hans', 'Viewed', 5),
    did('hans', 'Added', 5, 20),
    did('marco', 'Viewed', 5),
    did('marco', 'Asked for help', 5, 3),
  );
  await eventually(async () => {
    const { items } = await verona.api<{ items: { name: string; seen: number }[] }>('GET', '/api/listen/schema');
    return items.some(({ name, seen }) => name === 'Viewed' && seen === 5);
  }, 30_000);
}

test('a funnel is told step by step; its bars and those who stopped open their people, and what they did instead', async () => {
  await walk();
  await desk.go('/funnels?zone=Europe/Rome');
  await page.getByText('Which steps?').waitFor();
  await choose('Step 1', 'Viewed');
  await choose('Step 2', 'Added');
  await page.getByRole('button', { name: 'then …' }).click();
  await choose('Step 3', 'Paid');
  const bars = page.getByRole('list', { name: 'Funnels' }).getByRole('listitem');
  await expect.poll(() => bars.allTextContents()).toHaveLength(3);
  await expect.poll(async () => (await bars.allTextContents()).join(' ')).toMatch(/3 people.*2 people.*1 person/s);
  expect(await bars.nth(1).textContent()).toContain('66.7% of the step before');
  expect(await bars.nth(1).textContent()).toContain('14 min 30 sec (median)');
  await lookAt(page, 'funnels');

  await bars
    .nth(0)
    .getByRole('button', { name: /1 person went no further/ })
    .click();
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('link', { name: /Marco Bianchi/ }).waitFor();
  await drawer.getByRole('button', { name: 'Asked for help' }).click();
  await drawer.getByRole('link', { name: /Marco Bianchi/ }).waitFor();
  await lookAt(page, 'funnels-people');
  await drawer.getByRole('link', { name: /Marco Bianchi/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Marco Bianchi' }).waitFor();
});

test('the address of a funnel opens it again, split by a property, and it is taken along as CSV', async () => {
  await desk.go('/funnels?step=Viewed&step=Paid&split=plan&within=1h&zone=Europe/Rome');
  const split = page.getByRole('table', { name: 'By plan' });
  await split.getByRole('row', { name: /pro.*2.*1.*50%/s }).waitFor();
  await split.getByRole('row', { name: /free.*1.*0.*0%/s }).waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()]);
  expect(await readFile(await download.path(), 'utf8')).toContain('pro,2,Paid,1,0,840000');
});

test('paths fold what is repeated; a place opens its people', async () => {
  await desk.go('/paths?step=Viewed&zone=Europe/Rome');
  const picture = page.getByRole('region', { name: 'Paths' });
  await picture.getByRole('button', { name: 'Place 1, Viewed, 4 visits: show the people' }).waitFor();
  await lookAt(page, 'paths');
  await picture.getByRole('button', { name: 'Place 2, Added, 2 visits: show the people' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByText('2 people, latest first').waitFor();
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  await page.getByText('Table', { exact: true }).click();
  await page.getByRole('button', { name: '1. Viewed → Asked for help, 1: show the people' }).click();
  await drawer.getByRole('link', { name: /Marco Bianchi/ }).waitFor();
  await page.keyboard.press('Escape');
});

test('retention is a triangle of numbers, each with its people; lifecycle and breadth are asked in the same place', async () => {
  await desk.go('/retention?step=Viewed&by=day&range=7d&zone=Europe/Rome');
  const triangle = page.getByRole('table', { name: 'Of each cohort, who came back' });
  await triangle.getByRole('button', { name: /2 later: 1 person, 33.3%/ }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('link', { name: /Anna Rossi/ }).waitFor();
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  await lookAt(page, 'retention');
  await desk.go('/retention?show=lifecycle&step=Viewed&by=day&range=7d&zone=Europe/Rome');
  await page.getByRole('img', { name: 'who is new, returns or goes quiet' }).waitFor();
  await desk.go('/retention?show=breadth&use=Viewed&use=Added&use=Paid&range=30d&zone=Europe/Rome');
  await page.getByText('Table', { exact: true }).click();
  await page.getByRole('table', { name: 'how much people use' }).getByRole('row', { name: /3 1/ }).waitFor();
});

test('a funnel is kept where it is asked; a dashboard of all kinds asks little at once, and each tile leads back', async () => {
  const way = '/funnels?step=Viewed&step=Added&step=Paid&within=1d&range=30d&zone=Europe/Rome';
  await desk.go(way);
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Title' }).fill('From looking to paying');
  await dialog.getByRole('combobox', { name: 'Put it on a dashboard' }).click();
  await page.getByRole('option', { name: 'A new dashboard of this name' }).click();
  await dialog.getByRole('button', { name: 'Keep', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await desk.go('/dashboards');
  await page.getByRole('link', { name: 'From looking to paying' }).first().click();
  await page.getByRole('region', { name: 'From looking to paying' }).getByRole('link').click();
  await page.getByRole('list', { name: 'Funnels' }).getByText('Paid').waitFor();
  expect(new URL(page.url()).searchParams.getAll('step')).toEqual(['Viewed', 'Added', 'Paid']);

  const span = { from: daysAgo(20), to: daysAgo(-1), timeZone: 'Europe/Rome' };
  const step = (event: string) => ({ event });
  const { items: metrics } = await verona.api<{ items: { id: string }[] }>('GET', '/api/measure/metrics');
  const kinds: [string, object][] = [
    ['trend', { ...step('Viewed'), measure: { kind: 'count' }, interval: 'day' }],
    ['metric', { metricId: metrics[0]?.id, interval: 'week' }],
    ['funnel', { steps: [step('Viewed'), step('Paid')] }],
    ['paths', { anchor: step('Viewed'), shown: 6 }],
    ['retention', { first: step('Viewed'), return: step('Viewed'), interval: 'day' }],
    ['lifecycle', { interval: 'week' }],
    ['breadth', { events: ['Viewed', 'Added', 'Paid'] }],
    ['journeys', { case: { of: 'person' }, events: ['Viewed', 'Added', 'Paid'] }],
    ['attribution', { conversion: step('Paid') }],
    ['conversations', {}],
    ['drivers', { survey: 'none', outcome: { name: 'a', questions: ['a'] }, drivers: [{ name: 'b', questions: ['b'] }] }],
    ['gaps', { survey: 'none', pairs: [{ attribute: 'b', want: 'a', deliver: 'b' }] }],
  ];
  kinds.push(
    ['sessions', { interval: 'day' }],
    ['segment_gaps', { survey: 'none', pairs: [{ attribute: 'b', want: 'a', deliver: 'b' }], segments: [metrics[0]?.id] }],
    ['voice', { kind: 'curse' }],
  );
  await verona.api('POST', '/api/measure/notes', { day: daysAgo(5).slice(0, 10), text: 'New checkout' });
  const tiles = [];
  for (const [kind, question] of kinds) {
    const body = { title: `Of ${kind}`, asked: { kind, question: { ...question, ...span } }, range: '30d', shared: true };
    tiles.push({ viewId: (await verona.api<{ id: string }>('POST', '/api/measure/views', body)).id, size: 'wide' });
  }
  const board = await verona.api<{ id: string }>('POST', '/api/measure/dashboards', { title: 'All kinds', shared: true, tiles });

  const asks =
    /measure\/(trend|funnel|paths|retention|lifecycle|breadth|journeys|attribution|conversations|drivers|gaps|sessions|voice|.*values)/;
  const held: Route[] = [];
  const calledOff: string[] = [];
  page.on('requestfailed', (request) => asks.test(request.url()) && calledOff.push(request.url()));
  await page.route(asks, (route) => void held.push(route));
  await desk.go(`/dashboards/${board.id}`);
  await expect.poll(() => held.length).toBe(3);
  // While they are slow, whoever clicks is answered; tiles that go away call off what they asked, and the others never ask.
  await page.getByRole('link', { name: 'Dashboards' }).first().click();
  await page.getByRole('link', { name: 'From looking to paying' }).first().waitFor();
  await expect.poll(() => calledOff.length).toBe(3);
  expect(held).toHaveLength(3);
  await page.unroute(asks);

  await desk.go(`/dashboards/${board.id}`);
  const tile = (kind: string) => page.getByRole('region', { name: `Of ${kind}`, exact: true });
  await tile('funnel').getByText('33.3%', { exact: true }).first().waitFor();
  await tile('breadth').getByText('of 3 things used, on average').waitFor();
  await tile('conversations').getByText('Nothing in this time.').waitFor();
  await tile('drivers').getByText('Too few people answered all of these questions').waitFor();
  await tile('segment_gaps').getByText('Nothing in this time.').waitFor();
  await tile('voice').getByText('Nothing in this time.').waitFor();
  // What happened when stands on whatever goes over time.
  await tile('trend').getByRole('img').getByText('New checkout').waitFor();
  await tile('sessions').getByRole('img').getByText('New checkout').waitFor();
  await tile('funnel').getByRole('button', { name: '1 person' }).click();
  await page
    .getByRole('dialog')
    .getByRole('link', { name: /Anna Rossi/ })
    .waitFor();
  await page.keyboard.press('Escape');
  await lookAt(page, 'dashboard');
  await tile('retention').getByRole('link', { name: 'Of retention' }).click();
  await page.getByRole('table', { name: 'Of each cohort, who came back' }).waitFor();
});

test('the page behind a secret link can be read by everyone', async () => {
  const { items } = await verona.api<{ items: { id: string; title: string }[] }>('GET', '/api/measure/dashboards');
  const board = items.find(({ title }) => title === 'All kinds');
  const { url } = await verona.api<{ url: string }>('POST', `/api/measure/dashboards/${board?.id}/links`, { days: 1 });
  await page.goto(verona.url + new URL(url).pathname);
  await page.getByRole('heading', { name: 'Of paths' }).waitFor();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 390, height: 844 });
    await expectAccessible(page);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: 'light' });
});

test('keyboard alone asks a question', async () => {
  await desk.go('/trends?zone=Europe/Rome');
  await page.getByRole('button', { name: /^Event:/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: 'Order Completed' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/event=/);
  expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toMatch(/^Event:/);
});

test('what customers said is on one screen: kinds that narrow, the very words, and a correction that stays', async () => {
  const said = [
    ['anna', 'The parcel was late again, terrible service!'],
    ['marco', 'Late parcel, nobody answers'],
    ['hans', 'My late parcel came broken, I want my money back'],
    ['anna', 'I wish you had size 48'],
    ['marco', 'Please add size 48'],
    ['hans', 'Thank you, what a lovely coat!'],
  ] as const;
  await verona.send(
    ...said.map(([userId, text], index) => ({
      ...{
        type: 'track',
        userId,
        event: 'Review Submitted',
        timestamp: daysAgo(index + 4),
        properties: { text, product: 'coat' },
      },
    })),
  );
  await eventually(async () => (await verona.api<{ items: unknown[] }>('GET', '/api/measure/voice')).items.length === 6, 30_000);
  await desk.go('/voice');
  const words = page.getByRole('list', { name: 'The very words' });
  await expect.poll(() => words.getByRole('listitem').count()).toBe(6);
  await lookAt(page, 'voice');
  await page.getByRole('button', { name: /^Wants 2/ }).click();
  await expect.poll(() => words.getByRole('listitem').count()).toBe(2);
  expect(new URL(page.url()).searchParams.getAll('kind')).toEqual(['want']);

  // Kept as it is looked at, and opened again from its tile; behind a figure are the very words.
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  const keeping = page.getByRole('dialog');
  await keeping.getByRole('textbox', { name: 'Title' }).fill('What they wish for');
  await keeping.getByRole('combobox', { name: 'Put it on a dashboard' }).click();
  await page.getByRole('option', { name: 'A new dashboard of this name' }).click();
  await keeping.getByRole('button', { name: 'Keep', exact: true }).click();
  await keeping.waitFor({ state: 'detached' });
  await desk.go('/dashboards');
  // The question stands there, too, and leads to its own screen.
  await page.locator('a[href^="/dashboards/"]', { hasText: 'What they wish for' }).click();
  const tile = page.getByRole('region', { name: 'What they wish for' });
  await tile.getByRole('button', { name: '2', exact: true }).click();
  await page
    .getByRole('dialog')
    .getByText(/size 48/)
    .first()
    .waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Make a segment' }).waitFor();
  await page.keyboard.press('Escape');
  await tile.getByRole('link', { name: 'What they wish for' }).click();
  await expect.poll(() => words.getByRole('listitem').count()).toBe(2);
  expect(new URL(page.url()).searchParams.getAll('kind')).toEqual(['want']);

  await desk.go('/voice?kind=appreciation');
  await words.getByRole('button', { name: 'Correct' }).click();
  await page.getByRole('dialog').getByRole('combobox', { name: 'Kind' }).click();
  await page.getByRole('option', { name: 'Experience' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Correct' }).click();
  await page.getByText('Corrected', { exact: true }).waitFor();
  await desk.go('/voice?kind=experience');
  await words.getByText('corrected by a colleague').waitFor({ timeout: 10_000 });
});

test('a theme is made of what many speak of, and wants, ignored voices and findings are worked off', async () => {
  await desk.go('/voice/themes');
  const suggestions = page.getByRole('list', { name: 'Spoken of, and not covered yet' });
  await suggestions.getByRole('button', { name: 'Make a theme' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Late delivery');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: 'Late delivery' }).waitFor();
  await page.getByText('said 3 times').first().waitFor({ timeout: 20_000 });
  await lookAt(page, 'voice-themes');

  await desk.go('/voice/registers');
  await page.getByRole('link', { name: 'I wish you had size 48' }).waitFor();
  await page.getByRole('button', { name: 'Decide' }).click();
  await dialog.getByRole('combobox', { name: 'Decision' }).click();
  await page.getByRole('option', { name: 'We will', exact: true }).click();
  await dialog.getByLabel('Why').fill('from spring on');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('No wants here').waitFor();

  await page.getByRole('tab', { name: 'Ignored voices' }).click();
  const ignored = page.getByRole('list', { name: 'The very words' });
  await ignored.getByRole('listitem').first().waitFor();
  const before = await ignored.getByRole('listitem').count();
  await ignored.getByRole('button', { name: 'Keep a finding' }).first().click();
  await dialog.getByLabel('What did we find?').fill('The north depot is late');
  await dialog.getByRole('combobox', { name: 'Who answers for it' }).click();
  await page.getByRole('option').first().click();
  await dialog.getByRole('button', { name: 'Keep a finding' }).click();
  await expect.poll(() => ignored.getByRole('listitem').count()).toBe(before - 1);

  await page.getByRole('tab', { name: 'Findings' }).click();
  await page.getByRole('button', { name: 'Move' }).click();
  await dialog.getByRole('button', { name: 'Move' }).click();
  await page.getByText('Moved', { exact: true }).waitFor();
  await lookAt(page, 'voice-findings');
});

test('those who stopped: what they said next beside those who went on; all of them become a segment', async () => {
  const soonAfter = new Date(Date.parse(daysAgo(5)) + 10 * 60_000).toISOString();
  const properties = { text: 'I could not add it to the cart, terrible!' };
  await verona.send({ type: 'track', userId: 'marco', event: 'Review Submitted', timestamp: soonAfter, properties });
  const span = { from: daysAgo(10), to: daysAgo(0) };
  const asked = { question: { steps: [{ event: 'Viewed' }, { event: 'Added' }], ...span }, step: 1 };
  await eventually(async () => {
    const { stopped } = await verona.api<{ stopped: { spoke: number } }>('POST', '/api/measure/funnel/said', asked);
    return stopped.spoke === 1;
  }, 30_000);
  await desk.go('/funnels?step=Viewed&step=Added&zone=Europe/Rome');
  await page.getByRole('button', { name: /1 person went no further/ }).click();
  const drawer = page.getByRole('dialog').first();
  const said = drawer.getByRole('region', { name: 'What they said or asked in the 7 days after' });
  await said.getByRole('row', { name: /Said something 1 · 100%/ }).waitFor();
  await said.getByText('I could not add it to the cart, terrible!').waitFor();
  await lookAt(page, 'funnels-said');

  await drawer.getByRole('button', { name: 'Make a segment' }).click();
  const form = page.getByRole('dialog', { name: 'Make a segment of these people' });
  expect(await form.getByLabel('What these people have in common').inputValue()).toMatch(
    /^Stopped after Viewed · Viewed → Added · /,
  );
  await lookAt(page, 'make-segment');
  await form.getByLabel('Name').fill('Looked and left');
  await form.getByRole('button', { name: 'Make a segment' }).click();
  await page.getByRole('heading', { level: 1, name: 'Looked and left' }).waitFor();
  await page.getByText(/is on the list “Stopped after Viewed/).waitFor();
  await page.getByRole('table', { name: 'People' }).getByText('Marco Bianchi').waitFor();
  await lookAt(page, 'segment-of-a-list');
});

test('sessions: how many, how long, where they begin and end; a figure opens its people', async () => {
  await desk.go('/sessions?range=30d&split=$source&zone=Europe/Rome');
  const begin = page.getByRole('table', { name: 'Begin with' });
  await begin.getByRole('button', { name: /^Viewed, 4: show the people/ }).waitFor();
  await page.getByRole('table', { name: 'Where they come from' }).waitFor();
  await lookAt(page, 'sessions');
  await page
    .getByRole('table', { name: 'End with' })
    .getByRole('button', { name: /^Paid, 1: show the people/ })
    .click();
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('link', { name: /Anna Rossi/ }).waitFor();
  await page.keyboard.press('Escape');
});

test('a figure is kept a watch on where it is shown: what it would have told, what it sees, its end', async () => {
  await desk.go('/watches');
  await page.getByText('Nothing is watched yet').waitFor();
  await desk.go('/trends?event=Order+Completed&show=count&split=country&zone=Europe/Rome');
  await page.getByRole('button', { name: 'Watch this' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/^Of the last 60 days/).waitFor();
  await dialog.getByLabel('Name').fill('Orders by country');
  await dialog.getByLabel('What to do then').fill('Ask the shop.');
  await dialog.getByRole('button', { name: 'Watch this' }).click();
  await page.getByRole('heading', { name: 'Orders by country', level: 1 }).waitFor();
  await page.getByText('Keeps watch').waitFor();
  await page.getByRole('img', { name: /^The last 60, oldest first/ }).waitFor();
  await page.getByRole('button', { name: 'Change' }).click();
  await dialog.getByLabel('Tell me of').click();
  await page.getByRole('option', { name: 'Only large surprises' }).click();
  await dialog.getByRole('button', { name: 'Change' }).click();
  await page.getByText('Only large surprises').waitFor();
  await page.getByRole('button', { name: 'Let it rest' }).click();
  await page.getByText('Rests').waitFor();
  await desk.go('/watches');
  await page.getByText('How often: Order Completed').waitFor();
  await lookAt(page, 'watches');
  await page.getByRole('link', { name: 'Orders by country' }).click();
  await page.getByRole('button', { name: 'End it' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End it' }).click();
  await page.getByText('Nothing is watched yet').waitFor();
});

test('what is read as customers’ words is chosen on a screen', async () => {
  await desk.go('/voice/settings');
  const hours = page.getByLabel('Hours within which who speaks should be answered');
  await hours.fill('24');
  await page.getByRole('switch', { name: 'Tell the money at risk beside themes' }).click();
  await page.getByRole('combobox', { name: 'The event that is a purchase' }).fill('Order Completed');
  await page.getByRole('combobox', { name: 'The number on it that was spent' }).fill('total');
  const words = page.getByLabel('Events that carry a customer’s words').first();
  await words.fill('Order Completed');
  await words.press('Enter');
  await page.getByText('Read from the beginning of the log').waitFor();
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await page.getByText('Kept.').waitFor();
  expect(await verona.api('GET', '/api/measure/voice/settings')).toMatchObject({
    answerHours: 24,
    spend: { event: 'Order Completed', property: 'total' },
    events: expect.arrayContaining(['Order Completed', 'Review Submitted']),
  });
  await lookAt(page, 'voice-settings');
});

test('a language model is set up, tried beside the rules, and reads what is said from then on', async () => {
  model.behave(says({ language: 'en', kind: 'curse', sentiment: -0.9, emotion: 'anger', effort: 'high', offensive: false }));
  await desk.go('/voice/settings');
  const panel = page.getByRole('region', { name: 'A language model, if you wish' });
  await panel.getByLabel('Address').fill('http://10.0.0.1/v1');
  await panel.getByLabel('Model', { exact: true }).fill('tiny');
  await panel.getByLabel('Key', { exact: true }).fill('sk-journey');
  await panel.getByRole('button', { name: 'Keep it' }).click();
  await panel.getByText('does not lead to the public internet').waitFor();
  await panel.getByLabel('Address').fill(model.address);
  await panel.getByRole('switch', { name: 'Ask it about what customers say' }).click();
  await panel.getByRole('button', { name: 'Keep it' }).click();
  await panel.getByText('A key is kept').waitFor();
  await panel.getByLabel('A sentence').fill('Great, another three hours on hold. My number is 212-555-0187.');
  await panel.getByRole('button', { name: 'Read it' }).click();
  await panel.getByText('My number is [phone].').waitFor();
  await panel.getByRole('row', { name: /^Kind \w+ Curse$/ }).waitFor();
  await panel.getByText(/^tiny-2026-11, task 1/).waitFor();
  expect(model.asked.at(-1)?.authorization).toBe('Bearer sk-journey');
  await lookAt(page, 'voice-model');

  await verona.send({
    ...{ type: 'track', userId: 'anna', event: 'Review Submitted', timestamp: daysAgo(1) },
    properties: { text: 'Great, it only took five weeks.' },
  });
  await desk.go('/voice');
  await eventually(async () => {
    const { items } = await verona.api<{ items: { readBy: string }[] }>('GET', '/api/measure/voice?kind=curse');
    return items.some(({ readBy }) => readBy === 'tiny-2026-11, task 1');
  }, 30_000);
  await desk.go('/voice?kind=curse');
  await page.getByText('read by tiny-2026-11, task 1').waitFor();
  const kept = await verona.api<object>('GET', '/api/measure/voice/model');
  expect(kept).toMatchObject({ hasKey: true, waiting: 0, today: { asked: 2, failed: 0, tokens: 200 } });
  expect(JSON.stringify(kept)).not.toContain('sk-journey');
});
