/**
 * Every screen with the demo company in it, as docs/screens.md shows them. Run with `VERONA_SCREENSHOTS=1` it takes the pictures
 * anew; either way each screen has to come up with something to see and nothing to complain about.
 */
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { connect } from '../apps/cli/client.ts';
import { playStory } from '../apps/demo/story.ts';
import { eventually, startVerona, type Verona } from '../platform/testing/server.ts';
import { openConsole } from './support/console.ts';
import { type Look, takePicture, takesPictures, windowFor } from './support/pictures.ts';

const file = fileURLToPath(new URL('../examples/orders-synthetic.csv', import.meta.url));
const map = fileURLToPath(new URL('../examples/maps/orders-synthetic.yaml', import.meta.url));

interface List {
  items: { id: string; name: string }[];
}

let verona: Verona;
let site: Awaited<ReturnType<typeof openConsole>>;
let shop: Server | undefined;
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
  shop?.close();
  await site?.close();
  await verona?.close();
});

async function look(name: string, path: string, ready: string | ((page: Page) => Promise<unknown>), looks: Look[] = ['desk']) {
  // Without pictures to take, one look tells whether the screen stands.
  for (const one of takesPictures ? looks : looks.slice(0, 1)) {
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
const chart = async (page: Page) => page.getByRole('img').last().waitFor();
const way = 'step=Product+Viewed&step=Product+Added&step=Order+Completed&range=90d';
test('a funnel', () => look('funnels', `/funnels?${way}&within=7d`, 'Order Completed', ['desk', 'desk-dark', 'phone']));
test('paths', () => look('paths', '/paths?step=Product+Viewed&range=90d&length=4', chart));
test('retention', () =>
  look('retention', '/retention?step=Order+Completed&by=month&range=12m', async (page) =>
    page.getByRole('table').first().waitFor(),
  ));
test('journeys', () => look('journeys', '/journeys?range=90d', async (page) => page.locator('main svg').last().waitFor()));
test('what customers say', () => look('voice', '/voice?range=90d', 'Still waiting for my shoes', ['desk', 'desk-dark', 'phone']));
test('themes', () => look('themes', '/voice/themes', 'Delivery promise broken'));
test('metrics', () => look('metrics', '/measure/metrics', 'Net promoter score', ['desk', 'phone']));
test('conversations by one measure', () => look('conversations', '/conversations', 'Conversations'));
test('a dashboard', () => look('dashboards', '/dashboards', 'Delivery'));
test('a survey and its answers', async () => {
  const { items } = await verona.api<List>('GET', '/api/listen/surveys');
  await look('survey', `/surveys/${items[0]?.id}`, 'the promise was not', ['desk', 'desk-dark']);
});
test('a brand promise', async () => {
  const { items } = await verona.api<List>('GET', `/api/measure/brand-promises?${lately}`);
  await look('brand-promise', `/brand-promises/${items[0]?.id}`, 'who spoke of it or lived through it', ['desk', 'phone']);
});
test('a scenario', async () => {
  const { items } = await verona.api<List>('GET', '/api/measure/scenarios');
  await look('scenario', `/scenarios/${items[0]?.id}`, 'Finds a pair', ['desk', 'desk-dark', 'phone']);
});
test('touchpoints by department', () => look('touchpoints', '/touchpoints', 'Delivery', ['desk', 'phone']));
test('audits: ourselves among peers', async () => {
  const { items } = await verona.api<List>('GET', '/api/measure/touchpoints');
  const touchpointId = items.find(({ name }) => name === 'Delivery')?.id ?? null;
  const { id: templateId } = await verona.api<{ id: string }>('POST', '/api/measure/audits/templates', {
    ...{ name: 'An order by phone', kind: 'mystery_shop' },
    criteria: [
      { key: 'friendly', question: 'Were they friendly?', scale: { kind: 'range', min: 1, max: 5 }, weight: 2 },
      {
        key: 'kept',
        question: 'Did it come when they said?',
        scale: { kind: 'yes_no' },
        weight: 3,
        critical: true,
        touchpointId,
      },
    ],
  });
  for (const [subject, on, friendly, kept] of visits)
    await verona.api('POST', '/api/measure/audits/sheets', {
      ...{ templateId, templateVersion: 1, subject, on, auditor: 'Chiara Neri', answers: { friendly, kept } },
    });
  await look('audits', '/audits', 'Scarpe & Co.', ['desk', 'phone']);
});
test('watches', () => look('watches', '/watches', 'Late deliveries'));
test('sessions', () => look('sessions', '/sessions?range=90d', chart));
test('SQL', () =>
  look('sql', '/measure/sql', async (page) => {
    await page.getByRole('textbox').last().fill(monthly);
    await page.keyboard.press('Control+Enter');
    await page.getByRole('table').getByText('Order Completed').first().waitFor();
  }));
test('what drives satisfaction', async () => {
  await verona.send(...Array.from({ length: 60 }, (_, no) => answersOf(no)).flat());
  await eventually(async () => {
    const surveys = await verona.api<{ items: { survey: string; responses: number }[] }>('GET', '/api/measure/surveys');
    return surveys.items.some(({ survey, responses }) => survey === 'autumn' && responses === 60);
  }, 30_000);
  const asked = 'survey=autumn&outcome=Satisfaction&by=Delivery&by=Price&by=Service&want=Delivery+matters&get=Delivery';
  await look('drivers', `/drivers?${asked}`, 'What drives Satisfaction');
});
/** Who was looked at (nobody: ourselves), when, and what was found. */
const visits = [
  [null, '2026-03-02', 3, 'no'],
  [null, '2026-06-08', 4, 'yes'],
  ['Scarpe & Co.', '2026-06-09', 5, 'yes'],
  ['Passo Lungo', '2026-06-10', 4, 'no'],
] as const;
const lately = new URLSearchParams({
  from: new Date(Date.now() - 90 * 86_400_000).toISOString(),
  to: new Date(Date.now() + 60_000).toISOString(),
});
const monthly = `select toStartOfMonth(occurred_at) as month, name, uniqExact(person) as people
from events
where name in ('Product Viewed', 'Product Added', 'Order Completed')
group by month, name
order by month, people desc`;
/** What one customer answers to a survey of autumn. */
function answersOf(no: number) {
  const [delivery, price] = [(no * 3) % 8, (no * 5) % 11];
  const answers = {
    Delivery: delivery + (no % 3),
    Price: price,
    Service: (no * 7) % 10,
    Satisfaction: Math.min(10, delivery + Math.floor(price / 4)),
    'Delivery matters': 10 - (no % 3),
  };
  return Object.entries(answers).map(([question, value]) => ({
    ...{ type: 'track', userId: `aurora-asked-${no}`, event: 'Survey Answered' },
    properties: { survey: 'autumn', survey_name: 'Autumn', response: `${no}`, question, question_type: 'rating', value },
  }));
}
test('people', () => look('people', '/people', 'Head of care'));
test('departments', () => look('departments', '/departments', 'Logistics'));
test('org chart', () => look('org-chart', '/org-chart', 'Irene Costa'));
test('keys', () => look('api-keys', '/settings/api-keys', 'Nightly export'));
test('audit', () => look('audit', '/settings/audit', 'people.'));
test('settings', () => look('settings', '/settings/workspace', 'Another workspace'));

/** Care as it looks on an ordinary morning: chats that wait, kept texts, articles. Acts of people are Ada's. */
test('customers write, and somebody knows the answer', { timeout: 60_000 }, async () => {
  const page = await site.open('/moments');
  const ask = async (method: string, path: string, data?: unknown, headers: Record<string, string> = {}) => {
    const answer = await page.request.fetch(verona.url + path, { method, headers: { origin: verona.url, ...headers }, data });
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return answer.status() === 204 ? undefined : answer.json();
  };
  const [chat] = (await ask('GET', '/api/listen/channels')).items;
  Object.assign(ids, { chat: chat.id, chatKey: chat.publicKey });
  await ask('PUT', '/api/people/me/availability', { presence: 'online' });
  for (const [at, [name, text]] of waiting.entries()) {
    const { token } = await ask('POST', `/chat/v1/${chat.publicKey}/sessions`, { anonymousId: `morning-visitor-${at}`, name });
    const by = { authorization: `Bearer ${token}` };
    await ask('POST', '/chat/v1/messages', { clientId: `morning-line-${at}`, text }, by);
  }
  await ask('POST', '/api/moments/macros', {
    name: 'Sorry for the delay',
    text: 'Dear {{customer.first_name}}, we are sorry that it took so long.',
  });
  await ask('POST', '/api/moments/macros', {
    name: 'Sizes and returns',
    text: 'You can send it back for 30 days, free of charge.',
  });
  const all: { id: string; no: number; title: string; mine: boolean; epoch: number }[] = (
    await ask('GET', '/api/moments?view=all')
  ).items;
  ids.asked = all.find(({ no }) => no === 1)?.id ?? '';
  const taken = all.find(({ title }) => title.startsWith('My hiking boots'));
  ids.mine = taken?.id ?? '';
  if (taken && !taken.mine) await ask('POST', `/api/moments/${taken.id}/take`, { epoch: taken.epoch, reason: 'I know her' });
  const space = await ask('POST', '/api/knowledge/spaces', { slug: 'help', name: 'Orders and returns', audience: 'public' });
  for (const [title, summary, body] of articles) {
    const made = await ask('POST', '/api/knowledge/articles', { spaceId: space.id, title, summary, body });
    if (title !== 'Can I change the address?') await ask('POST', `/api/knowledge/articles/${made.id}/publish`, {});
    ids.article ??= made.id;
  }
  ids.help = new URL((await ask('GET', '/api/knowledge/site')).url).pathname;
  await page.context().close();
});

const waiting = [
  ['Nora Valli', 'My hiking boots were promised for Tuesday, and the tracking page has not moved in three days.'],
  ['Luca Ferri', 'The checkout refuses my card.'],
  ['Amélie Dupont', 'Bonjour, je voudrais rendre un article.'],
  ['Giulia Conti', 'La taglia è sbagliata, posso cambiarla?'],
  ['Paul Jones', 'Do you ship to Malta?'],
] as const;
const articles = [
  [
    'Where is my parcel?',
    'How to follow a parcel, and what to do when tracking stands still.',
    'Open the **tracking page** from your order.\n\n1. It moves once a day.\n2. After three days without news, write to us: we ask the carrier.\n\nYou do not need to call the carrier yourself.',
  ],
  [
    'How do I send something back?',
    'Thirty days, free of charge.',
    'Print the label from your order and leave the parcel at any post office.',
  ],
  ['Which size fits me?', 'Shoes run small; take half a size more.', 'Measure your foot in the evening.'],
  ['Can I change the address?', 'Until the parcel is packed.', 'Tell us in the chat.'],
] as const;

test('the desk: a conversation, its customer, and who owned it when', () =>
  look('conversation', `/moments/${ids.asked}?view=all&sort=due`, 'Next day, I promise.', ['desk', 'desk-dark', 'phone']));
test('the desk on a phone', () => look('desk', '/moments?view=all&sort=due', 'The checkout refuses my card.', ['phone']));
test('a kept text is called up', () =>
  look('call-up', `/moments/${ids.mine}?view=all`, async (page) => {
    await page.getByRole('textbox', { name: /^Reply to/ }).click();
    await page.keyboard.type('/s');
    await page.getByRole('option', { name: 'Sorry for the delay' }).waitFor();
  }));
test('the team now', () => look('team', '/moments/team', '0 breaches'));
test('clocks', () => look('care', '/settings/care?part=clocks', 'Everything else'));
test('a channel', () => look('channel', `/channels/${ids.chat}`, 'Look and questions'));
test('articles', () => look('articles', '/knowledge', 'Where is my parcel?'));
test('an article', () => look('article', `/knowledge/articles/${ids.article}`, 'After three days without news'));
test('the help centre', () => look('help-centre', `${ids.help}/en/articles/where-is-my-parcel`, 'Where is my parcel?'));
test('the chat on a page of another site', async () => {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(shopPage(verona.url, ids.chatKey ?? ''));
  });
  shop = server;
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const page = await site.browser.newPage({ ...windowFor('desk'), locale: 'en' });
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await page.getByRole('button', { name: /chat/i }).click();
  await page.getByRole('textbox', { name: 'Your message' }).fill('Is the Hiking boot waterproof?');
  await page.keyboard.press('Enter');
  await page.getByText('Is the Hiking boot waterproof?').first().waitFor();
  await page.getByText('Sent', { exact: true }).waitFor();
  await takePicture(site.browser, page, 'widget');
  await page.close();
});

const shopPage = (
  url: string,
  key: string,
) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Casa Aurora</title><style>
  body { margin: 0; font: 17px/1.6 Georgia, serif; color: #2b2622; background: #f7f2ea }
  main { max-width: 44rem; margin: 4rem auto; padding: 0 2rem }
  h1 { font-size: 3rem; line-height: 1.1 }
</style></head><body><main><h1>Hiking boot</h1><p>Full-grain leather, a sole that holds on wet rock, and room for a thick sock.</p>
<p>€ 189</p></main><script src="${url}/widget.js" data-key="${key}" async></script></body></html>`;

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
