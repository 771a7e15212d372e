// Feeds, Mastodon and Bluesky on a real Postgres, against a small server that answers as their documentation says: shapes of
// Mastodon's API documentation and of the lexicons of app.bsky and com.atproto. No server of theirs runs here.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { type EarHouse, openEarHouse } from './testing.ts';

const minute = 60_000;
let house: FreshDatabase;
let ear: EarHouse;

beforeAll(async () => {
  house = await freshDatabase();
  ear = await openEarHouse(house);
});
afterAll(async () => {
  await ear?.close();
  await house?.close();
});
beforeEach(() => {
  for (const list of [ear.heard, ear.news, ear.asked]) list.length = 0;
  ear.refuse = undefined;
});

const look = (channelId: string) => ear.ears.lookNow(house.workspaceId, channelId);
const refused = (channelId: string) =>
  look(channelId).then(
    () => undefined,
    (error: Error) => error.message,
  );
const state = (channelId: string) =>
  house.db.inWorkspace(house.workspaceId, (tx) => ear.ears.show(tx, house.workspaceId, channelId));
const texts = () => ear.heard.map(({ text }) => text);
const iso = (ms: number) => new Date(ms).toISOString();
const defaults = { opens: true, everyMinutes: 5, daysBack: 0, without: [] };

describe('a feed', () => {
  const feedSettings = (path: string) => ({ ...defaults, everyMinutes: 15, url: `${ear.url}${path}`, keywords: [] });
  const item = (no: number, at: number, words = `Words ${no}`, author = 'Ann') =>
    `<item><guid isPermaLink="false">g${no}</guid><title>About &amp;amp; ${no}</title><link>/posts/${no}</link>` +
    `<dc:creator>${author}</dc:creator><pubDate>${new Date(at).toUTCString()}</pubDate>` +
    `<description>${words}&lt;script&gt;alert(1)&lt;/script&gt;</description></item>`;
  const rss = (...items: string[]) =>
    `<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Forum</title>${items.join('')}</channel></rss>`;

  test('is heard once, from when its channel was made; the next look tells what it knows and costs one 304', async () => {
    const old = ear.now() - 86_400_000;
    ear.later(minute);
    let items = [item(1, old), item(2, ear.now())];
    ear.serve(({ headers }) =>
      headers['if-none-match'] === `"${items.length}"`
        ? { status: 304 }
        : { headers: { etag: `"${items.length}"`, 'last-modified': 'Sun, 22 Nov 2026 10:00:00 GMT' }, body: rss(...items) },
    );
    const id = await ear.open('feed', feedSettings('/rss'));
    ear.later(minute);
    items = [item(1, old), item(2, ear.now())];
    expect(await look(id)).toBe(1);
    expect(ear.heard).toMatchObject([
      {
        subject: 'About & 2',
        text: 'Words 2',
        sender: { type: 'author', value: `Ann (${new URL(ear.url).host})` },
        handle: 'Ann',
        senderVerified: false,
        answerable: false,
        isPublic: true,
        onlyRecorded: false,
        link: `${ear.url}/posts/2`,
      },
    ]);
    expect(await look(id)).toBe(0);
    expect(ear.asked.at(-1)?.headers).toMatchObject({ 'if-none-match': '"2"', 'if-modified-since': expect.any(String) });
    items.push(item(3, ear.now()));
    expect(await look(id)).toBe(1);
    expect(await state(id)).toMatchObject({ heard: 2, trouble: null });
  });

  test('what the desk cannot take in is kept aside and holds nobody up; another process hears nothing twice', async () => {
    const id = await ear.open('feed', feedSettings('/mid'));
    ear.later(minute);
    ear.serve(() => ({ headers: { etag: '"same"' }, body: rss(...[1, 2, 3].map((no) => item(no, ear.now() - no * 1_000))) }));
    // What the desk refuses is kept aside with its reason; it is heard all the same.
    ear.refuse = ({ text }) => text === 'Words 3';
    await look(id);
    expect(texts().sort()).toEqual(['Words 1', 'Words 2']);
    ear.restart();
    ear.refuse = undefined;
    expect(await look(id)).toBe(0);
    expect(texts()).toHaveLength(2);
  });

  test('is filtered by words once and for all, and only recorded when so wished', async () => {
    const id = await ear.open('feed', {
      ...feedSettings('/words'),
      keywords: ['délivery', 'slow'],
      without: ['job'],
      opens: false,
    });
    ear.later(minute);
    const at = ear.now();
    ear.serve(() => ({
      body: rss(item(1, at, 'Delivery was late'), item(2, at, 'Relationship advice'), item(3, at, 'A delivery job')),
    }));
    expect(await look(id)).toBe(1);
    expect(ear.heard).toMatchObject([{ text: 'Delivery was late', onlyRecorded: true }]);
  });

  test('Atom, JSON Feed and RDF; packed, moved, in other letters', async () => {
    const at = iso(ear.now() + minute);
    const atom = `<?xml version="1.0" encoding="iso-8859-1"?><feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><id>t</id><updated>${at}</updated><entry><id>urn:1</id><title>Caff\u00e8</title><updated>${at}</updated><author><name>Bea</name><uri>https://bea.example/</uri></author><link href="https://x.example/1"/><content type="html">&lt;p onclick="x()"&gt;Perch\u00e9?&lt;/p&gt;</content></entry></feed>`;
    const json = {
      version: 'https://jsonfeed.org/version/1.1',
      title: 'J',
      items: [{ id: '1', content_text: 'Plain', date_published: at }],
    };
    ear.serve(({ url }) => {
      if (url.pathname === '/moved') return { status: 301, headers: { location: '/atom' } };
      if (url.pathname === '/json') return { headers: { 'content-encoding': 'gzip' }, body: gzipSync(JSON.stringify(json)) };
      return { body: Buffer.from(atom, 'latin1') };
    });
    const moved = await ear.open('feed', feedSettings('/moved'));
    const packed = await ear.open('feed', feedSettings('/json'));
    ear.later(2 * minute);
    await look(moved);
    await look(packed);
    expect(ear.heard).toMatchObject([
      {
        subject: 'Caffè',
        text: 'Perché?',
        html: expect.not.stringContaining('onclick'),
        sender: { value: 'https://bea.example/' },
      },
      { text: 'Plain' },
    ]);
  });

  test('what goes wrong is said, and it is looked at later each time; what it asks for is kept', async () => {
    const id = await ear.open('feed', feedSettings('/wrong'));
    ear.serve(() => ({ body: '<html>no feed</html>' }));
    expect(await refused(id)).toContain('not a feed');
    const first = await state(id);
    expect(first.trouble).toMatchObject({ failures: 1, since: iso(ear.now()) });
    ear.serve(() => ({ status: 503, headers: { 'retry-after': '3600' }, body: 'down for a while' }));
    expect(await refused(id)).toContain('503: down for a while');
    const second = await state(id);
    expect(Date.parse(second.nextAt ?? '') - ear.now()).toBe(3_600_000);
    expect(second.trouble).toMatchObject({ failures: 2, since: first.trouble?.since });
    // Before that, the timer leaves it alone.
    const asked = ear.asked.length;
    await ear.tick();
    expect(ear.asked.slice(asked).some(({ url }) => url.pathname === '/wrong')).toBe(false);
    ear.serve(() => ({ body: 'x'.repeat(2_200_000) }));
    expect(await refused(id)).toContain('bytes');
    ear.serve(() => ({ body: rss(item(1, ear.now())) }));
    await look(id);
    expect(await state(id)).toMatchObject({ trouble: null });
  });

  test('whoever is erased is not heard anew from what still stands there', async () => {
    const id = await ear.open('feed', feedSettings('/erase'));
    ear.later(minute);
    ear.serve(() => ({ body: rss(item(1, ear.now(), 'Forget me', 'Zoe')) }));
    await look(id);
    const no = ear.heard[0]?.senderNo ?? '';
    const removed = await house.db.inWorkspace(house.workspaceId, (tx) => ear.ears.erase(tx, house.workspaceId, [no]));
    expect(removed).toEqual({ store: 'listen.mention', rows: 1 });
    expect(await look(id)).toBe(0);
  });

  test('its answers are refused, and say why', async () => {
    const id = await ear.open('feed', feedSettings('/answer'));
    ear.later(minute);
    ear.serve(() => ({ body: rss(item(1, ear.now())) }));
    await look(id);
    const [heard] = ear.heard;
    if (heard) await ear.say(id, heard, 'Hello?');
    await ear.dispatch();
    expect(ear.news).toMatchObject([{ state: 'failed', reason: 'it cannot be answered there' }]);
  });
});
