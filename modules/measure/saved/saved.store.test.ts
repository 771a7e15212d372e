// Kept questions on real engines: who sees what, what may be taken away, and what leaves the house.

import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addEmployeeTo, principalOf } from '#people/testing';
import { createAudit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { until } from '#platform/clickhouse';
import { createIds } from '#platform/ids';
import { createLog } from '#platform/log';
import type { Letter } from '#platform/mail';
import { sql } from '#platform/postgres';
import { type FreshClickHouse, type FreshDatabase, freshClickHouse, freshDatabase } from '#platform/testing';
import { type Asked, asked, type DashboardWords, type Tile, type ViewWords, type VoiceKind } from '../contract.ts';
import { create as createMetric } from '../metrics/metrics.ts';
import { answerBoard } from '../told/answered.ts';
import { type DigestDeps, queueDue, sendDigest, setDigest } from '../told/digests.ts';
import { createLink, createSharedPages, type LinkDeps, revokeLink } from '../told/links.ts';
import { letterOf } from '../told/rules/words.ts';
import { publishFeedback } from '../voice/analytics/feedback.ts';
import { changeDashboard, createDashboard, listDashboards, readDashboard } from './dashboards.ts';
import { fileOf } from './export.ts';
import { answerSheet } from './kinds.ts';
import { changeView, createView, deleteView, listViews, readView } from './views.ts';

let fresh: FreshDatabase;
let reports: FreshClickHouse;
let deps: DigestDeps & LinkDeps;
let now = Date.parse('2026-03-10T12:00:00Z');
let letters: Letter[] = [];
let queued: { digestId: string; occurrence: string }[] = [];
let mailDown = false;

const viewer = (workspaceId: string) => principalOf(workspaceId, 'viewer');
const analyst = (workspaceId: string) => principalOf(workspaceId, 'analyst');

/** Employees who are gone from the company. */
const left = new Set<string>();

beforeAll(async () => {
  [fresh, reports] = await Promise.all([freshDatabase(), freshClickHouse()]);
  const log = createLog({ level: 'silent' });
  deps = {
    ...{ db: fresh.db, clickhouse: reports.clickhouse, log, audit: createAudit({ log }), baseUrl: 'https://verona.test' },
    clock: { now: () => now },
    newId: createIds(Date.now),
    people: {
      policy: (role, action) => action === 'measure.read' || ['owner', 'admin', 'analyst'].includes(role),
      employee: async (_workspace, id) =>
        ({ id, email: `${id}@verona.test`, status: left.has(id) ? 'deactivated' : 'active' }) as never,
    },
    listen: { propertyTypes: async () => new Map() },
    customers: {
      personOf: (sender) => sender,
      describePeople: async () => new Map(),
      inSegment: () => ({ sql: 'true', params: {} }),
      segmentName: async () => 'Readers',
    },
    mail: {
      async send(letter) {
        if (mailDown) throw new Error('the mail server is down');
        letters.push(letter);
        return 'sent';
      },
    },
    jobs: {
      handle: () => {},
      every: () => {},
      add: async (_tx, _kind, payload) => {
        queued.push(payload as never);
      },
    },
  };
  await reports.clickhouse.insert(
    'listen_events',
    ['workspace', 'name', 'kind', 'source', 'occurred_at', 'received_at', 'sender', 'event', 'text', 'num'],
    [3, 4, 5, 8]
      .map((day) => `2026-03-0${day}T10:00:00Z`)
      .map((at, no) => JSON.stringify([fresh.workspaceId, '<b>Bought</b>', 'track', 's', at, at, no, no, {}, {}]))
      .join('\n')
      .concat('\n'),
    { token: 'saved' },
  );
});
afterAll(async () => {
  await reports?.close();
  await fresh?.close();
});
beforeEach(() => {
  letters = [];
  queued = [];
  mailDown = false;
});

const question = asked.parse({
  kind: 'trend',
  question: {
    ...{ event: '<b>Bought</b>', measure: { kind: 'count' }, interval: 'day' },
    ...{ from: '2026-03-01T00:00:00Z', to: '2026-03-08T00:00:00Z' },
  },
});
const words = (more: Partial<ViewWords> = {}): ViewWords => ({
  ...{ title: 'Orders', sentence: '', asked: question, range: null, shared: false },
  ...more,
});
const board = (tiles: string[], more: Partial<DashboardWords> = {}): DashboardWords => ({
  ...{ title: 'Shop', description: '', shared: false },
  tiles: tiles.map((viewId): Tile => ({ viewId, title: '', size: 'small' })),
  ...more,
});
const refusal = (code: string) => expect.objectContaining({ kind: expect.objectContaining({ code }) });

describe('who sees what', () => {
  test('one’s own are one’s own; for everyone needs the right; another company sees nothing', async () => {
    const [ann, bob] = [viewer(fresh.workspaceId), analyst(fresh.workspaceId)];
    const own = await createView(deps, ann, words());
    await expect(createView(deps, ann, words({ shared: true }))).rejects.toEqual(refusal('measure.for_analysts'));
    const common = await createView(deps, bob, words({ title: 'Common', shared: true }));
    expect((await listViews(deps, ann)).map(({ title, mine }) => [title, mine])).toEqual([
      ['Common', false],
      ['Orders', true],
    ]);
    expect((await listViews(deps, bob)).map(({ title }) => title)).toEqual(['Common']);
    await expect(readView(deps, bob, own.id)).rejects.toEqual(refusal('measure.no_such_view'));
    await expect(changeView(deps, ann, common.id, words())).rejects.toEqual(refusal('measure.for_analysts'));
    await expect(deleteView(deps, ann, common.id)).rejects.toEqual(refusal('measure.for_analysts'));
    const stranger = analyst(fresh.otherWorkspaceId);
    expect(await listViews(deps, stranger)).toEqual([]);
    await expect(readView(deps, stranger, common.id)).rejects.toEqual(refusal('measure.no_such_view'));
    await expect(createDashboard(deps, stranger, board([common.id]))).rejects.toEqual(refusal('measure.no_such_view'));
  });

  test('a dashboard keeps its order, shows only what its readers may see, and is changed by one hand at a time', async () => {
    const bob = analyst(fresh.workspaceId);
    const one = await createView(deps, bob, words({ title: 'One', shared: true }));
    const two = await createView(deps, bob, words({ title: 'Two' }));
    await expect(createDashboard(deps, bob, board([one.id, two.id], { shared: true }))).rejects.toMatchObject({
      fields: [{ path: 'tiles.1.viewId' }],
    });
    const made = await createDashboard(deps, bob, board([two.id, one.id, two.id]));
    expect(made.tiles.map(({ view }) => view.title)).toEqual(['Two', 'One', 'Two']);
    const turned = await changeDashboard(deps, bob, made.id, { ...board([one.id]), shared: true, version: made.version });
    expect(turned).toMatchObject({ shared: true, version: 2, tiles: [{ viewId: one.id }] });
    await expect(changeDashboard(deps, bob, made.id, { ...board([]), version: made.version })).rejects.toEqual(
      refusal('measure.changed_meanwhile'),
    );
    // What everyone looks at is neither hidden nor deleted under their eyes.
    await expect(changeView(deps, bob, one.id, words())).rejects.toEqual(refusal('measure.view_in_use'));
    await expect(deleteView(deps, bob, one.id)).rejects.toThrow('"Shop"');
    const ann = viewer(fresh.workspaceId);
    expect((await readDashboard(deps, ann, made.id)).tiles).toHaveLength(1);
    expect((await listDashboards(deps, viewer(fresh.otherWorkspaceId))).length).toBe(0);
  });
});

test('an answer is taken along as Parquet that others can read, and as CSV', async () => {
  const sheet = {
    figure: { value: 1, unit: 'count' },
    columns: [
      { name: 'at', type: 'instant' as const },
      { name: 'series', type: 'text' as const },
      { name: 'value', type: 'number' as const },
    ],
    rows: [
      ['2026-03-01T00:00:00.000Z', "=cmd|' è \\", 1.5],
      ['2026-03-02T00:00:00.000Z', null, null],
    ],
  };
  const { bytes } = await fileOf(reports.clickhouse, sheet, 'parquet');
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  expect(await parquetReadObjects({ file, compressors })).toEqual([
    { at: new Date('2026-03-01T00:00:00.000Z'), series: "=cmd|' è \\", value: 1.5 },
    { at: new Date('2026-03-02T00:00:00.000Z'), series: null, value: null },
  ]);
  const empty = await fileOf(reports.clickhouse, { ...sheet, rows: [] }, 'parquet');
  expect(empty.bytes.subarray(0, 4).toString()).toBe('PAR1');
  const csv = await fileOf(reports.clickhouse, sheet, 'csv');
  expect(csv.bytes.toString()).toBe("at,series,value\n2026-03-01T00:00:00.000Z,'=cmd|' è \\,1.5\n2026-03-02T00:00:00.000Z,,\n");
});

describe('every kind of question', () => {
  const survey = { survey: 's', from: '2026-03-01T00:00:00Z', to: '2026-03-08T00:00:00Z' };
  const { from, to } = survey;
  const theme = (name: string) => ({ name, questions: [name] });
  const [view, buy] = [{ event: 'View' }, { event: 'Buy' }];
  const workspace = () => fresh.otherWorkspaceId;
  const segment = '01980000-0000-7000-8000-000000000002';
  let ada: Principal;
  let metricId: string;

  beforeAll(async () => {
    ada = analyst(workspace());
    const did = (sender: number, name: string, at: string) => [name, sender, at, {}, {}] as const;
    const answered = (no: number, question: string, value: number) => {
      const text = { survey: 's', survey_name: 'Spring', response: `r${no}`, question, question_type: 'rating' };
      return ['Survey Answered', 100 + no, '2026-03-05T10:00:00Z', text, { value }] as const;
    };
    const events = [
      ...[1, 2, 3].map((sender) => did(sender, 'View', '2026-03-02T10:00:00Z')),
      ...[did(1, 'Buy', '2026-03-02T11:00:00Z'), did(2, 'Buy', '2026-03-02T11:30:00Z'), did(1, 'View', '2026-03-03T10:00:00Z')],
      ...Array.from({ length: 40 }, (_none, no) => [
        answered(no, 'price', no % 7),
        answered(no, 'colour', (no * 5) % 11),
        answered(no, 'all', (no % 7) + (no % 3)),
      ]).flat(),
    ];
    await reports.clickhouse.insert(
      'listen_events',
      ['workspace', 'name', 'kind', 'source', 'occurred_at', 'received_at', 'sender', 'event', 'text', 'num'],
      events
        .map(([name, sender, at, text, num], no) =>
          JSON.stringify([workspace(), name, 'track', 'web', at, at, sender, 1_000 + no, text, num]),
        )
        .join('\n')
        .concat('\n'),
      { token: 'every kind' },
    );
    const said = (no: number, kind: VoiceKind, sentiment: number | null, language: string) => ({
      ...{
        id: deps.newId(),
        senderNo: String(no),
        occurredAt: new Date('2026-03-04T10:00:00Z'),
        channel: 'chat',
        source: 'chat',
      },
      ...{ momentId: null, kind, sentiment, language, emotion: null, effort: null, product: '', touchpoint: '', themes: [] },
      version: '1',
    });
    const heard = [said(1, 'curse', -0.8, 'en'), said(2, 'curse', null, 'it'), said(3, 'want', 0.5, 'en')];
    await publishFeedback(reports.clickhouse, workspace(), heard as never);
    const formula = { kind: 'count', of: { source: 'events', event: 'View', filters: [] } } as const;
    const words = { name: 'Views', group: 'own', better: 'higher', ownerId: null, interval: 'day', breakdowns: [] } as const;
    ({ id: metricId } = await createMetric({ ...deps, people: { colleagues: async () => [] } }, ada, {
      ...words,
      breakdowns: [],
      formula: { ...formula, of: { ...formula.of, filters: [] } },
    }));
  });

  /** Kind, question, figure and how many rows: of four views and two purchases by three people, and forty answers. */
  const kinds = (): [Asked['kind'], object, unknown, number][] => [
    ['trend', { ...view, measure: { kind: 'count' }, interval: 'day' }, 4, 7],
    ['metric', { metricId, interval: 'day' }, 4, 7],
    ['funnel', { steps: [view, buy] }, 2 / 3, 2],
    ['paths', { anchor: view, pause: { amount: 2, unit: 'hour' } }, 4, 3],
    ['retention', { first: view, return: view, interval: 'day' }, 1 / 3, 28],
    ['lifecycle', { interval: 'day' }, 0, 7],
    ['breadth', { events: ['View', 'Buy'] }, 5 / 3, 2],
    ['sessions', { interval: 'day' }, 46, 7],
    ['journeys', { case: { of: 'person' }, events: ['View', 'Buy'] }, 3, 3],
    ['attribution', { conversion: buy, touches: { events: ['View'] } }, 2, 5],
    ['conversations', {}, 0, 0],
    ['drivers', { survey: 's', outcome: theme('all'), drivers: [theme('price'), theme('colour')] }, expect.any(Number), 2],
    ['gaps', { survey: 's', pairs: [{ attribute: 'Price', want: 'price', deliver: 'colour' }] }, expect.any(Number), 1],
    [
      'segment_gaps',
      { survey: 's', pairs: [{ attribute: 'Price', want: 'price', deliver: 'colour' }], segments: [segment] },
      expect.any(Number),
      2,
    ],
    // One kind is looked at, and the rows tell of it alone: its kind, two moods, a channel, two languages.
    ['voice', { kind: ['curse'] }, 2, 6],
  ];
  const parsed = () => kinds().map(([kind, given]) => asked.parse({ kind, question: { ...given, from, to } }));

  test('none is left out', () => {
    expect(new Set(kinds().map(([kind]) => kind))).toEqual(new Set(asked.options.map(({ shape }) => shape.kind.value)));
  });

  test('has one figure and a table, and leaves as CSV and as Parquet', async () => {
    for (const [at, [kind, , figure, rows]] of kinds().entries()) {
      const one = parsed()[at] as Asked;
      const sheet = await answerSheet(deps, workspace(), one);
      expect([kind, sheet.figure.value, sheet.rows.length]).toEqual([kind, figure, rows]);
      expect(sheet.rows.every((row) => row.length === sheet.columns.length)).toBe(true);
      const csv = (await fileOf(reports.clickhouse, sheet, 'csv')).bytes.toString().trim().split('\n');
      expect(csv[0]).toBe(sheet.columns.map(({ name }) => name).join(','));
      expect(csv).toHaveLength(rows + 1);
      const { bytes } = await fileOf(reports.clickhouse, sheet, 'parquet');
      const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
      const read = await parquetReadObjects({ file, compressors });
      expect(read.map((row) => Object.keys(row).length)).toEqual(sheet.rows.map(() => sheet.columns.length));
    }
  });

  test('another company asks the same and finds nobody', async () => {
    const funnel = parsed().find(({ kind }) => kind === 'funnel') as Asked;
    expect((await answerSheet(deps, fresh.workspaceId, funnel)).rows.map((row) => row[3])).toEqual([0, 0]);
    const metric = parsed().find(({ kind }) => kind === 'metric') as Asked;
    await expect(answerSheet(deps, fresh.workspaceId, metric)).rejects.toEqual(refusal('measure.no_such_metric'));
  });

  test('stands on a page behind a link and in a letter; one that is refused takes nothing from the others', async () => {
    const views = [];
    for (const one of parsed()) views.push((await createView(deps, ada, words({ title: `A ${one.kind}`, asked: one }))).id);
    const nobodys = asked.parse({ kind: 'metric', question: { metricId: deps.newId(), interval: 'day', from, to } });
    views.push((await createView(deps, ada, words({ title: 'Gone', asked: nobodys }))).id);
    const { id } = await createDashboard(deps, ada, board(views));
    const { url } = await createLink(deps, ada, id, { days: 1 });
    const { body } = await createSharedPages(deps)(url.split('/').at(-1) ?? '', '192.0.2.7');
    const page = String(body);
    for (const one of parsed()) expect(page).toContain(`<h2>A ${one.kind}</h2>`);
    expect(page).toContain('66.7%');
    expect(page).toContain('came to the last step');
    expect(page).toContain('<td>Buy</td>');
    expect(page).toContain('<h2>Gone</h2><p>No such metric</p>');
    expect(page).toContain('Nothing in this time.');
    const whole = await readDashboard(deps, ada, id);
    const tiles = await answerBoard(deps, workspace(), whole, now, { compared: false, personal: true });
    const { text, html } = letterOf({ title: 'All', url, tiles });
    expect(text).toContain('A funnel: 66.7% came to the last step');
    expect(text).toContain('A retention: 33.3%');
    expect(html).toContain('<h2>A funnel</h2>');
    expect(html).not.toContain('<h2>A retention</h2>');
    expect(text).toContain('A voice: 2 times customers said something');
    expect(page).toContain('<td>Readers</td><td>Price</td>');
    expect(page).toMatch(/<h2>A sessions<\/h2><p class="figure">46<\/p>\s*<p>sessions<\/p>\s*<svg/);
  });
});

test('nobody waits any longer: the question is killed in the engine', async () => {
  const going = new AbortController();
  const { clickhouse } = until(deps, going.signal);
  const running = () =>
    reports.clickhouse.query<{ n: string }>(
      "select count() as n from system.processes where query like '%as nobody_' || 'waits%'",
    );
  const asking = clickhouse.query('select sum(cityHash64(number)) as nobody_waits from numbers(1000000000000)');
  asking.catch(() => undefined);
  await expect.poll(async () => Number((await running())[0]?.n), { timeout: 5_000 }).toBe(1);
  going.abort(new Error('went away'));
  await expect(asking).rejects.toThrow('went away');
  await expect.poll(async () => Number((await running())[0]?.n), { timeout: 5_000 }).toBe(0);
});

describe('by mail', () => {
  let ann: Principal;
  let boardId: string;
  beforeAll(async () => {
    ann = { ...analyst(fresh.workspaceId), id: await addEmployeeTo(fresh.db, fresh.workspaceId, 'Ann') };
    const view = await createView(deps, ann, words({ title: '<i>Orders</i>', range: '7d' }));
    boardId = (await createDashboard(deps, ann, board([view.id], { title: 'Shop & "more"' }))).id;
  });
  const dueNow = async () => {
    const { workspaceId } = fresh;
    await setDigest(deps, ann, boardId, { every: 'day', weekday: 1, hour: 8, timeZone: 'Europe/Rome' });
    await fresh.db.inWorkspace(workspaceId, (tx) =>
      tx.run(sql`
        update measure.digest set next_at = ${new Date(now - 60_000)}
         where workspace_id = ${workspaceId}`),
    );
  };

  test('each occurrence becomes one job and one letter, whoever looks and however often', async () => {
    await dueNow();
    const taken = await Promise.all([queueDue(deps, fresh.workspaceId), queueDue(deps, fresh.workspaceId)]);
    expect(taken.reduce((sum, one) => sum + one, 0)).toBe(1);
    expect(queued).toHaveLength(1);
    expect(await queueDue(deps, fresh.workspaceId)).toBe(0);
    const [{ digestId = '', occurrence = '' } = {}] = queued;
    const send = () => sendDigest(deps, fresh.workspaceId, digestId, new Date(occurrence));
    mailDown = true;
    await expect(send()).rejects.toThrow('mail server');
    mailDown = false;
    await Promise.all([send(), send()]);
    await send();
    expect(letters).toHaveLength(1);
  });

  test('figures and change, in text and in HTML that nobody’s words can break', async () => {
    await dueNow();
    await queueDue(deps, fresh.workspaceId);
    const [{ digestId = '' } = {}] = queued;
    // The seven days up to the 10th hold three orders (4th, 5th, 8th), those before one (3rd).
    await sendDigest(deps, fresh.workspaceId, digestId, new Date('2026-03-10T07:00:00Z'));
    expect(letters[0]).toMatchObject({ to: `${ann.id}@verona.test`, subject: 'Shop & "more"' });
    expect(letters[0]?.text).toContain('<i>Orders</i>: 3 times in all (+200% on the time before)');
    expect(letters[0]?.text).toContain(`https://verona.test/dashboards/${boardId}`);
    expect(letters[0]?.html).toContain('&lt;i&gt;Orders&lt;/i&gt;');
    expect(letters[0]?.html).not.toContain('<i>');
  });

  test('a key has no mailbox', async () => {
    const key: Principal = { ...ann, kind: 'api_key' };
    const daily = { every: 'day' as const, weekday: 1, hour: 8, timeZone: 'UTC' };
    await expect(setDigest(deps, key, boardId, daily)).rejects.toEqual(refusal('measure.employee_needed'));
  });
});

describe('by secret link', () => {
  test('figures without people, until it is closed or expires; nothing for a guess', async () => {
    const bob = analyst(fresh.workspaceId);
    const view = await createView(deps, bob, words({ title: '<script>x</script>' }));
    const { id } = await createDashboard(deps, bob, board([view.id]));
    const { url, id: linkId } = await createLink(deps, bob, id, { days: 30 });
    const secret = url.split('/').at(-1) ?? '';
    const open = createSharedPages(deps);
    const shown = await open(secret, '192.0.2.1');
    expect(shown).toMatchObject({ status: 200, headers: { 'x-robots-tag': expect.stringContaining('noindex') } });
    expect(shown.body).toContain('<p class="figure">3</p>');
    expect(shown.body).toContain('&lt;script&gt;');
    expect(shown.body).not.toMatch(/<script|customers\//);
    expect((await open(`${secret}x`, '192.0.2.1')).status).toBe(404);
    const hashes = await fresh.db.inWorkspace(fresh.workspaceId, (tx) =>
      tx.many<{ row: string }>(sql`select row_to_json(l)::text as row from measure.link l`),
    );
    expect(JSON.stringify(hashes)).not.toContain(secret);

    left.add(bob.id);
    expect((await open(secret, '192.0.2.1')).status).toBe(404);
    left.clear();
    expect((await open(secret, '192.0.2.1')).status).toBe(200);

    await revokeLink(deps, bob, id, linkId);
    expect((await open(secret, '192.0.2.1')).status).toBe(404);
    const { url: late } = await createLink(deps, bob, id, { days: 1 });
    await fresh.db.inWorkspace(fresh.workspaceId, (tx) =>
      tx.run(sql`update measure.link set expires_at = now() where workspace_id = ${fresh.workspaceId} and revoked_at is null`),
    );
    expect((await open(late.split('/').at(-1) ?? '', '192.0.2.1')).status).toBe(404);
  });

  test('an address that tries too often is told to wait', async () => {
    const open = createSharedPages(deps);
    const tries = [];
    for (let count = 0; count < 61; count += 1) tries.push((await open('vdl_guess', '192.0.2.9')).status);
    expect(tries.filter((status) => status === 404)).toHaveLength(60);
    expect(tries.at(-1)).toBe(429);
    now += 61_000;
    expect((await open('vdl_guess', '192.0.2.9')).status).toBe(404);
  });
});
