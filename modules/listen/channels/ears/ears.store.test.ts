// Feeds, Mastodon and Bluesky on a real Postgres, against a small server that answers as their documentation says: shapes of
// Mastodon's API documentation and of the lexicons of app.bsky and com.atproto. No server of theirs runs here.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sql } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { playBluesky, uriOf } from './bluesky/testing.ts';
import { playMastodon } from './mastodon/testing.ts';
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
const texts = () => new Set(ear.heard.map(({ text }) => text));
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
    expect(texts()).toEqual(new Set(['Words 1', 'Words 2']));
    ear.restart();
    ear.refuse = undefined;
    expect(await look(id)).toBe(0);
    expect(ear.heard).toHaveLength(2);
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

describe('Mastodon', () => {
  const token = 'a token of access';
  const play = () => {
    const server = playMastodon(ear.url, token);
    ear.serve(server.answer);
    return server;
  };
  const begin = async (more: Record<string, unknown> = {}) => {
    const server = play();
    const id = await ear.open('mastodon', { ...defaults, server: ear.url, hashtags: [], ...more }, token);
    ear.later(minute);
    const mention = (no: number, acct: string, content: string, rest: object = {}) =>
      server.mentions.push({ id: `${no}`, status: { id: `${no}00`, acct, content, at: ear.now() - 1_000 + no, ...rest } });
    return { server, id, mention };
  };

  test('mentions over several pages are heard once, in order, whatever is told twice; their author is a person', async () => {
    const { id, mention } = await begin();
    for (let no = 1; no <= 5; no += 1) mention(no, 'ann@far.example', `Words ${no}`);
    expect(await look(id)).toBe(5);
    expect(texts()).toEqual(new Set([1, 2, 3, 4, 5].map((no) => `@shop Words ${no}`)));
    expect(ear.heard[0]).toMatchObject({
      sender: { type: 'mastodon', value: 'ann@far.example' },
      senderVerified: true,
      senderName: 'The ann',
      handle: '@ann@far.example',
      isPublic: true,
      answerable: true,
      language: 'en',
      link: expect.stringContaining('/@ann@far.example/'),
    });
    expect(await look(id)).toBe(0);
    expect(await state(id)).toMatchObject({ handle: '@shop@social.example', limit: 60, heard: 5 });
  });

  test('a line that breaks between two pages, and another process: nothing is missed, nothing is heard twice', async () => {
    const { server, id, mention } = await begin();
    for (let no = 1; no <= 6; no += 1) mention(no, 'ann@far.example', `Words ${no}`);
    let pages = 0;
    ear.serve((asked) => {
      if (asked.url.pathname.endsWith('/notifications')) pages += 1;
      return pages === 2 ? undefined : server.answer(asked);
    });
    expect(await refused(id)).toContain('onnection');
    expect(ear.heard).toHaveLength(2);
    ear.restart();
    mention(7, 'bea@far.example', 'Words 7');
    await look(id);
    // The walk that was cut goes on where it was; what came meanwhile is met by the next one.
    await look(id);
    expect(ear.heard).toHaveLength(7);
    expect(texts().size).toBe(7);
  });

  test('hashtags, without what mentions told already and without our own words', async () => {
    const { server, id, mention } = await begin({ hashtags: ['verona'] });
    mention(1, 'ann', 'Both');
    server.statuses.push({ id: '100', acct: 'ann', content: 'Both', at: ear.now(), tags: ['verona'] });
    server.statuses.push({ id: '101', acct: 'shop', content: 'Ours', at: ear.now(), tags: ['verona'] });
    server.statuses.push({ id: '102', acct: 'bea', content: 'Tagged', at: ear.now(), tags: ['verona'] });
    expect(await look(id)).toBe(2);
    expect(ear.heard.map(({ sender }) => sender.value)).toEqual(['ann@social.example', 'bea@social.example']);
    // Listed late, under an earlier time: within the hour it is found.
    server.statuses.push({ id: '50', acct: 'cleo', content: 'Late', at: ear.now() - 30_000, tags: ['verona'] });
    expect(await look(id)).toBe(1);
  });

  test('an answer stands under theirs, once, to whom could read theirs; the way back is the same conversation', async () => {
    const { server, id, mention } = await begin();
    mention(1, 'ann@far.example', 'Where is it?', { visibility: 'unlisted' });
    await look(id);
    const [asked] = ear.heard;
    if (asked === undefined) throw new Error('nothing was heard');
    // It is posted, and the line breaks before we hear so.
    let broken = false;
    ear.serve((one) => {
      const answer = server.answer(one);
      if (one.method !== 'POST' || broken) return answer;
      broken = true;
      return undefined;
    });
    await ear.say(id, asked, 'On its way.');
    expect(await ear.dispatch()).toHaveLength(1);
    expect(await ear.dispatch(2)).toEqual([]);
    expect(server.posted).toEqual([
      { id: '9000', body: { status: '@ann@far.example On its way.', in_reply_to_id: '100', visibility: 'unlisted' } },
    ]);
    expect(ear.news.map(({ state: now }) => now)).toEqual(['queued', 'sent']);
    // Her next words answer ours; his, under the same post, are his own.
    ear.serve(server.answer);
    mention(2, 'ann@far.example', 'Thanks!', { answers: '9000' });
    mention(3, 'bob@far.example', 'Same here', { answers: '9000' });
    await look(id);
    const [, , ...after] = [asked, asked, ...ear.heard.slice(1)];
    expect(after.find(({ text }) => text.includes('Thanks'))?.thread).toEqual(asked.thread);
    expect(after.find(({ text }) => text.includes('Same'))?.thread).not.toEqual(asked.thread);
  });

  test('too long, gone, and a token that is refused fail at once and say so; 429 waits as long as it says', async () => {
    const { server, id, mention } = await begin();
    mention(1, 'ann', 'Hello');
    await look(id);
    const [asked] = ear.heard;
    if (asked === undefined) throw new Error('nothing was heard');
    await ear.say(id, asked, 'x'.repeat(56));
    await ear.dispatch();
    expect(ear.news.at(-1)).toMatchObject({ state: 'failed', reason: 'It has 61 characters; 60 fit there.' });
    ear.serve(() => ({ status: 404, body: { error: 'Record not found' } }));
    await ear.say(id, asked, 'Hello?');
    await ear.dispatch();
    expect(ear.news.at(-1)).toMatchObject({ state: 'failed', reason: expect.stringContaining('Record not found') });
    const reset = iso(ear.now() + 240_000);
    ear.serve(() => ({ status: 429, headers: { 'x-ratelimit-reset': reset }, body: { error: 'Too many requests' } }));
    expect(await refused(id)).toContain('enough of us');
    expect((await state(id)).nextAt).toBe(reset);
    await ear.say(id, asked, 'Later');
    expect(await ear.dispatch()).toHaveLength(1);
    ear.serve(server.answer);
    await ear.dispatch(2);
    expect(ear.news.at(-1)).toMatchObject({ state: 'sent' });
    ear.serve(() => ({ status: 401, body: { error: 'The access token is invalid' } }));
    expect(await refused(id)).toBe('It does not let us in (401: The access token is invalid)');
  });

  test('who wrote in private is answered in private, and is no public voice', async () => {
    const { server, id, mention } = await begin();
    mention(1, 'ann', 'My order number is 4711', { visibility: 'direct' });
    await look(id);
    expect(ear.heard).toMatchObject([{ isPublic: false }]);
    if (ear.heard[0]) await ear.say(id, ear.heard[0], 'Thank you.');
    await ear.dispatch();
    expect(server.posted[0]?.body).toMatchObject({ visibility: 'direct' });
  });
});

describe('Bluesky', () => {
  const password = 'abcd-efgh-ijkl-mnop';
  const begin = async (more: Record<string, unknown> = {}) => {
    const server = playBluesky(password);
    ear.serve(server.answer);
    const id = await ear.open('bluesky', { ...defaults, server: ear.url, account: 'shop.test', searches: [], ...more }, password);
    ear.later(minute);
    return { server, id, at: ear.now() };
  };

  test('mentions, replies and quotes over pages, and searches; likes are not heard; one session serves many looks', async () => {
    const { server, id, at } = await begin({ searches: ['slow parcel'] });
    const ann = { did: 'did:plc:ann' };
    server.notified.push(
      { ...ann, rkey: '3k1', text: 'one', at },
      { ...ann, rkey: '3k2', text: 'a like', at: at + 1, reason: 'like' },
      { ...ann, rkey: '3k3', text: 'two', at: at + 2, reason: 'quote' },
      { ...ann, rkey: '3k4', text: 'three', at: at + 3, reason: 'reply' },
    );
    server.posts.push({ did: 'did:plc:bea', rkey: '3k5', text: 'a slow parcel again', at });
    server.posts.push({ did: 'did:plc:shop', rkey: '3k6', text: 'we had a slow parcel', at });
    ear.later(minute);
    expect(await look(id)).toBe(4);
    expect(texts()).toEqual(new Set(['a slow parcel again', 'one', 'three', 'two']));
    expect(ear.heard.find(({ text }) => text === 'one')).toMatchObject({
      sender: { type: 'bluesky', value: 'did:plc:ann' },
      handle: '@ann.test',
      senderName: 'ANN',
      senderVerified: true,
      link: 'https://bsky.app/profile/did:plc:ann/post/3k1',
      thread: [`did:plc:ann ${uriOf({ ...ann, rkey: '3k1' })}`],
    });
    expect(await look(id)).toBe(0);
    // The token runs out: it is refreshed, and nobody signs in again.
    server.sessions.access = 'another';
    expect(await look(id)).toBe(0);
    expect(server.sessions).toMatchObject({ made: 1, refreshed: 1 });
    expect(ear.asked.find(({ url }) => url.pathname.endsWith('listNotifications'))?.url.searchParams.getAll('reasons')).toEqual([
      'mention',
      'reply',
      'quote',
    ]);
  });

  test('an answer is threaded, and stands once whatever breaks; links in it can be followed', async () => {
    const { server, id, at } = await begin();
    const root = { uri: uriOf({ did: 'did:plc:zoe', rkey: '3r' }), cid: 'cid-root' };
    server.notified.push({ did: 'did:plc:ann', rkey: '3k1', text: 'where?', at, root });
    await look(id);
    const [asked] = ear.heard;
    if (asked === undefined) throw new Error('nothing was heard');
    let broken = false;
    ear.serve((one) => {
      const answer = server.answer(one);
      if (!one.url.pathname.endsWith('putRecord') || broken) return answer;
      broken = true;
      return undefined;
    });
    await ear.say(id, asked, 'Perché è in viaggio: https://shop.example/t/1.');
    expect(await ear.dispatch()).toHaveLength(1);
    // Another process goes on with it.
    ear.restart();
    expect(await ear.dispatch(2)).toEqual([]);
    expect(ear.news.at(-1)).toMatchObject({ state: 'sent' });
    expect([...server.records.entries()]).toMatchObject([
      [
        expect.stringMatching(/^at:\/\/did:plc:shop\/app\.bsky\.feed\.post\/[2-7a-z]{13}$/),
        {
          $type: 'app.bsky.feed.post',
          reply: { root, parent: { uri: uriOf({ did: 'did:plc:ann', rkey: '3k1' }), cid: 'cid-3k1' } },
          facets: [{ index: { byteStart: 23, byteEnd: 47 }, features: [{ uri: 'https://shop.example/t/1' }] }],
        },
      ],
    ]);
  });

  test('a process that died while it sent is taken over: what stands is found, and nothing is said twice', async () => {
    const { server, id, at } = await begin();
    server.notified.push({ did: 'did:plc:ann', rkey: '3k1', text: 'where?', at });
    await look(id);
    const [asked] = ear.heard;
    if (asked === undefined) throw new Error('nothing was heard');
    const said = await ear.say(id, asked, 'Here.');
    await house.db.inWorkspace(house.workspaceId, (tx) =>
      tx.run(sql`update listen.dispatch set state = 'sending' where workspace_id = ${house.workspaceId} and id = ${said}`),
    );
    await ear.dispatch();
    expect(ear.news.at(-1)).toMatchObject({ id: said, state: 'sent' });
    expect(server.records.size).toBe(1);
  });

  test('a password that is refused, 300 graphemes, and a limit that says when it ends', async () => {
    const { server, id, at } = await begin();
    server.notified.push({ did: 'did:plc:ann', rkey: '3k1', text: 'where?', at });
    await look(id);
    const [asked] = ear.heard;
    if (asked === undefined) throw new Error('nothing was heard');
    await ear.say(id, asked, '👩‍👩‍👧‍👦'.repeat(301));
    await ear.dispatch();
    expect(ear.news.at(-1)).toMatchObject({ state: 'failed', reason: 'It has 301 characters; 300 fit there.' });
    const ends = Math.ceil(ear.now() / 1000) + 900;
    ear.serve(() => ({ status: 429, headers: { 'ratelimit-reset': String(ends) }, body: { error: 'RateLimitExceeded' } }));
    expect(await refused(id)).toContain('RateLimitExceeded');
    expect((await state(id)).nextAt).toBe(iso(ends * 1000));
    const other = playBluesky('another password');
    ear.serve(other.answer);
    ear.restart();
    expect(await refused(id)).toBe('It does not let us in (401: Invalid identifier or password)');
  });
});
