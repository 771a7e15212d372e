// Knowledge on a real database: vouched for and expired, found and withheld, missed and made good.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Holder } from '#customers';
import type { OwnEvent } from '#listen';
import { addEmployeeTo, type FrontDoor, openFrontDoor } from '#people/testing';
import { createAudit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { systemClock } from '#platform/clock';
import { createEvents } from '#platform/events';
import { createFiles } from '#platform/files';
import type { Bind } from '#platform/http';
import { createIds } from '#platform/ids';
import { createLog } from '#platform/log';
import { sql, type Tx } from '#platform/postgres';
import { createSecrets } from '#platform/secrets';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import * as contract from './contract.ts';
import { createKnowledge, type Knowledge } from './index.ts';
import { publishAll } from './testing.ts';

type Handler = (caller: Record<string, unknown>) => Promise<never>;

let fresh: FreshDatabase;
let dataDir: string;
let front: FrontDoor;
let knowledge: Knowledge;
let author: Principal;
let spaceId: string;
/** The first one, who has been there longest. */
let workspaceOwner: string;
let holder: Holder;
/** What the log was told. */
const heard: OwnEvent[] = [];
const handlers = new Map<string, Handler>();
const timers = new Map<string, () => Promise<void>>();

/** Calls a route's handler as the author. */
// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely; the contract is checked where it is bound.
const ask = async (route: { id: string; body?: any; query?: any }, parts: Record<string, unknown> = {}): Promise<any> => {
  const body = route.body?.parse(parts.body ?? {});
  const query = route.query?.parse(parts.query ?? {});
  return handlers.get(route.id)?.({ ...parts, body, query, principal: author, workspaceId: author.workspaceId });
};
const inside = <T>(work: (tx: Tx) => Promise<T>) => fresh.db.inWorkspace(fresh.workspaceId, work);
const run = (name: string) => timers.get(name)?.();
/** As if so many days had gone by since it was verified. */
const age = (articleId: string, days: number) =>
  inside((tx) =>
    tx.run(sql`
      update knowledge.article
         set verified_at = verified_at - ${days}::float8 * interval '1 day', due_at = due_at - ${days}::float8 * interval '1 day',
             expires_at = expires_at - ${days}::float8 * interval '1 day'
       where id = ${articleId}`),
  );
const told = async (type: string) => {
  const rows = await inside((tx) =>
    tx.many<{ data: Record<string, unknown> }>(sql`select data from platform.event where type = ${type}`),
  );
  return rows.map(({ data }) => data);
};
const write = (words: Record<string, unknown>) => ask(contract.createArticle, { body: { spaceId, body: 'Words.', ...words } });
const publish = async (words: Record<string, unknown>) => {
  const { id } = await write(words);
  return ask(contract.publishArticle, { params: { articleId: id }, body: {} });
};
const search = async (text: string, more: Record<string, unknown> = {}) => {
  const { items } = await ask(contract.searchArticles, { query: { text, ...more } });
  return items.map(({ title }: { title: string }) => title);
};

beforeAll(async () => {
  fresh = await freshDatabase();
  front = await openFrontDoor(fresh.db);
  const log = createLog({ level: 'silent' });
  dataDir = await mkdtemp(join(tmpdir(), 'verona-knowledge-'));
  const idle = { handle: () => {}, every: () => {}, add: async () => {}, cancel: async () => {} };
  const none = () => {};
  const files = createFiles({
    ...{ db: fresh.db, jobs: idle, bind: none, bindRaw: none, clock: systemClock, log, dataDir },
    key: Buffer.alloc(32, 1),
  });
  const lanes = { add: () => {}, wake: () => {} };
  const bind = ((route: { id: string }, handler: Handler) => handlers.set(route.id, handler)) as unknown as Bind;
  knowledge = createKnowledge({
    db: fresh.db,
    files,
    events: createEvents({ db: fresh.db, lanes, log }),
    jobs: { every: (name, _ms, work) => void timers.set(name, work) },
    audit: createAudit({ log }),
    bind,
    secrets: createSecrets('of this test'),
    clock: systemClock,
    newId: createIds(() => systemClock.now()),
    log,
    people: front.people,
    listen: {
      makeOwnSource: async () => '00000000-0000-7000-8000-000000000001',
      hearOwn: async (_tx, _of, event) => void heard.push(event),
    },
    // Of customers only the register of holders is asked.
    customers: { holds: (one: Holder) => (holder = one) } as never,
    baseUrl: 'http://verona.test',
  });
  const { workspaceId } = fresh;
  author = {
    kind: 'employee',
    id: await addEmployeeTo(fresh.db, workspaceId, 'Ada', 'owner'),
    label: 'Ada',
    workspaceId,
    role: 'owner',
  };
  workspaceOwner = (await inside((tx) => front.people.firstOwner(tx)))?.id ?? '';
  spaceId = (await ask(contract.createSpace, { body: { slug: 'help', name: 'Help', audience: 'public', ownerId: author.id } }))
    .id;
});
afterAll(async () => {
  await front?.close();
  await fresh?.close();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

describe('writing', () => {
  test('every save is a version; readers see what was published, until it is published anew', async () => {
    const { id } = await publish({ title: 'Bicycle lamps', body: 'One.' });
    await ask(contract.saveVersion, { params: { articleId: id }, body: { locale: 'en', title: 'Bicycle lights', body: 'Two.' } });
    const read = () => inside((tx) => knowledge.render(tx, fresh.workspaceId, id, 'markdown', 'en'));
    expect((await read()).content).toBe('# Bicycle lamps\n\nOne.');
    await ask(contract.publishArticle, { params: { articleId: id }, body: {} });
    expect((await read()).content).toBe('# Bicycle lights\n\nTwo.');
    await ask(contract.restoreVersion, { params: { articleId: id, no: 1 }, body: { locale: 'en' } });
    const { items } = await ask(contract.listVersions, { params: { articleId: id }, query: { locale: 'en' } });
    expect(items.map((one: contract.Version) => [one.no, one.title, one.restoredFrom, one.published])).toEqual([
      [3, 'Bicycle lamps', 1, false],
      [2, 'Bicycle lights', null, true],
      [1, 'Bicycle lamps', null, false],
    ]);
    expect(await search('lights bicycle')).toEqual(['Bicycle lights']);
  });

  test('the owner is the author; somebody who cannot act is refused; addresses are kept apart', async () => {
    const one = await write({ title: 'Twice' });
    expect([one.owner.id, one.slug, (await write({ title: 'Twice' })).slug]).toEqual([author.id, 'twice', 'twice-2']);
    await expect(write({ title: 'x', ownerId: randomUUID() })).rejects.toMatchObject({
      kind: { code: 'knowledge.no_such_owner' },
    });
    await expect(write({ title: 'x', slug: 'twice' })).rejects.toMatchObject({ kind: { code: 'knowledge.slug_taken' } });
  });

  test('articles whose owner was deactivated are found by that', async () => {
    const gone = await addEmployeeTo(fresh.db, fresh.workspaceId, 'Gone', 'agent');
    const { id } = await write({ title: 'Left behind', ownerId: gone });
    await fresh.ownerDb.inSystem((tx) => tx.run(sql`update people.employee set status = 'deactivated' where id = ${gone}`));
    const { items } = await ask(contract.listArticles, { query: { orphaned: 'true' } });
    expect(items.map((one: contract.ArticleSummary) => [one.id, one.owner.active])).toEqual([[id, false]]);
  });
});

describe('invariant 8: no answer from expired knowledge', () => {
  test('it is withheld from search, suggestions, renditions, use and the help centre; its author sees it marked', async () => {
    const { id, slug } = await publish({ title: 'Tariff of giraffes', reviewDays: 10, graceDays: 5 });
    const site = await knowledge.helpCentre.site('first');
    if (!site) throw new Error('no site');
    const everywhere = async () => {
      const given = await ask(contract.suggestArticles, { body: { text: 'tariff giraffe' } });
      const found = await knowledge.helpCentre.search(site, 'en', 'giraffes', { visitor: undefined });
      return [
        (await search('giraffes')).length,
        given.items.length,
        found.items.length,
        (await knowledge.helpCentre.article(site, 'en', slug, { visitor: undefined })) ? 1 : 0,
        (await knowledge.helpCentre.everything(site)).filter((one) => one.slug === slug).length,
        (await knowledge.helpCentre.spaces(site, 'en')).newest.filter((one) => one.slug === slug).length,
      ];
    };
    const state = async () => (await ask(contract.getArticle, { params: { articleId: id } })).state;
    expect([await everywhere(), await state()]).toEqual([[1, 1, 1, 1, 1, 1], 'verified']);
    await age(id, 10);
    expect([await everywhere(), await state()]).toEqual([[1, 1, 1, 1, 1, 1], 'due']);
    await age(id, 5);
    expect([await everywhere(), await state()]).toEqual([[0, 0, 0, 0, 0, 0], 'expired']);
    const refused = { kind: { code: 'knowledge.expired' } };
    for (const as of contract.renditions) {
      await expect(ask(contract.renderArticle, { params: { articleId: id }, query: { as } })).rejects.toMatchObject(refused);
    }
    await expect(ask(contract.recordUse, { params: { articleId: id }, body: { how: 'link' } })).rejects.toMatchObject(refused);
    const { items } = await ask(contract.listArticles, { query: { state: 'expired' } });
    expect(items.map((one: contract.ArticleSummary) => one.id)).toEqual([id]);
    await ask(contract.verifyArticle, { params: { articleId: id } });
    expect([await everywhere(), await state()]).toEqual([[1, 1, 1, 1, 1, 1], 'verified']);
  });

  test('every state found by the list is the state the rule says', async () => {
    const ages = [0, 10, 15];
    for (const days of ages) await age((await publish({ title: `Aged ${days}`, reviewDays: 10, graceDays: 5 })).id, days);
    await ask(contract.archiveArticle, { params: { articleId: (await publish({ title: 'Put away' })).id } });
    for (const state of contract.states) {
      const { items } = await ask(contract.listArticles, { query: { state } });
      for (const one of items) expect(one.state).toBe(state);
      if (state !== 'proposed') expect(items.length).toBeGreaterThan(0);
    }
  });

  test('its owner is told once that it is due and once that it has expired', async () => {
    const { id } = await publish({ title: 'Told of', reviewDays: 10, graceDays: 5 });
    const about = async () => [
      (await told('knowledge.article_due')).filter(({ articleId }) => articleId === id).length,
      (await told('knowledge.article_expired')).filter(({ articleId, ownerId }) => articleId === id && ownerId === author.id)
        .length,
    ];
    await run('knowledge.tell_owners');
    expect(await about()).toEqual([0, 0]);
    await age(id, 10);
    await run('knowledge.tell_owners');
    await run('knowledge.tell_owners');
    expect(await about()).toEqual([1, 0]);
    await age(id, 5);
    await run('knowledge.tell_owners');
    await run('knowledge.tell_owners');
    expect(await about()).toEqual([1, 1]);
  });
});

describe('finding', () => {
  test('slips, missing accents, unfinished words and other forms are forgiven', async () => {
    await publish({ title: 'Verpackung zurückgeben', body: 'Die Rücksendung ist kostenlos.', locale: 'de' });
    await publish({ title: 'Refunding a subscription', body: 'Money comes back within days.' });
    expect(await search('refnuding subscripton')).toContain('Refunding a subscription');
    expect(await search('subscr')).toContain('Refunding a subscription');
    expect(await search('refunds for subscriptions')).toContain('Refunding a subscription');
    expect(await search('zuruckgeben', { locale: 'de' })).toContain('Verpackung zurückgeben');
    expect(await search('rücksendungen kostenlos', { locale: 'de' })).toContain('Verpackung zurückgeben');
  });

  test('the title counts more than the text', async () => {
    await publish({ title: 'About hedgehogs', body: 'They sleep in winter.' });
    await publish({ title: 'About winter', body: 'Hedgehogs sleep, and hedgehogs dream.' });
    expect((await search('hedgehogs'))[0]).toBe('About hedgehogs');
  });

  test('what is for colleagues is found by colleagues only, and nothing of another workspace by anybody', async () => {
    await publish({ title: 'Secret axolotl', audience: 'internal' });
    await publishAll(fresh.db, fresh.otherWorkspaceId, [{ title: 'Foreign axolotl', body: 'Other.' }]);
    expect(await search('axolotl')).toEqual(['Secret axolotl']);
    expect(await search('axolotl', { audience: 'public' })).toEqual([]);
    // Words of another workspace are no correction either.
    expect(await search('foreing')).toEqual([]);
  });

  test('the index follows: withdrawn, archived and changed words are not found, and its counters end at nothing', async () => {
    const { id } = await publish({ title: 'Ephemeral quokka' });
    expect(await search('quokka')).toEqual(['Ephemeral quokka']);
    await ask(contract.changeArticle, { params: { articleId: id }, body: { labels: ['wombat'] } });
    expect(await search('wombat')).toEqual(['Ephemeral quokka']);
    await ask(contract.unpublishArticle, { params: { articleId: id } });
    expect([await search('quokka'), await search('wombat')]).toEqual([[], []]);
    const counters = await inside((tx) =>
      tx.many<{ docs: string }>(sql`select docs from knowledge.term where lexeme in ('quokka', 'wombat')`),
    );
    expect(counters.map(({ docs }) => Number(docs))).toEqual([0, 0]);
    const wrong = await inside((tx) =>
      tx.many(sql`
        select t.lexeme from knowledge.term t
          left join (select term, count(*) as count from knowledge.posting group by term) p on p.term = t.no
         where t.docs <> coalesce(p.count, 0)`),
    );
    expect(wrong).toEqual([]);
  });

  test('S002-24 the same words by a prospect on the pricing page and a customer with a broken order', async () => {
    const segment = randomUUID();
    await publish({ title: 'Change the plan', body: 'How to change a gizmo plan.', pages: ['/pricing*'] });
    await publish({
      title: 'Change a broken gizmo',
      body: 'How to change what arrived broken.',
      segments: [segment],
      labels: ['broken order'],
    });
    const text = 'I want to change my gizmo';
    const prospect = await ask(contract.suggestArticles, { body: { text, page: 'https://casa.example/pricing' } });
    const customer = await ask(contract.suggestArticles, {
      body: {
        text,
        page: 'https://casa.example/orders/7',
        segments: [{ id: segment, name: 'Open orders' }],
        labels: ['broken order'],
      },
    });
    expect(prospect.items[0].title).toBe('Change the plan');
    expect(prospect.items[0].why).toContain('Written for the page /pricing*.');
    expect(customer.items[0].title).toBe('Change a broken gizmo');
    expect(customer.items[0].why).toContain('For customers in “Open orders”.');
  });
});

describe('gaps', () => {
  const gaps = async (state = 'open') => (await ask(contract.listGaps, { query: { state } })).items as contract.Gap[];
  const ripen = () => inside((tx) => tx.run(sql`update knowledge.search set at = at - interval '1 hour'`));
  const visitor = 'site:gap';

  test('searches without a result or a click become owned gaps, asked again they add up, each ends with an answer', async () => {
    const site = await knowledge.helpCentre.site('first');
    if (!site) throw new Error('no site');
    const { slug, id } = await publish({ title: 'Pelican crossing', body: 'Wait.' });
    for (const one of ['a', 'b']) await knowledge.helpCentre.search(site, 'en', 'Flügelhorn mute?', { visitor: visitor + one });
    await knowledge.helpCentre.search(site, 'en', 'pelican', { visitor: `${visitor}c` });
    await knowledge.helpCentre.search(site, 'en', 'crossing', { visitor: `${visitor}d` });
    await knowledge.helpCentre.article(site, 'en', slug, { visitor: `${visitor}d` });
    await ripen();
    await run('knowledge.find_gaps');
    const found = await gaps();
    expect(found.map((gap) => [gap.kind, gap.text, gap.times, gap.owner?.id])).toEqual([
      ['no_result', 'Flügelhorn mute?', 2, workspaceOwner],
      ['no_click', 'pelican', 1, author.id],
    ]);
    const [first, second] = found;
    const settled = await ask(contract.settleGap, { params: { gapId: first?.id }, body: { articleId: id } });
    expect([settled.state, settled.articleId]).toEqual(['settled', id]);
    await ask(contract.settleGap, { params: { gapId: second?.id }, body: { reason: 'A bird, not ours' } });
    await expect(ask(contract.settleGap, { params: { gapId: second?.id }, body: { reason: 'again' } })).rejects.toMatchObject({
      kind: { code: 'knowledge.settled_already' },
    });
    expect(await gaps()).toEqual([]);
    // Asked again: the answer did not help. What was dismissed stays dismissed.
    await knowledge.helpCentre.search(site, 'en', 'mute flugelhorn', { visitor: `${visitor}e` });
    await knowledge.helpCentre.search(site, 'en', 'pelican', { visitor: `${visitor}f` });
    await ripen();
    await run('knowledge.find_gaps');
    expect((await gaps()).map((gap) => [gap.id, gap.times])).toEqual([[first?.id, 3]]);
  });

  test('a moment resolved without an article is a gap; its conversation becomes a proposal for colleagues', async () => {
    const momentId = randomUUID();
    const at = new Date();
    await inside((tx) =>
      knowledge.recordResolved(tx, fresh.workspaceId, { momentId, articleIds: [], subject: 'Where is my harp?', at }),
    );
    await inside((tx) => knowledge.recordResolved(tx, fresh.workspaceId, { momentId: randomUUID(), articleIds: [spaceId], at }));
    expect((await gaps()).filter(({ kind }) => kind === 'moment').map((gap) => [gap.momentId, gap.text])).toEqual([
      [momentId, 'Where is my harp?'],
    ]);
    const system: Principal = { kind: 'system', id: 'moments', label: 'Moments', workspaceId: fresh.workspaceId, role: 'owner' };
    const id = await inside((tx) =>
      knowledge.proposeDraft(tx, system, { title: 'Where is my harp?', text: 'In the hall.', momentId }),
    );
    expect(await ask(contract.getArticle, { params: { articleId: id } })).toMatchObject({
      state: 'proposed',
      audience: 'internal',
      proposedBy: momentId,
      owner: { id: workspaceOwner },
    });
    expect(await search('harp')).toEqual([]);
  });
});

describe('self-service, told truthfully', () => {
  const report = () =>
    ask(contract.selfService, {
      query: { from: new Date(Date.now() - 40 * 86_400_000).toISOString(), to: new Date(Date.now() + 1000).toISOString() },
    });

  test('reading is no success yet; asking a human within the time is giving up; later it is not', async () => {
    await inside((tx) => tx.run(sql`delete from knowledge.help_session`));
    const hoursAgo = (visitor: string, hours: number) =>
      inside((tx) =>
        tx.run(sql`
          update knowledge.help_session set started_at = now() - ${hours}::float8 * interval '1 hour', last_at = now() - ${hours}::float8 * interval '1 hour'
           where visitor = ${visitor}`),
      );
    const visits = {
      'anonymous_id:read': ['read'],
      'anonymous_id:asked': ['search', 'read'],
      'anonymous_id:late': ['read'],
      'anonymous_id:miss': ['miss'],
      'anonymous_id:look': ['search'],
      'anonymous_id:now': ['read'],
    };
    for (const [visitor, steps] of Object.entries(visits)) {
      for (const step of steps) {
        const search = { text: 'anything', locale: 'en', results: step === 'miss' ? 0 : 3 };
        await inside((tx) =>
          knowledge.visit(tx, fresh.workspaceId, { visitor, place: 'widget', ...(step === 'read' ? { step } : { search }) }),
        );
      }
      if (visitor !== 'anonymous_id:now') await hoursAgo(visitor, 30);
    }
    const contact = (visitor: string, hoursAfter: number) =>
      inside((tx) =>
        knowledge.contactAfter(tx, fresh.workspaceId, {
          keys: [visitor],
          at: new Date(Date.now() - (30 - hoursAfter) * 3_600_000),
        }),
      );
    expect(await contact('anonymous_id:asked', 23)).toBe(1);
    expect(await contact('anonymous_id:late', 25)).toBe(0);
    expect(await report()).toMatchObject({ resolved: 2, gaveUp: 1, noResult: 1, notOpened: 1, open: 1, contactHours: 24 });
  });

  test('a visitor of the site is one visitor for a day and nobody to whoever reads the table', () => {
    const who = { ip: '10.0.0.1', userAgent: 'Firefox' };
    const noon = Date.parse('2026-03-02T12:00:00Z');
    const key = knowledge.visitors.keyOf(fresh.workspaceId, who, noon);
    expect(key).toMatch(/^site:[\w-]{22}$/);
    expect(knowledge.visitors.keyOf(fresh.workspaceId, who, noon + 3_600_000)).toBe(key);
    expect(knowledge.visitors.keyOf(fresh.workspaceId, who, noon + 86_400_000)).not.toBe(key);
    expect(knowledge.visitors.keyOf(fresh.otherWorkspaceId, who, noon)).not.toBe(key);
    expect(knowledge.visitors.keysOf(fresh.workspaceId, who, noon + 20 * 3_600_000, 24)).toContain(key);
  });

  test('what was looked for and read is told to the log: once a visit, by the page’s own name for the browser, without addresses', async () => {
    const { id } = await publish({ title: 'Told to the log' });
    const text = 'Where is my parcel, ada@casa.example?';
    const visit = { visitor: 'site:told', anonymousId: 'browser-of-ada', place: 'widget' } as const;
    const step = (more: object) => inside((tx) => knowledge.visit(tx, fresh.workspaceId, { ...visit, ...more } as never));
    heard.length = 0;
    await step({ search: { text, locale: 'en', results: 2 } });
    await step({ search: { text: 'parcel?  Where is MY ada@casa.example', locale: 'en', results: 2 } });
    await step({ step: 'read', article: { articleId: id, slug: 'told', title: 'Told to the log', locale: 'en' } });
    expect(heard.map(({ name, anonymousId, properties }) => [name, anonymousId, properties])).toEqual([
      ...['Where is my parcel, [email]?', 'parcel?  Where is MY [email]'].map((query) => [
        ...['Knowledge Searched', 'browser-of-ada', { query, results: 2, locale: 'en', place: 'widget' }],
      ]),
      [
        'Article Opened',
        'browser-of-ada',
        { article: id, slug: 'told', title: 'Told to the log', locale: 'en', place: 'widget' },
      ],
    ]);
    // The same question in the same visit is the same event to the log, which keeps the first.
    const [first, again] = heard;
    expect(again?.messageId).toBe(first?.messageId);
    heard.length = 0;
    await inside((tx) =>
      knowledge.visit(tx, fresh.workspaceId, {
        visitor: 'site:alone',
        place: 'site',
        search: { text, locale: 'en', results: 0 },
      }),
    );
    expect(heard[0]?.anonymousId).toBe('site:alone');
  });

  test('who is erased is erased here, too', async () => {
    const { id } = await publish({ title: 'Given away' });
    const customer = 'user_id:erase-me';
    const use = { articleId: id, locale: 'en', place: 'moment', how: 'link', momentId: randomUUID(), customer } as const;
    await inside((tx) => knowledge.recordUse(tx, fresh.workspaceId, use));
    await inside((tx) =>
      knowledge.visit(tx, fresh.workspaceId, {
        visitor: customer,
        place: 'widget',
        search: { text: 'my illness', locale: 'en', results: 1 },
      }),
    );
    const subject = { workspaceId: fresh.workspaceId, ids: [randomUUID()], senderNos: [], identifiers: [customer] };
    expect(await inside((tx) => holder.export(tx, subject))).toMatchObject({
      answers: [{ articleId: id, how: 'link' }],
      searches: [{ text: 'my illness' }],
    });
    await inside((tx) => holder.erase(tx, subject));
    expect(await inside((tx) => holder.export(tx, subject))).toEqual({ answers: [], searches: [] });
    expect((await ask(contract.getArticle, { params: { articleId: id } })).used).toBe(1);
  });
});

describe('what the public sees', () => {
  const pixel = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  const site = async () => {
    const found = await knowledge.helpCentre.siteOf(fresh.workspaceId);
    if (!found) throw new Error('the help centre is closed');
    return found;
  };
  const bring = (articleId: string, bytes: Buffer, name = 'lamp [front].png') =>
    ask(contract.bringPicture, { params: { articleId }, query: { name }, upload: Readable.from([bytes]) });

  test('a picture is seen by everybody while public words show it, and by nobody else', async () => {
    const { id, slug } = await publish({ title: 'Lamps with pictures', body: 'Soon.', audience: 'public' });
    const { fileId, markdown } = await bring(id, pixel);
    expect(markdown).toBe(`![lamp  front ](/api/files/${fileId})`);
    const seen = async () => (await knowledge.helpCentre.picture(await site(), fileId))?.type;
    // Brought, not shown; saved, not published; published.
    expect(await seen()).toBeUndefined();
    await ask(contract.saveVersion, { params: { articleId: id }, body: { locale: 'en', title: 'Lamps', body: markdown } });
    expect(await seen()).toBeUndefined();
    await ask(contract.publishArticle, { params: { articleId: id }, body: {} });
    expect(await seen()).toBe('image/png');
    const { key } = await site();
    const article = await knowledge.helpCentre.article(await site(), 'en', slug, { visitor: undefined });
    expect(article?.html).toContain(`<img src="/help/${key}/pictures/${fileId}" alt="lamp  front "`);
    const mail = await ask(contract.renderArticle, { params: { articleId: id }, query: { as: 'email' } });
    expect(mail.content).toContain(`src="http://verona.test/help/${key}/pictures/${fileId}"`);

    await ask(contract.changeArticle, { params: { articleId: id }, body: { audience: 'internal' } });
    expect(await seen()).toBeUndefined();
    const own = await ask(contract.renderArticle, { params: { articleId: id }, query: { as: 'html' } });
    expect(own.content).toContain(`src="/api/files/${fileId}"`);
    await ask(contract.changeArticle, { params: { articleId: id }, body: { audience: 'public' } });
    expect(await seen()).toBe('image/png');
    await age(id, 400);
    expect(await seen()).toBeUndefined();
  });

  test('D03: what is not pixels is no picture', async () => {
    const { id } = await write({ title: 'Drawn' });
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
    await expect(bring(id, svg, 'logo.png')).rejects.toMatchObject({ kind: { code: 'knowledge.not_a_picture' } });
    await expect(bring(randomUUID(), pixel)).rejects.toMatchObject({ kind: { code: 'knowledge.no_such_article' } });
  });

  test('an old address leads on, whoever had it last, and never to what is not public', async () => {
    const { id } = await publish({ title: 'Rear rack', slug: 'rear-rack', audience: 'public' });
    const rename = (slug: string) => ask(contract.changeArticle, { params: { articleId: id }, body: { slug } });
    const moved = async (slug: string) => knowledge.helpCentre.movedTo(await site(), 'article', slug);
    await rename('racks');
    await rename('racks-and-bags');
    expect([await moved('rear-rack'), await moved('racks'), await moved('racks-and-bags')]).toEqual([
      'racks-and-bags',
      'racks-and-bags',
      undefined,
    ]);
    // A title does not take an address that leads somewhere; somebody who wants it may.
    expect((await write({ title: 'Rear rack' })).slug).toBe('rear-rack-2');
    await ask(contract.changeArticle, { params: { articleId: id }, body: { audience: 'internal' } });
    expect(await moved('rear-rack')).toBeUndefined();
  });

  test('on a page, articles that were written for it come first, then the newest', async () => {
    const forPage = await publish({ title: 'Paying', pages: ['/checkout*'], audience: 'public' });
    for (const title of ['Newer one', 'Newer two']) await publish({ title, audience: 'public' });
    const titles = async (page?: string) =>
      (await knowledge.helpCentre.forPage(await site(), 'en', page)).map(({ title }) => title);
    expect((await titles('https://shop.example/checkout/pay?x=1'))[0]).toBe('Paying');
    expect((await titles('https://shop.example/cart'))[0]).toBe('Newer two');
    expect((await titles()).length).toBeLessThanOrEqual(6);
    expect(forPage.slug).toBe('paying');
  });
});
