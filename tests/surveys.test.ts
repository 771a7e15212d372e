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
let survey: Survey;

const decision = 'Whether delivery slots are kept after the trial in May';

beforeAll(async () => {
  [verona, browser] = await Promise.all([startVerona(), openBrowser()]);
  desk = await openDesk(browser, verona);
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

test('results are live: the figure moves while one looks, and a row opens its people', async () => {
  await desk.go(`/surveys/${survey.id}`);
  const { page } = desk;
  await page.getByRole('button', { name: '9: 1, 100%. Show the people' }).waitFor();
  await page.getByText('The slot was kept to the minute').waitFor();
  const key = survey.url.split('/').at(-1);
  const post = async <T>(path: string, body: unknown, token = ''): Promise<T> =>
    (
      await fetch(`${verona.url}/s/v1/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      })
    ).json() as Promise<T>;
  const { token } = await post<{ token: string }>(`${key}/responses`, {});
  await post('responses', { data: { nps: 3 }, complete: true }, token);
  await page.getByRole('button', { name: '3: 1, 50%. Show the people' }).waitFor({ timeout: 15_000 });
  await lookAt(page, 'survey-results');
  await page.getByRole('button', { name: '3: 1, 50%. Show the people' }).click();
  await page.getByRole('dialog').getByText('by link').waitFor();
  expect(desk.complaints()).toEqual([]);
});

test('an answer chosen in a mail counts when it is sent, and the link then holds no more', async () => {
  const body = { to: [{ type: 'email', value: 'anna@casa.example' }] };
  const invited = await verona.api<{ items: { url: string }[] }>('POST', `/api/listen/surveys/${survey.id}/invitations`, body);
  const url = `${invited.items[0]?.url}&q=nps&a=10`;
  const first = await customer(url);
  await first.at.getByRole('radio', { name: '10', exact: true }).waitFor();
  expect(await first.at.getByRole('radio', { name: '10', exact: true }).isChecked()).toBe(true);
  const before = await eventsNamed('Survey Completed');
  await first.at.getByRole('button', { name: 'Send' }).click();
  await first.at.getByText('Thank you. Your answers have arrived.').waitFor();
  expect(await eventsNamed('Survey Completed')).toHaveLength(before.length + 1);
  await first.close();
  const again = await customer(url);
  await again.at.getByText('This link was used already').waitFor();
  expect(again.complaints).toEqual([]);
  await again.close();
});
