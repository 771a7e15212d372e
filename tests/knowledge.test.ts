/** Knowledge as readers and authors meet it: the public help centre without script or login, and the console. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hostile } from '#knowledge/testing';
import { expectAccessible, openBrowser } from '../platform/testing/chromium.ts';
import { startVerona, type Verona } from '../platform/testing/server.ts';
import { type Desk, lookAt, openDesk } from './support/screens.ts';

interface Made {
  id: string;
  slug: string;
  state: string;
}

let verona: Verona;
let browser: Browser;
let page: Page;
let home: string;
let spaceId: string;
const dialogs: string[] = [];

const publish = async (words: Record<string, unknown>) => {
  const made = await verona.api<Made>('POST', '/api/knowledge/articles', { spaceId, locale: 'en', ...words });
  return verona.api<Made>('POST', `/api/knowledge/articles/${made.id}/publish`, {});
};

beforeAll(async () => {
  [verona, browser] = await Promise.all([startVerona(), openBrowser()]);
  const site = await verona.api<{ url: string }>('GET', '/api/knowledge/site');
  home = new URL(site.url).pathname;
  await verona.api('PUT', '/api/knowledge/site', {
    enabled: true,
    name: 'Casa Help',
    logo: 'Casa',
    accent: '#1f6f8b',
    locales: ['en', 'it'],
    listed: true,
    reviewDays: 180,
    graceDays: 30,
    contactHours: 24,
  });
  const space = { slug: 'orders', name: 'Orders', description: 'Where things are.', audience: 'public' };
  spaceId = (await verona.api<{ id: string }>('POST', '/api/knowledge/spaces', space)).id;
  page = await (await browser.newContext({ viewport: { width: 1000, height: 800 } })).newPage();
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await publish({
    title: 'Where is my delivery?',
    body: '## Late parcels\n\nEvery parcel has a **number**. Look it up on [the carrier](https://carrier.example).\n\n1. Open the mail\n2. Follow the link',
    labels: ['late delivery'],
  });
  await publish({ title: 'Return a pair of shoes', body: 'Print the label and bring it to the post office within 30 days.' });
  await publish({ title: 'What colleagues may refund', body: 'Up to 50 euro.', audience: 'internal' });
});
afterAll(async () => {
  await browser?.close();
  await verona?.close();
});

describe('the public help centre', () => {
  test('a visitor finds, reads and judges an article, with a slip of the finger and without script', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en' });
    const reader = await context.newPage();
    await reader.goto(verona.url + home);
    expect(reader.url()).toBe(`${verona.url}${home}/en`);
    await reader.getByRole('searchbox').fill('my delivry is late');
    await reader.getByRole('button', { name: 'Search' }).click();
    await reader.getByRole('link', { name: 'Where is my delivery?' }).first().click();
    expect(await reader.getByRole('heading', { level: 1 }).textContent()).toBe('Where is my delivery?');
    expect(await reader.locator('article strong').textContent()).toBe('number');
    await reader.getByLabel('What was missing?').fill('The number of the carrier');
    await reader.getByRole('button', { name: 'No', exact: true }).click();
    await reader.getByRole('heading', { name: /Thank you/ }).waitFor();
    const { items } = await verona.api<{ items: { id: string; slug: string }[] }>('GET', '/api/knowledge/articles');
    const { id } = items.find(({ slug }) => slug === 'where-is-my-delivery') as { id: string };
    expect(await verona.api('GET', `/api/knowledge/articles/${id}/feedback`)).toMatchObject({
      items: [{ helpful: false, comment: 'The number of the carrier' }],
    });
    expect(await verona.api('GET', `/api/knowledge/articles/${id}`)).toMatchObject({ unhelpful: 1, helpful: 0 });
    expect(await context.cookies()).toEqual([]);
    // What they looked for is heard as whatever else customers do, once however often the page was loaded.
    await reader.goto(`${verona.url}${home}/en/search?q=my+delivry+is+late`);
    const told = async (name: string) => {
      const heard = await verona.api<{ items: { body: string; sender: { value: string } }[] }>(
        'GET',
        `/api/listen/events?name=${encodeURIComponent(name)}`,
      );
      return heard.items.map(({ body, sender }) => ({ ...JSON.parse(body).properties, sender: sender.value }));
    };
    const who = { locale: 'en', place: 'site', sender: expect.stringMatching(/^site:/) };
    expect(await told('Knowledge Searched')).toEqual([{ query: 'my delivry is late', results: expect.any(Number), ...who }]);
    expect(await told('Article Opened')).toEqual([
      { article: id, slug: 'where-is-my-delivery', title: 'Where is my delivery?', ...who },
    ]);
    await context.close();
  });

  test('what is for colleagues is nowhere, whatever is asked', async () => {
    for (const path of ['/en', '/en/spaces/orders', '/en/search?q=refund', '/sitemap.xml']) {
      expect(await (await fetch(verona.url + home + path)).text()).not.toContain('colleagues-may');
    }
    expect((await fetch(`${verona.url}${home}/en/articles/what-colleagues-may-refund`)).status).toBe(404);
  });

  test('search engines get canonical addresses, languages, structured data and a sitemap', async () => {
    const answer = await fetch(`${verona.url}${home}/en/articles/where-is-my-delivery`);
    const html = await answer.text();
    expect(html).toContain('<html lang="en" dir="ltr">');
    expect(html).toMatch(
      /<link rel="canonical" href="http:\/\/localhost:\d+\/help\/[a-z0-9-]+\/en\/articles\/where-is-my-delivery">/,
    );
    const data = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html)?.[1] ?? '');
    expect(data['@graph'].map((one: { '@type': string }) => one['@type'])).toEqual(['BreadcrumbList', 'Article']);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    const again = await fetch(`${verona.url}${home}/en/articles/where-is-my-delivery`, {
      headers: { 'if-none-match': answer.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
    expect(await (await fetch(`${verona.url}${home}/sitemap.xml`)).text()).toContain('/en/articles/return-a-pair-of-shoes</loc>');
    expect(await (await fetch(`${verona.url}${home}/robots.txt`)).text()).toContain('Sitemap: ');
  });

  test('pages are for everyone: axe finds nothing, in both themes, nothing is wider than a phone', async () => {
    for (const path of [
      '/en',
      '/en/spaces/orders',
      '/en/articles/where-is-my-delivery',
      '/en/search?q=shoes',
      '/en/search?q=zzzz',
      '/it',
    ]) {
      await page.goto(verona.url + home + path);
      for (const [colorScheme, width] of [
        ['light', 1000],
        ['dark', 360],
      ] as const) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme });
        await expectAccessible(page);
        expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      }
    }
  });

  test('D01 D02 D05 D12 hostile articles run nothing in a browser', async () => {
    // Without the policy's help: what is tested is the markup itself.
    const context = await browser.newContext({ bypassCSP: true });
    const victim = await context.newPage();
    victim.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    for (let at = 0; at < hostile.length; at += 16) {
      const body = hostile.slice(at, at + 16).join('\n\n---\n\n');
      const { slug } = await publish({
        title: `<img src=x onerror=alert(1)> ${at}`,
        summary: '"><script>alert(2)</script>',
        body,
      });
      await victim.goto(`${verona.url}${home}/en/articles/${slug}`);
      for (const link of await victim.locator('article a').all()) {
        const { protocol } = new URL((await link.getAttribute('href')) ?? '', victim.url());
        expect(protocol).toMatch(/^(https?|mailto|tel):$/);
      }
      await victim.evaluate(
        `for (const one of document.querySelectorAll('*')) one.dispatchEvent(new Event('mouseover', { bubbles: true }))`,
      );
      await victim.goto(`${verona.url}${home}/en/search?q=onerror`);
    }
    await victim.goto(`${verona.url}${home}/en/search?q=${encodeURIComponent('"><script>alert(3)</script>')}`);
    await victim.waitForTimeout(200);
    expect(dialogs).toEqual([]);
    await context.close();
  });
});

describe('what stays, and what may be changed', () => {
  const asAgent = async () => {
    const { secret } = await verona.api<{ secret: string }>('POST', '/api/people/api-keys', { name: 'An agent', role: 'agent' });
    return (method: string, path: string, body: unknown) =>
      verona.ask(method, path, { body, headers: { authorization: `Bearer ${secret}` } });
  };

  test('D16 the looks of pages are a closed set of values; a low role changes none, and every change is on record', async () => {
    const { url: _url, key: _key, ...site } = await verona.api<Record<string, unknown>>('GET', '/api/knowledge/site');
    const agent = await asAgent();
    const put = (words: Record<string, unknown>) => ({ ...site, ...words });
    expect(await agent('PUT', '/api/knowledge/site', put({ name: 'Mine now' }))).toMatchObject({ status: 403 });
    const { channel } = await verona.api<{ channel: { id: string } }>('POST', '/api/listen/channels/chats', { name: 'Shop' });
    const restyle = { settings: { title: 'Mine now' } };
    expect(await agent('PATCH', `/api/listen/channels/chats/${channel.id}`, restyle)).toMatchObject({ status: 403 });

    // Nothing that could run has a place: unknown words are refused by name, known ones by their shape.
    for (const [words, field] of [
      [{ headScript: '<script>alert(1)</script>' }, 'headScript'],
      [{ css: '*{background:url(//evil.example)}' }, 'css'],
      [{ accent: '#fff}body{background:url(//evil.example)' }, 'accent'],
      [{ accent: 'red' }, 'accent'],
      [{ locales: ['en"><script>'] }, 'locales.0'],
    ] as const) {
      const refused = await verona.ask('PUT', '/api/knowledge/site', { body: put(words) });
      expect([refused.status, JSON.stringify(refused.body)]).toEqual([400, expect.stringContaining(field)]);
    }
    const style = { body: { settings: { accent: 'red;}*{background:url(//evil.example)' } } };
    expect(await verona.ask('PATCH', `/api/listen/channels/chats/${channel.id}`, style)).toMatchObject({ status: 400 });

    // What is words stays words, on a page that runs no script and takes style from here alone.
    await verona.api('PUT', '/api/knowledge/site', put({ name: '</title><script>alert(1)</script>', logo: '<img src=x>' }));
    try {
      await expect.poll(async () => (await fetch(`${verona.url}${home}/en`)).text()).toContain('&#60;script&#62;alert(1)');
      const answer = await fetch(`${verona.url}${home}/en`);
      const html = await answer.text();
      expect(html).not.toMatch(/<script>|<img src=x/);
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'; style-src 'self'");
      expect(policy).not.toContain('script-src');
    } finally {
      await verona.api('PUT', '/api/knowledge/site', site);
    }
    const { items } = await verona.api<{ items: { action: string; details: { name?: string } }[] }>(
      'GET',
      '/api/audit?action=knowledge.site_changed',
    );
    expect(items.map(({ details }) => details.name)).toContain('</title><script>alert(1)</script>');
    expect(items.map(({ details }) => details.name)).not.toContain('Mine now');
  });

  test('a renamed article is found under its old address, and its picture is there for whoever may read it', async () => {
    const { id, slug } = await publish({ title: 'How to fold a bike', body: 'First this.' });
    const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const bring = (bytes: Buffer) =>
      fetch(`${verona.url}/api/knowledge/articles/${id}/pictures?name=fold.png`, {
        method: 'POST',
        headers: { authorization: `Bearer ${verona.apiKey}`, 'content-type': 'application/octet-stream' },
        body: new Uint8Array(bytes),
      });
    expect((await bring(Buffer.from('<svg onload="alert(1)"/>'))).status).toBe(422);
    const brought = await bring(Buffer.from(pixel, 'base64'));
    const { markdown } = (await brought.json()) as { markdown: string };
    await verona.api('POST', `/api/knowledge/articles/${id}/versions`, { locale: 'en', title: 'Folding', body: markdown });
    await verona.api('POST', `/api/knowledge/articles/${id}/publish`, {});
    await verona.api('PATCH', `/api/knowledge/articles/${id}`, { slug: 'folding' });

    const old = await fetch(`${verona.url}${home}/en/articles/${slug}`, { redirect: 'manual' });
    expect([old.status, old.headers.get('location')]).toEqual([301, `${home}/en/articles/folding`]);
    await page.goto(`${verona.url}${home}/en/articles/${slug}`);
    const picture = page.getByAltText('fold');
    // It loads lazily: not by the time the page has.
    await expect.poll(() => picture.evaluate((one) => (one as { naturalWidth?: number }).naturalWidth)).toBe(1);
    const address = `${verona.url}${await picture.getAttribute('src')}`;
    const seen = await fetch(address);
    expect([seen.status, seen.headers.get('content-type'), seen.headers.get('x-content-type-options')]).toEqual([
      200,
      'image/png',
      'nosniff',
    ]);
    await verona.api('PATCH', `/api/knowledge/articles/${id}`, { audience: 'internal' });
    expect((await fetch(address)).status).toBe(404);
    expect((await fetch(`${verona.url}${home}/en/articles/${slug}`, { redirect: 'manual' })).status).toBe(404);
  });
});

describe('the console', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(browser, verona);
    desk.page.setDefaultTimeout(10_000);
  });
  afterEach(() => expect(desk.complaints()).toEqual([]));

  test('an author writes in rich text, publishes, changes, and takes an old version back', async () => {
    const at = desk.page;
    await desk.go('/knowledge/articles/new');
    await at.getByLabel('Title', { exact: true }).fill('How to pay by instalments');
    const text = at.getByRole('textbox', { name: 'Text' });
    await text.click();
    await at.getByRole('button', { name: 'Bold' }).click();
    await text.pressSequentially('Three months');
    await at.getByRole('button', { name: 'Bold' }).click();
    await text.pressSequentially(' without interest.');
    await at.getByRole('button', { name: 'Create draft' }).click();
    await at.getByRole('heading', { level: 1, name: 'How to pay by instalments' }).waitFor();
    await at.getByText('Draft', { exact: true }).waitFor();
    await at.getByRole('button', { name: 'Publish' }).click();
    await at.getByText('Verified', { exact: true }).waitFor();
    const address = `${verona.url}${home}/en/articles/how-to-pay-by-instalments`;
    expect(await (await fetch(address)).text()).toContain('<p><strong>Three months</strong> without interest.</p>');

    await text.click();
    await at.keyboard.press('Control+End');
    await text.pressSequentially(' Ask us for more.');
    await at.getByRole('button', { name: 'Save version' }).click();
    await at.getByText('Version 2').waitFor();
    expect(await (await fetch(address)).text()).not.toContain('Ask us for more');
    await at.getByRole('button', { name: 'Restore version 1' }).click();
    await at.getByText('from version 1').waitFor();
    await lookAt(at, 'an article');
  });

  test('a table is kept: where rich text would lose something, Markdown is written', async () => {
    const { id } = await publish({ title: 'Sizes', body: '| a | b |\n|---|---|\n| 1 | 2 |' });
    await desk.go(`/knowledge/articles/${id}`);
    expect(await desk.page.getByLabel('Text', { exact: true }).inputValue()).toContain('| 1 | 2 |');
    await desk.page.getByText('only Markdown keeps').waitFor();
  });

  test('every screen is for everyone', async () => {
    await verona.api('PATCH', `/api/knowledge/articles/${(await publish({ title: 'Short lived', body: 'x' })).id}`, {
      reviewDays: 1,
      graceDays: 0,
    });
    for (const path of [
      '/knowledge',
      '/knowledge/gaps',
      '/knowledge/self-service',
      '/knowledge/site',
      '/knowledge/articles/new',
    ]) {
      await desk.go(path);
      await desk.page.getByRole('main').waitFor();
      await desk.page.waitForLoadState('networkidle');
      await lookAt(desk.page, path);
    }
  });

  test('S002-26 the words change everywhere at once: help centre, API, search', async () => {
    const { id, slug } = await publish({ title: 'Opening hours', body: 'From nine to five.' });
    await verona.api('POST', `/api/knowledge/articles/${id}/versions`, {
      locale: 'en',
      title: 'Opening hours',
      body: 'From eight to six.',
    });
    await verona.api('POST', `/api/knowledge/articles/${id}/publish`, {});
    expect(await (await fetch(`${verona.url}${home}/en/articles/${slug}`)).text()).toContain('From eight to six.');
    for (const as of ['html', 'markdown', 'text', 'json', 'card', 'short', 'email']) {
      const { content } = await verona.api<{ content: string }>('GET', `/api/knowledge/articles/${id}/rendition?as=${as}`);
      expect([as, content.includes('From eight to six.')]).toEqual([as, true]);
    }
    const { items } = await verona.api<{ items: { articleId: string }[] }>(
      'GET',
      '/api/knowledge/search?text=eight%20to%20six%20opening',
    );
    expect(items[0]?.articleId).toBe(id);
  });
});
