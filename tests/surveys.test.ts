/** A survey from its template to its results: a link is answered in part, gone on with, sent, and counted while one looks. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../platform/testing/chromium.ts';
import { eventually, startVerona, type Verona } from '../platform/testing/server.ts';
import { type Desk, lookAt, openDesk } from './support/screens.ts';

interface Survey {
  id: string;
  url: string;
}

let verona: Verona;
let browser: Browser;
let desk: Desk;
let page: Page;
let survey: Survey;

const decision = 'Whether delivery slots are kept after the trial in May';

beforeAll(async () => {
  [verona, browser] = await Promise.all([startVerona(), openBrowser()]);
  desk = await openDesk(browser, verona);
  page = desk.page;
  survey = await verona.api<Survey>('POST', '/api/listen/surveys', { name: 'After the trial', decision, template: 'nps' });
  await verona.api('POST', `/api/listen/surveys/${survey.id}/state`, { state: 'open' });
});
afterAll(async () => {
  await browser?.close();
  await verona?.close();
});

/** A customer's own browser, under the page's content policy; what it complains of fails the test. */
async function customer(url: string, options = {}): Promise<{ at: Page; complaints: string[]; close(): Promise<void> }> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en', ...options });
  const at = await context.newPage();
  const complaints: string[] = [];
  at.on('pageerror', (error) => complaints.push(error.message));
  at.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('Failed to load resource')) complaints.push(message.text());
  });
  await at.goto(url);
  return { at, complaints, close: () => context.close() };
}

const eventsNamed = async (name: string) => {
  const { items } = await verona.api<{ items: { body: string }[] }>('GET', `/api/listen/events?name=${encodeURIComponent(name)}`);
  return items.map(({ body }) => JSON.parse(body).properties as Record<string, unknown>);
};

test('a link is answered in part, gone on with after a reload, and sent; each answer is an event', async () => {
  const { at, complaints, close } = await customer(survey.url);
  await at.getByRole('radio', { name: '9', exact: true }).check();
  await eventually(async () => {
    const { answers } = await verona.api<{ answers: { partial: number } }>('GET', `/api/listen/surveys/${survey.id}/results`);
    return answers.partial === 1;
  });
  expect(await eventsNamed('Survey Answered')).toEqual([]);
  await at.reload();
  await at.getByRole('radio', { name: '9', exact: true }).waitFor();
  expect(await at.getByRole('radio', { name: '9', exact: true }).isChecked()).toBe(true);
  await at.getByRole('textbox').fill('The slot was kept to the minute');
  await at.getByRole('button', { name: 'Send' }).click();
  await at.getByText('Thank you. Your answers have arrived.').waitFor();
  await close();
  expect(complaints).toEqual([]);
  const answered = await eventsNamed('Survey Answered');
  expect(answered).toContainEqual(expect.objectContaining({ question: 'nps', question_type: 'nps', value: 9, complete: true }));
  expect(answered).toContainEqual(expect.objectContaining({ question: 'why', text: 'The slot was kept to the minute' }));
  expect(await eventsNamed('Survey Completed')).toHaveLength(1);
});
