/** Metrics as an analyst uses them: a definition is a sentence, changes into another one, and every figure opens its people. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../platform/testing/chromium.ts';
import { eventually, startVerona, type Verona } from '../platform/testing/server.ts';
import { type Desk, lookAt, openDesk } from './support/screens.ts';

let verona: Verona;
let browser: Browser;
let desk: Desk;
let page: Page;

const day = 86_400_000;
const daysAgo = (count: number, hour = 12) =>
  new Date(Math.floor(Date.now() / day) * day - count * day + hour * 3_600_000).toISOString();

beforeAll(async () => {
  [verona, browser] = await Promise.all([startVerona(), openBrowser()]);
  desk = await openDesk(browser, verona, { timezoneId: 'Europe/Rome', acceptDownloads: true });
  page = desk.page;
  const shoppers = [
    { userId: 'anna', name: 'Anna Rossi', orders: [40, 33, 20, 6] },
    { userId: 'marco', name: 'Marco Bianchi', orders: [26] },
    { userId: 'hans', name: 'Hans Vogel', orders: [] },
  ];
  await verona.send(
    ...shoppers.flatMap(({ userId, name, orders }) => [
      { type: 'identify', userId, timestamp: daysAgo(60), traits: { name } },
      { type: 'track', userId, event: 'Checkout Started', timestamp: daysAgo(26, 11) },
      ...orders.map((ago) => ({
        ...{ type: 'track', userId, event: 'Order Completed', timestamp: daysAgo(ago) },
        properties: { total: 10 + ago, currency: 'EUR' },
      })),
    ]),
  );
  await eventually(async () => {
    const { items } = await verona.api<{ items: { name: string; seen: number }[] }>('GET', '/api/listen/schema');
    return items.some(({ name, seen }) => name === 'Order Completed' && seen === 5);
  }, 30_000);
}, 120_000);
afterEach(() => expect(desk.complaints()).toEqual([]));
afterAll(async () => {
  await browser?.close();
  await verona?.close();
});

/** As the signed-in colleague: keys are nobody who can own a moment. */
const asEmployee = <Reply>(method: string, path: string, body?: unknown): Promise<Reply> =>
  page.evaluate(
    async ([how, where, what]) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(where as string, {
        method: how as string,
        headers,
        ...(what !== null && { body: what as string }),
      });
      if (!answer.ok) throw new Error(await answer.text());
      return answer.json();
    },
    [method, path, body === undefined ? null : JSON.stringify(body)] as const,
  ) as Promise<Reply>;

/** Whoever is behind a figure that is open can become a segment: the screen offers it, and it would be that many. */
async function offersSegment(figure: object, people: number): Promise<void> {
  await page.getByRole('button', { name: 'Make a segment' }).waitFor();
  const kept = { name: 'Tried', origin: 'Behind a figure', figure };
  const segment = await verona.api<{ id: string; people: number }>('POST', '/api/measure/segments', kept);
  expect(segment.people).toBe(people);
  await verona.api('DELETE', `/api/customers/segments/${segment.id}`);
}

test('metrics that come with Verona say what they are, what they mean, or what they need', async () => {
  await desk.go('/measure/metrics');
  const abandoned = page.getByRole('link', { name: /Checkouts abandoned/ });
  // Anna and Hans did not buy within a day of it; Marco did.
  await abandoned.getByText('66.7%', { exact: true }).first().waitFor();
  await abandoned.getByText(/the share without “Order Completed” within 24 hours after the last one/).waitFor();
  await page
    .getByRole('link', { name: /Net promoter score/ })
    .getByText('No data yet: needs the event “Survey Answered”')
    .waitFor();
  await lookAt(page, 'metrics');
});

test('one is defined in words, with the figure it would give beside them', async () => {
  await page.getByRole('button', { name: 'Define a metric' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Name').fill('Orders');
  await form.getByLabel('What is measured').selectOption('How often');
  await form.getByRole('combobox', { name: 'Event' }).fill('Order Completed');
  await form.getByText('Number of “Order Completed”.').waitFor();
  await form.getByText('Would be 5, of 5').waitFor();
  await form.getByRole('button', { name: 'Keep' }).click();
  await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
  await page.getByRole('button', { name: '5', exact: true }).click();
  const people = page.getByRole('dialog').getByRole('list', { name: 'People' });
  await people.getByRole('link', { name: /Anna Rossi.*4 times/ }).waitFor();
  await page.keyboard.press('Escape');
});

test('a changed definition is another version; both are drawn, a note stands on the day, the file names the version', async () => {
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('What is measured').selectOption('How many people');
  await form.getByLabel('Why does it change?').fill('One person, one order.');
  await form.getByRole('button', { name: 'Keep' }).click();
  await page.getByText('Definition 2, now').first().waitFor();
  await page.getByRole('list', { name: 'Definitions' }).getByText('One person, one order.').waitFor();
  await page.getByRole('button', { name: 'Add a note' }).click();
  await page.getByRole('dialog').getByLabel('Day').fill(daysAgo(20).slice(0, 10));
  await page.getByRole('dialog').getByLabel('What happened').fill('New checkout');
  await page.getByRole('dialog').getByRole('button', { name: 'Keep' }).click();
  const picture = page.getByRole('img', { name: 'Orders' });
  await picture.getByText('New checkout').waitFor();
  await picture.getByText('Definition 1').waitFor();
  await lookAt(page, 'metric');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()]);
  expect(file.suggestedFilename()).toBe('Orders.csv');
  // The same words again make no third one, and who comes late is told so.
  const id = new URL(page.url()).pathname.split('/').at(-1);
  const formula = { kind: 'people', of: { event: 'Order Completed' } };
  expect(await verona.api('PATCH', `/api/measure/metrics/${id}`, { formula })).toMatchObject({ metricVersion: 2 });
  const late = await verona.ask('PATCH', `/api/measure/metrics/${id}`, { body: { formula, metricVersion: 1 } });
  expect(late).toMatchObject({ status: 409, body: { code: 'measure.metric_changed_meanwhile' } });
});

test('a conversation is measured a second after it was: same columns for every channel, and each opens its moment', async () => {
  const moment = await asEmployee<{ id: string; no: number; epoch: number }>('POST', '/api/moments', {
    ...{ title: 'Where is my order?', customer: 'user_id:anna', mine: true },
  });
  await asEmployee('POST', `/api/moments/${moment.id}/resolve`, {
    epoch: moment.epoch,
    outcome: 'put_right',
    note: 'Sent again',
  });
  await eventually(async () => {
    const span = `from=${daysAgo(2)}&to=${daysAgo(-2)}`;
    const { items } = await verona.api<{ items: { outcome: string }[] }>('GET', `/api/measure/conversations?${span}`);
    return items.length === 1 && items[0]?.outcome === 'put_right';
  }, 20_000);
  await desk.go('/conversations');
  const row = page.getByRole('table', { name: 'Conversations' }).getByRole('row', { name: /Anna Rossi/ });
  await row.getByText('put right').waitFor();
  await row.getByText('not said').waitFor();
  await lookAt(page, 'conversations');
  await row.getByRole('link').click();
  await page.waitForURL(`**/moments/${moment.id}`);
});

test('a scenario: its quality opens people, a person their path over the ideal, and what customers add becomes the next definition', async () => {
  const hours = (amount: number) => ({ amount, unit: 'hour' });
  const definition = {
    ...{ role: 'A shopper in a hurry', outcome: 'the order is placed', window: { amount: 3, unit: 'day' } },
    steps: [
      { name: 'Begins to pay', shownBy: { event: 'Checkout Started' } },
      { name: 'Has paid', shownBy: { event: 'Order Completed' }, momentOfTruth: true, condition: 'Without typing it all again' },
    ],
    metrics: [
      {
        kind: 'elapsed',
        name: 'Paid before lunch is over',
        namedBy: 'customers',
        from: 1,
        to: 2,
        target: hours(2),
        limit: hours(24),
      },
    ],
  };
  const { id } = await verona.api<{ id: string }>('POST', '/api/measure/scenarios', { name: 'Paying', definition });
  await desk.go('/scenarios?range=90d&zone=Europe/Rome');
  // Marco paid within the hour; Anna and Hans did not pay for days.
  await page.getByRole('button', { name: 'Paying, Everybody, 33: show the people' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByText('3 people, worst first').waitFor();
  await offersSegment({ of: 'scenario', scenario: id, question: { from: daysAgo(90), to: daysAgo(-1) } }, 3);
  await drawer.getByRole('link', { name: /Hans Vogel/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Hans Vogel' }).waitFor();
  await page.getByRole('listitem').filter({ hasText: 'Has paid' }).getByText('Showstopper').waitFor();
  await lookAt(page, 'scenario-path');

  const { url } = await verona.api<{ url: string }>('POST', `/api/measure/scenarios/${id}/links`, {});
  await page.goto(verona.url + new URL(url).pathname);
  await page.getByLabel('A step your ideal path would have').fill('My card is <b>remembered</b>');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('heading', { name: 'Thank you' }).waitFor();

  await desk.go(`/scenarios/${id}?range=90d&zone=Europe/Rome`);
  await page.getByText('My card is <b>remembered</b>').waitFor();
  await lookAt(page, 'scenario');
  await page.getByRole('button', { name: 'Make it part' }).click();
  await drawer.getByRole('button', { name: 'Make it part' }).click();
  await drawer.waitFor({ state: 'detached' });
  await page.getByRole('list', { name: 'Ideal path' }).getByText('My card is <b>remembered</b>').waitFor();
  await page.getByText('By definition 2.').waitFor();
});

test('lifetime value says what it needs, and with purchases it is told with its method, for each customer', async () => {
  await desk.go('/measure/lifetime');
  await page.getByRole('button', { name: 'Fit on our purchases' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Fit on our purchases' }).click();
  await page.getByText('2 customers with a purchase, 1 of them with a second one; 20 are needed.').waitFor();
  await page.keyboard.press('Escape');
  // Sixty regulars of all kinds: who bought lately and often is worth more than who fell silent.
  const regulars = Array.from({ length: 60 }, (_, no) => ({
    userId: `regular-${no}`,
    every: 8 + (no % 9) * 4,
    since: 20 + (no % 7) * 30,
  }));
  const bought = regulars.flatMap(({ userId, every, since }, no) =>
    Array.from({ length: 1 + (no % 5) }, (_, turn) => ({
      ...{ type: 'track', userId, event: 'Order Completed', timestamp: daysAgo(since + turn * every) },
      properties: { total: 20 + ((no * 13 + turn * 7) % 60), currency: 'EUR' },
    })),
  );
  await verona.send(...bought);
  const setting = {
    event: 'Order Completed',
    property: 'total',
    currency: 'EUR',
    currencyIn: 'currency',
    days: 365,
    discount: 10,
  };
  await eventually(async () => {
    const { status, body } = await verona.ask('POST', '/api/measure/lifetime', { body: setting });
    return status === 201 && (body as { customers: number }).customers === 62;
  }, 30_000);
  await desk.go('/measure/lifetime');
  await page.getByText(/BG\/NBD \(Fader, Hardie & Lee 2005\) with Gamma-Gamma/).waitFor();
  const table = page.getByRole('table', { name: 'Customers by what they are worth yet' });
  await table.getByRole('row', { name: /Anna Rossi/ }).waitFor();
  await lookAt(page, 'lifetime');
  await page.getByRole('combobox', { name: 'Which customers' }).click();
  await page.getByRole('option', { name: 'The most valuable fifth' }).click();
  await page.getByText('13 customers', { exact: true }).waitFor();
  await offersSegment({ of: 'lifetime', part: 'best' }, 13);
});

test('the matrix says whose it is: nobody is flagged, a cell opens its moments, and a moment is two clicks away', async () => {
  const care = await verona.api<{ id: string }>('POST', '/api/people/departments', { name: 'Care' });
  const me = await asEmployee<{ employee: { id: string } }>('GET', '/api/people/me');
  await verona.api('PATCH', `/api/people/employees/${me.employee.id}`, { departmentId: care.id });
  const late = { title: 'Late again', customer: 'user_id:marco', kind: 'late_parcel', mine: true };
  const moment = await asEmployee<{ id: string }>('POST', '/api/moments', late);
  await desk.go('/touchpoints?part=registry');
  await page.getByRole('button', { name: 'New touchpoint' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Name').fill('Delivery');
  await form.getByLabel('Kinds of moment').fill('late_parcel');
  await form.getByLabel('Kinds of moment').press('Enter');
  await form.getByRole('button', { name: 'Keep' }).click();
  await page.getByText('Kinds of moment: late_parcel').waitFor();
  await lookAt(page, 'touchpoints-registry');
  await page.getByRole('tab', { name: 'Matrix' }).click();
  const cell = page.getByRole('button', { name: 'Delivery, Care: show what is behind it' });
  await cell.getByText('1 open').waitFor({ timeout: 20_000 });
  await cell.getByText('Nobody').waitFor();
  await lookAt(page, 'touchpoints');
  await cell.click();
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('combobox', { name: 'Owner' }).click();
  await page.getByRole('option').first().click();
  await cell.getByText('Nobody').waitFor({ state: 'detached' });
  await lookAt(page, 'touchpoint-cell');
  await offersSegment({ of: 'cell', department: care.id }, 1);
  await drawer.getByRole('link', { name: /Marco Bianchi/ }).click();
  await page.waitForURL(`**/moments/${moment.id}`);
  await desk.go('/touchpoints?part=holes');
  await page.getByRole('list', { name: 'Touchpoint without an owner' }).getByRole('link', { name: 'Delivery' }).waitFor();
  await lookAt(page, 'touchpoint-holes');
});

test('an audit is written, filled in and counts: its score is made before the reader’s eyes and feeds the quality', async () => {
  const { items } = await verona.api<{ items: { id: string; name: string }[] }>('GET', '/api/measure/touchpoints');
  expect(items[0]?.name).toBe('Delivery');
  await desk.go('/audits?part=templates');
  await page.getByRole('button', { name: 'New sheet' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Name').fill('Parcel shop');
  await form.getByLabel('Question').fill('Was the parcel whole?');
  await form.getByRole('combobox', { name: 'Touchpoint' }).click();
  await page.getByRole('option', { name: 'Delivery' }).click();
  await form.getByLabel(/^Critical/).check();
  await form.getByRole('button', { name: 'Keep' }).click();
  await page.getByText('1 criterion · version 1 · 0 sheets').waitFor();
  await lookAt(page, 'audit-templates');
  await page.getByRole('tab', { name: 'What was found' }).click();
  await page.getByRole('link', { name: 'Fill in a sheet' }).click();
  const question = page.getByRole('group', { name: /Was the parcel whole/ });
  await question.getByText('4', { exact: true }).click();
  await page.getByText('1 of 1 answered').waitFor();
  await lookAt(page, 'audit-fill');
  await page.getByRole('button', { name: 'Keep' }).click();
  await page.getByRole('heading', { level: 1, name: 'Parcel shop: Ourselves' }).waitFor();
  await page
    .getByRole('table', { name: 'Criteria' })
    .getByRole('row', { name: /Was the parcel whole.*75/ })
    .waitFor();
  await lookAt(page, 'audit-sheet');
  const id = (await verona.api<{ items: { id: string }[] }>('GET', '/api/measure/audits/templates')).items[0]?.id;
  const csv = 'subject,visited_on,was_the_parcel_whole\nPeer,2026-01-10,5\nOther,2026-01-10,9\n';
  const refused = await verona.ask('POST', `/api/measure/audits/templates/${id}/import`, { body: { csv } });
  expect(refused).toMatchObject({ status: 422, body: { fields: [{ path: 'row 3, was_the_parcel_whole' }] } });
  await verona.api('POST', `/api/measure/audits/templates/${id}/import`, { csv: csv.replace(',9', ',1') });
  await desk.go('/audits');
  const rank = page.getByRole('region', { name: 'In all' }).getByRole('listitem');
  await expect.poll(() => rank.allTextContents()).toEqual(['1.Peer100', '2.Ourselves75', '3.Other0']);
  await lookAt(page, 'audits');
  await desk.go('/touchpoints');
  const row = page.getByRole('table', { name: 'Matrix' }).getByRole('row', { name: /Delivery/ });
  await row.getByText('75', { exact: true }).first().waitFor();
});

test('a promise is written down beside what people live through; ten complaints and it falls, and lists the ten', async () => {
  const about = (no: number) => `regular-${no}`;
  const delivered = Array.from({ length: 40 }, (_, no) => ({
    ...{ type: 'track', userId: about(no), event: 'Order Delivered', timestamp: daysAgo(3 + (no % 20)) },
  }));
  const late = Array.from({ length: 10 }, (_, no) => ({
    ...{ type: 'track', userId: about(no), event: 'Review Submitted', timestamp: daysAgo(2) },
    properties: { text: `Parcel ${no} was late again, terrible` },
  }));
  await verona.api('POST', '/api/measure/voice/themes', { name: 'Late delivery', phrases: ['late'] });
  await verona.send(...delivered);
  await eventually(async () => {
    const { items } = await verona.api<{ items: { name: string; seen: number }[] }>('GET', '/api/listen/schema');
    return items.some(({ name, seen }) => name === 'Order Delivered' && seen === 40);
  }, 30_000);
  await desk.go('/brand-promises');
  await page.getByText('No promise has been written down yet').waitFor();
  await page.getByRole('button', { name: 'Write down a promise' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('The promise, as customers read or hear it').fill('At your door the next day');
  await form.getByLabel('Where it is presented').fill('Spring campaign');
  await form.getByLabel('Presented since').fill(daysAgo(30).slice(0, 10));
  const choose = async (label: string, option: string | RegExp) => {
    await form.getByRole('combobox', { name: label }).last().click();
    await page.getByRole('option', { name: option }).first().click();
  };
  await choose('Who answers for it', /./);
  await choose('Theme', 'Late delivery');
  await choose('Each', 'means it was broken');
  await form.getByRole('button', { name: 'One more' }).click();
  await choose('Event', 'Order Delivered');
  await form.getByRole('button', { name: 'Write down a promise' }).click();
  await page.getByRole('heading', { level: 1, name: 'At your door the next day' }).waitFor();
  await page.getByText('of 100 presented · 91 to 100 by the number of people').waitFor();
  await verona.send(...late);
  await eventually(async () => {
    const { items } = await verona.api<{ items: unknown[] }>('GET', '/api/measure/voice?kind=curse');
    return items.length === 10;
  }, 30_000);
  await page.reload();
  await page.getByText('of 100 presented · 60 to 86 by the number of people').first().waitFor();
  await page.getByText('Parcel 3 was late again').waitFor();
  await lookAt(page, 'brand promise');
  await page.getByRole('button', { name: 'Broken to 10 people' }).click();
  await page.getByRole('dialog').getByText('10 people').first().waitFor();
  const promise = new URL(page.url()).pathname.split('/').at(-1);
  await offersSegment({ of: 'promise', promise, verdict: 'broken', from: daysAgo(30), to: daysAgo(-1) }, 10);
  await page.keyboard.press('Escape');
  await desk.go('/brand-promises');
  await page.getByRole('button', { name: 'Broken to 10 people' }).waitFor();
  await lookAt(page, 'brand promises');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()]);
  expect(file.suggestedFilename()).toBe('presented-experienced.csv');
});

test('a finding says from how many sides it is seen; evidence is attached until the flag is gone', async () => {
  const { items } = await verona.api<{ items: { id: string; text: string }[] }>('GET', '/api/measure/voice?kind=curse');
  const [owner] = (await verona.api<{ items: { id: string }[] }>('GET', '/api/people/employees')).items;
  await verona.api('POST', '/api/measure/voice/findings', {
    ...{ title: 'Parcels leave on the third day', ownerId: owner?.id, evidence: items.map(({ id }) => id) },
  });
  await desk.go('/voice/registers?part=findings');
  await page.getByText('One-dimensional evidence · Our own systems only').waitFor();
  await page.getByRole('button', { name: 'Evidence of Parcels leave on the third day' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('What is it called?').fill('Delivery in Europe 2026');
  await dialog.getByLabel('Where it lies').fill('https://example.com/study');
  await dialog.getByRole('button', { name: 'Attach evidence' }).click();
  await dialog.getByText('Two-dimensional evidence').waitFor();
  await dialog.getByRole('combobox', { name: 'Attach evidence' }).click();
  await page.getByRole('option', { name: 'A metric' }).click();
  await dialog.getByRole('combobox', { name: 'A metric' }).click();
  await page.getByRole('option', { name: 'Orders', exact: true }).click();
  await dialog.getByRole('button', { name: 'Attach evidence' }).click();
  await dialog.getByText('Two-dimensional evidence').waitFor({ state: 'detached' });
  await lookAt(page, 'evidence');
  await page.keyboard.press('Escape');
  await page.getByRole('list', { name: 'Sides it is seen from' }).waitFor();
  expect(await page.getByText('dimensional evidence').count()).toBe(0);
});

test('drivers and gaps open the people who answered, and gaps stand side by side by segment', async () => {
  const question = (no: number, name: string, value: number) => ({
    ...{ type: 'track', userId: `regular-${no}`, event: 'Survey Answered', timestamp: daysAgo(2) },
    properties: { survey: 's1', survey_name: 'Autumn', response: `r${no}`, question: name, question_type: 'rating', value },
  });
  await verona.send(
    ...Array.from({ length: 40 }, (_, no) => [
      question(no, 'delivery', no % 10),
      question(no, 'price', (no * 7) % 10),
      question(no, 'satisfaction', Math.min(10, (no % 10) + (no % 2))),
      question(no, 'delivery matters', no < 20 ? 10 : 6),
    ]).flat(),
  );
  const rule = {
    ...{ kind: 'event', event: 'Review Submitted', where: [], window: { in: 'ever' } },
    ...{ measure: { of: 'count' }, operator: 'at_least', amount: 1 },
  };
  const complained = await verona.api<{ id: string }>('POST', '/api/customers/segments', {
    ...{ name: 'Complained', rule: { kind: 'group', match: 'all', rules: [rule] } },
  });
  await eventually(async () => {
    const { items } = await verona.api<{ items: { responses: number }[] }>('GET', '/api/measure/surveys');
    return items[0]?.responses === 40;
  }, 30_000);
  const pair = { survey: 's1', pairs: [{ attribute: 'delivery', want: 'delivery matters', deliver: 'delivery' }] };
  await eventually(async () => {
    const asked = { ...pair, from: daysAgo(30), to: daysAgo(-1), segments: [complained.id] };
    const { columns } = await verona.api<{ columns: { gaps: { n: number }[] }[] }>('POST', '/api/measure/gaps/segments', asked);
    return columns[0]?.gaps[0]?.n === 40 && columns[1]?.gaps[0]?.n === 10;
  }, 30_000);
  await desk.go(`/drivers?outcome=satisfaction&by=delivery&by=price&want=delivery+matters&get=delivery&seg=${complained.id}`);
  const drives = page.getByRole('region', { name: 'What drives satisfaction' });
  await drives.getByRole('button', { name: 'Who answered delivery' }).click();
  const people = page.getByRole('dialog').getByRole('list', { name: 'People' });
  await people
    .getByText(/delivery: 0 · satisfaction: 0/)
    .first()
    .waitFor();
  await page.keyboard.press('Escape');
  const beside = page.getByRole('table', { name: 'Gap by segment' });
  // All of those wanted 10 and got 0 to 9.
  await beside.getByRole('button', { name: 'Who answered delivery: Complained' }).getByText('5.50').waitFor();
  await lookAt(page, 'drivers');
  await beside.getByRole('button', { name: 'Who answered delivery: Complained' }).click();
  await page.getByRole('dialog').getByText('10 people, the lowest answer first').waitFor();
  await people.getByText(/delivery: 0 · delivery matters: 10/).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Make a segment' }).click();
  const form = page.getByRole('dialog', { name: 'Make a segment of these people' });
  await form.getByRole('textbox', { name: 'Name' }).fill('Complained and answered');
  await form.getByRole('button', { name: 'Make a segment' }).click();
  await page.getByText('“Complained and answered” keeps 10 people').waitFor();
});
