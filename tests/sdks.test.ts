/** The promise to people who have an SDK already: point it here, change nothing. Real packages, a real server, a real browser. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openBrowser } from '../platform/testing/chromium.ts';
import { eventually, startVerona, type Verona } from '../platform/testing/server.ts';
import { type Heard, seenAs } from './support/intake.ts';
import { type Line, openLine, openShop, type Shop } from './support/shop.ts';

let verona: Verona;
beforeAll(async () => {
  verona = await startVerona();
});
afterAll(() => verona?.close());

const sentBy = async (value: string): Promise<Heard[]> => {
  const { items } = await verona.api<{ items: Heard[] }>('GET', '/api/listen/events?limit=200');
  return items.filter(({ sender }) => sender.value === value);
};
/** Oldest first, once there are that many; a moment later there are still no more. */
const exactly = async (count: number, sender: string, withinMs = 15_000): Promise<Heard[]> => {
  await eventually(async () => (await sentBy(sender)).length >= count, withinMs);
  await sleep(200);
  const events = (await sentBy(sender)).toReversed();
  expect(events.map(({ name }) => name)).toHaveLength(count);
  return events;
};
const said = (event: Heard | undefined) => JSON.parse(event?.body ?? '{}') as Record<string, Record<string, unknown> & string>;
const named = (events: Heard[], kind: string) => events.find((event) => event.kind === kind);
const sorted = (words: string[]) => words.toSorted((a, b) => a.localeCompare(b));
const kindsOf = (events: Heard[]) => sorted(events.map(({ kind, name }) => (kind === name ? kind : `${kind} ${name}`)));
const justNow = (instant: string | undefined) => Math.abs(Date.parse(instant ?? '') - Date.now()) < 30_000;
/** Until the reports know of that many: counted in ClickHouse's own transaction with the log. */
const counted = (name: string, count: number) =>
  eventually(async () => {
    const { seen } = await seenAs(verona, name);
    if (seen !== count) throw new Error(`reports count ${seen} of ${count} "${name}"`);
    return true;
  });

/** Kills the server's Postgres again and again; it comes back by itself, and is killed again, until the time is over. */
async function withoutPostgres(ms: number): Promise<void> {
  const until = Date.now() + ms;
  while (Date.now() < until) {
    const lock = await readFile(join(verona.dataDir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '');
    const pid = Number(lock.split('\n')[0]);
    try {
      if (pid > 1) process.kill(pid, 'SIGKILL');
    } catch {
      // Already gone.
    }
    await sleep(50);
  }
}

const threeHours = 3 * 3_600_000;
/** The clock of this process is wrong; its timers are not. */
async function atTheWrongTime(work: () => Promise<void>): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - threeHours });
  try {
    await work();
  } finally {
    vi.useRealTimers();
  }
}

describe('@segment/analytics-node', () => {
  const open = (more: Partial<ConstructorParameters<typeof Analytics>[0]> = {}) =>
    new Analytics({ writeKey: verona.writeKey, host: verona.url, flushInterval: 100, ...more });

  test('every call arrives once, with kind, name, sender, words and context; a wrong clock is corrected', async () => {
    await atTheWrongTime(async () => {
      const analytics = open();
      const userId = 'node-1';
      analytics.identify({ userId, traits: { name: 'Ada', plan: 'gold' } });
      analytics.track({
        userId,
        event: 'Order Completed',
        properties: { total: 12.5, items: [{ sku: 'a' }] },
        context: { ip: '203.0.113.7' },
      });
      analytics.page({ userId, name: 'Checkout', properties: { path: '/checkout' } });
      analytics.screen({ userId, name: 'Basket' });
      analytics.group({ userId, groupId: 'acme', traits: { employees: 3 } });
      analytics.alias({ userId, previousId: 'node-0' });
      await analytics.closeAndFlush();
    });
    const events = await exactly(6, 'node-1');
    expect(kindsOf(events)).toEqual(['alias', 'group', 'identify', 'page Checkout', 'screen Basket', 'track Order Completed']);
    for (const event of events) {
      expect(event.sender.type).toBe('user_id');
      expect(event.trusted).toBe(true);
      expect(justNow(event.occurredAt)).toBe(true);
      expect(said(event).context?.library).toMatchObject({ name: '@segment/analytics-node' });
    }
    expect(said(named(events, 'track'))).toMatchObject({
      properties: { total: 12.5, items: [{ sku: 'a' }] },
      context: { ip: '203.0.113.7' },
    });
    expect(said(named(events, 'identify'))).toMatchObject({ traits: { name: 'Ada', plan: 'gold' } });
    expect(said(named(events, 'group'))).toMatchObject({ groupId: 'acme', traits: { employees: 3 } });
    expect(said(named(events, 'alias'))).toMatchObject({ previousId: 'node-0' });
    await counted('Order Completed', 1);
  });

  test('the path may be any of ours, and a host may end in a slash', async () => {
    const analytics = open({ host: `${verona.url}/`, path: '/v1/b' });
    analytics.track({ anonymousId: 'node-2', event: 'Path' });
    await analytics.closeAndFlush();
    expect((await exactly(1, 'node-2'))[0]?.sender.type).toBe('anonymous_id');
  });

  test('a hundred events in batches of seven: a hundred, in order', async () => {
    const analytics = open({ flushAt: 7 });
    for (let at = 0; at < 100; at += 1) analytics.track({ userId: 'node-3', event: 'Many', properties: { at } });
    await analytics.closeAndFlush();
    const events = await exactly(100, 'node-3');
    const order = (instants: Heard[]) => instants.map((event) => Number(said(event).properties?.at));
    expect(order(events).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, at) => at));
    await counted('Many', 100);
  });

  test('F02: Postgres is killed while it sends: the server says 503, the SDK repeats, nothing is lost, nothing doubled', async () => {
    const analytics = open({ flushAt: 5, maxRetries: 30 });
    const answers = new Map<unknown, number>();
    analytics.on('http_response', ({ status }) => answers.set(status, (answers.get(status) ?? 0) + 1));
    const failed: unknown[] = [];
    analytics.on('error', (error) => failed.push(error));
    const dying = withoutPostgres(3_000);
    for (let at = 0; at < 60; at += 1) {
      analytics.track({ userId: 'node-4', event: 'Through the fire', properties: { at } });
      await sleep(40);
    }
    await dying;
    await analytics.closeAndFlush({ timeout: 60_000 });
    expect(failed).toEqual([]);
    expect(answers.get(503) ?? 0).toBeGreaterThan(0);
    expect(new Set(answers.keys())).toEqual(new Set([200, 503]));
    const events = await exactly(60, 'node-4', 30_000);
    expect(new Set(events.map((event) => said(event).properties?.at)).size).toBe(60);
    await counted('Through the fire', 60);
  });
});

describe('@rudderstack/rudder-sdk-node', () => {
  const open = (more: Record<string, unknown> = {}) =>
    new RudderAnalytics(verona.writeKey, { dataPlaneUrl: verona.url, flushInterval: 100, gzip: true, ...more });
  const flushed = (rudder: RudderAnalytics) => rudder.flush().catch(() => {});

  test('every call arrives once, gzipped, with kind, name, sender, words and context; a wrong clock is corrected', async () => {
    await atTheWrongTime(async () => {
      const rudder = open();
      const userId = 'rudder-1';
      rudder.identify({ userId, traits: { name: 'Grace' }, context: { locale: 'it-IT' } });
      rudder.track({ userId, event: 'Ticket Opened', properties: { topic: 'invoice' } });
      rudder.page({ userId, name: 'Help', properties: { path: '/help' } });
      rudder.screen({ userId, name: 'Inbox' });
      rudder.group({ userId, groupId: 'acme' });
      rudder.alias({ userId, previousId: 'rudder-0' });
      await flushed(rudder);
      await eventually(async () => (await sentBy(userId)).length === 6);
    });
    const events = await exactly(6, 'rudder-1');
    expect(kindsOf(events)).toEqual(['alias', 'group', 'identify', 'page Help', 'screen Inbox', 'track Ticket Opened']);
    for (const event of events) {
      expect(event.trusted).toBe(true);
      expect(justNow(event.occurredAt)).toBe(true);
      expect(said(event).context?.library).toMatchObject({ name: 'analytics-node' });
    }
    expect(said(named(events, 'track'))).toMatchObject({ event: 'Ticket Opened', properties: { topic: 'invoice' } });
    expect(said(named(events, 'identify'))).toMatchObject({ context: { locale: 'it-IT' } });
    await counted('Ticket Opened', 1);
  });

  test('F02: repeats through a broken line: nothing lost, nothing doubled', async () => {
    const line = await openLine(verona.url);
    const rudder = open({ dataPlaneUrl: line.url, flushAt: 5, retryCount: 20, axiosRetryConfig: { retryDelay: () => 100 } });
    line.cut();
    const mended = sleep(1_500).then(() => line.mend());
    for (let at = 0; at < 20; at += 1) rudder.track({ userId: 'rudder-2', event: 'Broken line', properties: { at } });
    await flushed(rudder);
    await mended;
    await exactly(20, 'rudder-2', 30_000);
    await counted('Broken line', 20);
    await line.close();
  });
});

describe('@segment/analytics-next in Chromium, on a page of another origin', () => {
  let browser: Browser;
  let shop: Shop;
  let writeKey: string;
  beforeAll(async () => {
    [browser, shop] = await Promise.all([openBrowser(), openShop()]);
    const made = await verona.api<{ secrets: { writeKey: string } }>('POST', '/api/listen/sources', {
      name: 'Shop',
      kind: 'browser',
    });
    writeKey = made.secrets.writeKey;
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  interface Visit {
    context: BrowserContext;
    page: Page;
    /** Runs in the page, with `analytics` loaded. */
    run(script: string): Promise<unknown>;
    /** What went wrong in the page: errors, and requests that a policy refused. */
    troubles: string[];
  }
  async function visit(options: { from?: string; init?: unknown; shiftMs?: number } = {}): Promise<Visit> {
    const { from = verona.url, init = {}, shiftMs = 0 } = options;
    const context = await browser.newContext();
    const page = await context.newPage();
    const troubles: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') troubles.push(message.text());
    });
    page.on('pageerror', (error) => troubles.push(error.message));
    if (shiftMs) {
      await page.addInitScript(`(() => {
        const Real = Date;
        window.Date = class extends Real {
          constructor(...given) { given.length ? super(...given) : super(Real.now() - ${shiftMs}); }
          static now() { return Real.now() - ${shiftMs}; }
        };
      })()`);
    }
    const settings = JSON.stringify({ writeKey, cdnURL: from });
    await page.addInitScript(`addEventListener('DOMContentLoaded', () => {
      if (location.origin !== '${shop.url}') return;
      window.analytics = AnalyticsBrowser.load(${settings}, ${JSON.stringify(init)});
    })`);
    await page.goto(shop.url);
    return { context, page, troubles, run: (script) => page.evaluate(`(async () => { ${script} })()`) };
  }

  test('settings from here, every call once, as claims of a browser; a wrong clock is corrected', async () => {
    const { context, run, troubles } = await visit({ shiftMs: threeHours });
    await run(`
      await analytics.page('Shop', 'Front', { kind: 'landing' });
      await analytics.track('Product Viewed', { sku: 'a-1', price: 9.5 });
      await analytics.identify('web-1', { email: 'ada@example.com' });
      await analytics.group('acme', { seats: 3 });
      await analytics.screen('Kiosk');
      await analytics.alias('web-1', 'web-0');`);
    const known = await exactly(4, 'web-1');
    expect(kindsOf(known)).toEqual(['alias', 'group', 'identify', 'screen Kiosk']);
    const anonymousId = String(await run('return (await analytics.user()).anonymousId()'));
    const before = await exactly(2, anonymousId);
    expect(kindsOf(before)).toEqual(['page Front', 'track Product Viewed']);
    for (const event of [...known, ...before]) {
      expect(event.trusted).toBe(false);
      expect(justNow(event.occurredAt)).toBe(true);
      expect(said(event).context).toMatchObject({ page: { title: 'Shop' }, library: { name: 'analytics.js' } });
      expect(said(event).anonymousId).toBe(anonymousId);
    }
    expect(said(named(before, 'track'))).toMatchObject({ properties: { sku: 'a-1', price: 9.5 } });
    expect(said(named(known, 'alias'))).toMatchObject({ previousId: 'web-0', userId: 'web-1' });
    expect(troubles).toEqual([]);
    await counted('Product Viewed', 1);
    await context.close();
  });

  test('in batches, and on leaving the page with keepalive: what was not sent yet is sent then', async () => {
    const init = {
      integrations: { 'Segment.io': { deliveryStrategy: { strategy: 'batching', config: { size: 4, timeout: 60_000 } } } },
    };
    const { context, page, run, troubles } = await visit({ init });
    const doors: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') doors.push(new URL(request.url()).pathname);
    });
    await run(`await analytics.identify('web-2'); for (let at = 0; at < 3; at += 1) await analytics.track('Batched', { at });`);
    await exactly(4, 'web-2');
    await run(`await analytics.track('Batched', { at: 3 }); await analytics.track('Batched', { at: 4 });`);
    await page.goto('about:blank');
    await exactly(6, 'web-2');
    expect(new Set(doors)).toEqual(new Set(['/v1/b']));
    expect(troubles).toEqual([]);
    await counted('Batched', 5);
    await context.close();
  });

  test('leaving at once: kept in the page’s storage, sent from the next page, once', async () => {
    const { context, page, run } = await visit();
    await run(`await analytics.identify('web-3');`);
    await page.evaluate(`analytics.track('Left at once')`);
    await page.goto(`${shop.url}/next`);
    await run(`await analytics.track('Arrived')`);
    const events = await exactly(3, 'web-3', 30_000);
    expect(events.map(({ name }) => name)).toContain('Left at once');
    await context.close();
  });

  test('a beacon of one’s own, on leaving', async () => {
    const { context, page } = await visit();
    const event = {
      writeKey,
      anonymousId: 'beacon-1',
      event: 'Goodbye',
      messageId: 'beacon-1',
      timestamp: new Date().toISOString(),
    };
    const [to, body] = [JSON.stringify(`${verona.url}/v1/t`), JSON.stringify(JSON.stringify(event))];
    await page.evaluate(`addEventListener('pagehide', () => navigator.sendBeacon(${to}, ${body}))`);
    await page.goto('about:blank');
    expect((await exactly(1, 'beacon-1'))[0]).toMatchObject({ name: 'Goodbye', trusted: false });
    await context.close();
  });

  test('offline: what happened meanwhile is queued, and sent when the line is back, with the time it happened', async () => {
    const { context, run } = await visit();
    await run(`await analytics.identify('web-4');`);
    await exactly(1, 'web-4');
    await context.setOffline(true);
    const from = Date.now();
    await run(`analytics.track('Underground', { at: 0 }); analytics.track('Underground', { at: 1 });`);
    await sleep(1_500);
    expect(await sentBy('web-4')).toHaveLength(1);
    await context.setOffline(false);
    const events = (await exactly(3, 'web-4', 40_000)).filter(({ name }) => name === 'Underground');
    for (const event of events) expect(Math.abs(Date.parse(event.occurredAt) - from)).toBeLessThan(1_500);
    await context.close();
  });

  test('the server is unreachable, then refuses, then is back: each retry passes the preflight, and the event is in once', async () => {
    const line: Line = await openLine(verona.url);
    const { context, page, run } = await visit({ from: line.url });
    await run(`await analytics.identify('web-5');`);
    await exactly(1, 'web-5');
    const retries: string[] = [];
    page.on('request', (request) => {
      const count = request.headers()['x-retry-count'];
      if (count) retries.push(count);
    });
    line.cut();
    await run(`analytics.track('Unreachable');`);
    await sleep(1_000);
    const dying = withoutPostgres(2_500);
    line.mend();
    await run(`analytics.track('Refused');`);
    await dying;
    const events = await exactly(3, 'web-5', 60_000);
    expect(kindsOf(events)).toEqual(['identify', 'track Refused', 'track Unreachable']);
    expect(retries.length).toBeGreaterThan(0);
    await counted('Unreachable', 1);
    await counted('Refused', 1);
    await context.close();
    await line.close();
  });

  test('D10: what a hostile page sends is text on every screen of the console', async () => {
    const xss = '<img src=x onerror="window.hacked=1"><svg onload="window.hacked=2">';
    const { context, run } = await visit();
    await run(`
      await analytics.identify('web-6', { name: ${JSON.stringify(xss)}, email: 'xss@example.com' });
      await analytics.track(${JSON.stringify(`XSS ${xss}`)}, { [${JSON.stringify(xss)}]: ${JSON.stringify(xss)} }, {
        context: { userAgent: ${JSON.stringify(xss)}, page: { referrer: 'javascript:window.hacked=3', title: ${JSON.stringify(xss)} }, campaign: { name: ${JSON.stringify(xss)} } },
      });`);
    await exactly(2, 'web-6');
    await context.close();

    const office = await browser.newContext();
    const page = await office.newPage();
    const alarms: string[] = [];
    page.on('dialog', (dialog) => {
      alarms.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) alarms.push(message.text());
    });
    await page.goto(`${verona.url}/sign-in`);
    await page.fill('input[type=email]', verona.admin.email);
    await page.fill('input[type=password]', verona.admin.password);
    await page.keyboard.press('Enter');
    await page.waitForSelector('nav a[href]');
    const paths = await page.$$eval('nav a[href]', (links) => links.map((link) => link.getAttribute('href') ?? ''));
    const shown: string[] = [];
    for (const path of new Set(['/', ...paths])) {
      await page.goto(`${verona.url}${path}`);
      await page.waitForLoadState('networkidle').catch(() => {});
      if ((await page.locator('body').textContent())?.includes('onerror=')) shown.push(path);
      expect([path, await page.evaluate('window.hacked')]).toEqual([path, undefined]);
    }
    expect(alarms).toEqual([]);
    console.log(`D10: ${paths.length} screens looked at; the markup stood as text on: ${shown.join(', ') || 'none yet'}`);
    await office.close();
  });
});

test('nothing of this made the server fail', () => {
  expect(verona.output()).not.toMatch(/request failed|unhandled/i);
});
