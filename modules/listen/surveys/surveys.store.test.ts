// Surveys on a real Postgres, through their routes and their door.
import { LRUCache } from 'lru-cache';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAudit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { Refusal, type Route } from '#platform/contract';
import type { Bind, BindRaw, RawRequest } from '#platform/http';
import { createIds } from '#platform/ids';
import { createLog } from '#platform/log';
import { sql } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import type { OutboundMessage } from '../channels/outbound.ts';
import { createIntake } from '../ingest/intake.ts';
import { registerSenders } from '../store/log.ts';
import { createSurveys, type Surveys } from './surveys.ts';

let house: FreshDatabase;
let surveys: Surveys;
let principal: Principal;
let clockMs = Date.now();
let consent: 'granted' | 'denied' | 'unsaid' = 'unsaid';
const routes = new Map<string, (caller: never) => Promise<unknown>>();
const doors = new Map<string, Parameters<BindRaw>[1]>();
const turns = new Map<string, () => Promise<void>>();
const sent: OutboundMessage[] = [];
const told: string[] = [];
const chatId = '00000000-0000-7000-8000-00000000c4a7';
const [chatChannel, mailChannel] = ['00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-0000000000c2'];

beforeAll(async () => {
  house = await freshDatabase();
  const { db, workspaceId } = house;
  principal = { kind: 'system', id: 'test', label: 'Test', workspaceId, role: 'owner' };
  const now = () => clockMs;
  const known = new LRUCache<string, string>({ max: 1_000 });
  surveys = createSurveys({
    db,
    now,
    audit: createAudit({ log: createLog({ level: 'silent' }) }),
    bind: ((route: Route, handler: never) => void routes.set(route.id, handler)) as Bind,
    bindRaw: (route, answer) => void doors.set(`${route.method} ${route.path}`, answer),
    jobs: { every: (name, _ms, work) => void turns.set(name, work) },
    realtime: {
      topic: () => {},
      publish: (_topic: unknown, _ws: string, message: { survey: string }) => told.push(message.survey),
    } as never,
    intake: createIntake({ db, queueLimit: 1_000, now }),
    channels: {
      find: async (_tx, _ws, id) => ({ kind: id === chatChannel ? 'web_chat' : 'email' }) as never,
      send: async (_tx, _ws, message) => void sent.push(message),
    },
    registerSenders: (tx, workspace, asked) => registerSenders(tx, workspace, known, asked),
    visiting: async () => ({ workspaceId, chatId }),
    newId: createIds(now),
    chance: () => 0,
    baseUrl: 'https://verona.example',
  });
  surveys.askAbout({
    find: async (_tx, _ws, ref) =>
      ref === 'email:anna@casa.example' ? { name: 'Anna', senderNos: await numbers(ref) } : undefined,
    together: async (_tx, _ws, no) => [no],
    namesOf: async () => new Map(),
    consent: async () => consent,
    isMember: async () => true,
  });
});
afterAll(() => house?.close());

const numbers = (ref: string) =>
  house.db.inWorkspace(house.workspaceId, async (tx) =>
    (await tx.many<{ no: string }>(sql`select no from listen.sender where type || ':' || value = ${ref}`)).map(({ no }) => no),
  );

// biome-ignore lint/suspicious/noExplicitAny: replies of routes, read field by field.
type Any = any;
const route = (id: string, parts: { params?: unknown; query?: unknown; body?: unknown } = {}): Promise<Any> =>
  (routes.get(`listen.${id}`) as (caller: unknown) => Promise<unknown>)({
    ...{ principal, workspaceId: house.workspaceId, params: {}, query: {}, body: {} },
    ...parts,
  });
const door = async (at: string, request: Partial<Omit<RawRequest, 'body'>> & { body?: unknown } = {}): Promise<Any> => {
  const { body, ...rest } = request;
  const given = { params: {}, query: {}, headers: {}, ip: '192.0.2.1', ...rest, body: Buffer.from(JSON.stringify(body ?? {})) };
  const answer = await doors.get(at)?.(given);
  return JSON.parse(String(answer?.body));
};
const begin = (key: string, body: unknown = {}, ip = '192.0.2.1') =>
  door('POST /s/v1/:key/responses', { params: { key }, body, ip });
const save = (token: string, data: unknown, complete = true) =>
  door('POST /s/v1/responses', { headers: { authorization: `Bearer ${token}` }, body: { data, complete } });
const refusalOf = (act: Promise<unknown>): Promise<string> =>
  act.then(
    () => 'nothing was refused',
    (error: unknown) => (error instanceof Refusal ? error.kind.code.replace('listen.', '') : String(error)),
  );

const decision = 'Whether slots are kept after the trial';
async function opened(
  more: Record<string, unknown> = { template: 'nps' },
  settings?: unknown,
): Promise<{ id: string; key: string }> {
  const { id, url } = await route('create_survey', { body: { name: 'After the trial', decision, ...more } });
  if (settings) await route('change_survey', { params: { id }, body: { settings } });
  await route('move_survey', { params: { id }, body: { state: 'open' } });
  return { id, key: url.split('/').at(-1) };
}
async function answer(key: string, data: unknown): Promise<string> {
  const { token } = await begin(key);
  return (await save(token, data)).state;
}
const results = (id: string, query: object = {}) =>
  route('survey_results', { params: { id }, query: { state: 'complete', ...query } });
const logged = (name: string) =>
  house.db.inWorkspace(house.workspaceId, (tx) =>
    tx.many<{ body: string; trusted: boolean }>(
      sql`select body::text, trusted from listen.event where name = ${name} order by id`,
    ),
  );

describe('definitions', () => {
  const create = (definition: unknown) =>
    route('create_survey', { body: { name: 'x', decision, definition } }).catch((error: Refusal) =>
      error.fields.map(({ path, message }) => `${path}: ${message}`),
    );

  test('markup, code, other servers, unknown elements, doubles and broken expressions are refused by place', async () => {
    const wrong = await create({
      logo: 'https://elsewhere.example/x.png',
      completedHtml: '<b>thanks</b>',
      elements: [
        { type: 'html', name: 'h', html: '<script>alert(1)</script>' },
        { type: 'text', name: 'a', title: 'Hello <img src=x onerror=alert(1)>' },
        { type: 'text', name: 'a', validators: [{ type: 'regex', regex: '(a+)+$' }] },
        { type: 'dropdown', name: 'd', choicesByUrl: { url: 'http://169.254.169.254/' } },
        { type: 'file', name: 'f' },
      ],
    });
    const all = wrong.join('\n');
    for (const part of [
      'definition.logo',
      'completedHtml',
      'elements.0.type',
      'elements.1.title: must be plain text',
      '"a" is asked twice',
    ])
      expect(all).toContain(part);
    for (const part of ['regex: patterns', 'choicesByUrl', '"file" cannot be asked here']) expect(all).toContain(part);
    expect(await create({ elements: [{ type: 'text', name: 'b', visibleIf: '{a} ==== ((' }] })).toEqual([
      expect.stringContaining('visibleIf: cannot be read as an expression'),
    ]);
    expect(await create({ elements: [] })).toEqual(['definition: asks nothing: give it pages or elements']);
    expect(await create({ title: 'x'.repeat(300_000), elements: [] })).toEqual([expect.stringContaining('bytes, at most')]);
    let deep: unknown = { type: 'text', name: 'deep' };
    for (let level = 0; level < 30; level += 1) deep = { type: 'panel', name: `p${level}`, elements: [deep] };
    expect((await create({ elements: [deep] })).join()).toContain('nests deeper');
  });

  test('what somebody answered keeps its words: the change is the next version, and export gives either', async () => {
    const { id, key } = await opened();
    await route('change_survey', {
      params: { id },
      body: { definition: { elements: [{ type: 'rating', name: 'nps', title: 'Before anybody answered' }] } },
    });
    expect((await route('read_survey', { params: { id } })).version).toBe(1);
    const { token } = await begin(key, { data: { nps: 4 } });
    const changed = { elements: [{ type: 'comment', name: 'why', isRequired: true, title: 'After' }] };
    expect((await route('change_survey', { params: { id }, body: { definition: changed } })).version).toBe(2);
    // Whoever began goes on with the questions they saw.
    expect(await save(token, { nps: 5 })).toEqual({ state: 'complete' });
    expect(await refusalOf(answer(key, { nps: 5 }))).toBe('survey_answers_refused');
    expect(String(await route('export_survey', { params: { id }, query: { version: 1 } }))).toContain('Before anybody answered');
    expect(JSON.parse(await route('export_survey', { params: { id } }))).toEqual(changed);
  });
});

describe('answers', () => {
  test('are judged on the server: off the scale, not offered, missing, hidden, unknown', async () => {
    const { id, key } = await opened({
      definition: {
        elements: [
          { type: 'rating', name: 'score', rateMin: 1, rateMax: 5, isRequired: true },
          { type: 'radiogroup', name: 'way', choices: ['post', 'courier'] },
          { type: 'comment', name: 'why', visibleIf: '{score} < 3', isRequired: true },
        ],
      },
    });
    for (const [data, path] of [
      [{ score: 9 }, 'data.score'],
      [{ score: 4, way: 'pigeon' }, 'data.way'],
      [{ way: 'post' }, 'data.score'],
      [{ score: 2 }, 'data.why'],
      [{ score: { a: 1 } }, 'data.score'],
      [{ score: [1, 2] }, 'data.score'],
    ] as const) {
      const { token } = await begin(key);
      const refused = await save(token, data).catch((error: Refusal) => error.fields.map((field) => field.path));
      expect([data, refused]).toEqual([data, expect.arrayContaining([path])]);
    }
    const { token } = await begin(key, { data: { score: 2, why: 'slow' } });
    // The reason is hidden by another mark, and so it is no answer; nobody asked for `stranger`.
    expect(await save(token, { score: 5, why: 'slow', stranger: 'x'.repeat(10) })).toEqual({ state: 'complete' });
    const { items } = await route('list_survey_responses', { params: { id }, query: { state: 'complete', limit: 10 } });
    expect(items[0].answers).toEqual([{ question: 'score', value: '5' }]);
  });

  test('are kept as they are given, gone on with by their token, sent once, and told to the log once', async () => {
    const { id, key } = await opened();
    const { token } = await begin(key, { data: { nps: 3 } });
    await save(token, { nps: 9, why: 'kept to the minute' }, false);
    const resumed = await door('GET /s/v1/responses', { headers: { authorization: `Bearer ${token}` } });
    expect(resumed).toMatchObject({ state: 'partial', data: { nps: 9, why: 'kept to the minute' } });
    expect((await results(id)).answers).toEqual({ complete: 0, partial: 1, full: 0 });
    const before = (await logged('Survey Answered')).length;
    await Promise.all([save(token, { nps: 10 }), save(token, { nps: 10 }), save(token, { nps: 10 })]);
    expect(await refusalOf(save(token, { nps: 0 }, false))).toBe('survey_settled');
    const events = (await logged('Survey Answered')).slice(before).map(({ body }) => JSON.parse(body).properties);
    expect(events).toEqual([
      expect.objectContaining({ survey: id, question: 'nps', question_type: 'nps', value: 10, complete: true }),
    ]);
    expect(await refusalOf(save(`${token}x`, { nps: 0 }))).toBe('survey_token_refused');
    expect((await results(id)).questions[0].score).toMatchObject({ kind: 'nps', value: 100, n: 1 });
    expect(told).toContain(id);
  });

  test('that were begun and left alone are told, too, as unfinished; and finishing later does not double them', async () => {
    const { key } = await opened();
    const { token } = await begin(key, { data: { nps: 7 } });
    await house.db.inWorkspace(house.workspaceId, (tx) =>
      tx.run(sql`update listen.survey_response set updated_at = now() - interval '2 days' where told_at is null`),
    );
    const before = (await logged('Survey Answered')).length;
    await turns.get('listen.surveys_left_alone')?.();
    const events = (await logged('Survey Answered')).slice(before).map(({ body }) => JSON.parse(body).properties);
    expect(events).toContainEqual(expect.objectContaining({ question: 'nps', value: 7, complete: false }));
    const after = (await logged('Survey Answered')).length;
    await save(token, { nps: 7, why: 'back again' });
    const late = (await logged('Survey Answered')).slice(after).map(({ body }) => JSON.parse(body).properties.question);
    expect(late).toEqual(['why']);
  });

  test('quotas close at their number, however many send at once; whoever comes after is kept and not counted', async () => {
    const { id, key } = await opened(
      { template: 'product' },
      { quotas: [{ question: 'missed', value: 'very', atMost: 3 }], atMost: 5 },
    );
    const begun = await Promise.all(Array.from({ length: 12 }, (_one, at) => begin(key, {}, `192.0.2.${at}`)));
    const very = await Promise.all(begun.slice(0, 8).map(({ token }) => save(token, { missed: 'very' })));
    expect(very.filter(({ state }) => state === 'complete')).toHaveLength(3);
    expect(very.filter(({ state }) => state === 'full')).toHaveLength(5);
    const rest = await Promise.all(
      begun.slice(8).map(({ token }) => save(token, { missed: 'not', wish: 'colours' }).catch(() => ({ state: 'over' }))),
    );
    expect(rest.filter(({ state }) => state === 'complete')).toHaveLength(2);
    const survey = await route('read_survey', { params: { id } });
    expect(survey).toMatchObject({
      state: 'closed',
      closedBy: 'quota',
      answers: { complete: 5 },
      quotas: [{ taken: 3, atMost: 3 }],
    });
    expect(await refusalOf(begin(key))).toBe('survey_over');
    // Two more came while the last place was taken: they learn that it is over, or that they are not counted.
    expect((await results(id)).answers.full).toBeGreaterThanOrEqual(5);
  });

  test('one address is slowed down, and what is not JSON is said so', async () => {
    const { key } = await opened();
    const many = await Promise.all(Array.from({ length: 80 }, () => refusalOf(begin(key, {}, '198.51.100.7'))));
    expect(many.filter((code) => code === 'survey_too_fast').length).toBeGreaterThanOrEqual(19);
    expect(await refusalOf(begin(key, { data: 'no' }, '198.51.100.8'))).toContain('invalid');
    expect(await refusalOf(begin('vsk_of-nobody', {}, '198.51.100.8'))).toBe('survey_unknown_key');
    const draft = await route('create_survey', { body: { name: 'x', decision, template: 'ces' } });
    expect(await refusalOf(begin(draft.url.split('/').at(-1), {}, '198.51.100.8'))).toBe('survey_unknown_key');
  });
});

describe('asking', () => {
  const to = [{ type: 'email', value: 'anna@casa.example' }];

  test('a link of one person holds once; what it brings is theirs, proven', async () => {
    const { id, key } = await opened({ template: 'nps' }, { restDays: 0 });
    const { items } = await route('invite_to_survey', { params: { id }, body: { to } });
    const invitation = new URL(items[0].url).hash.replace('#i=', '');
    const first = await begin(key, { invitation });
    await save(first.token, { nps: 8 }, false);
    // Opened again elsewhere it goes on, and the earlier token is over.
    const second = await begin(key, { invitation });
    expect(second.data).toEqual({ nps: 8 });
    expect(await refusalOf(save(first.token, { nps: 0 }))).toBe('survey_token_refused');
    await save(second.token, { nps: 9 });
    expect(await refusalOf(begin(key, { invitation }))).toBe('survey_link_used');
    expect(await refusalOf(begin(key, { invitation: `${invitation}x` }))).toBe('survey_link_refused');
    const [last] = (await logged('Survey Completed')).slice(-1);
    expect(last).toMatchObject({ trusted: true });
    expect(last?.body).toContain('anna@casa.example');
    expect((await results(id)).invited).toMatchObject({ asked: 1, answered: 1 });
  });

  test('a mail carries the first question, every answer a link that only chooses', async () => {
    const { id } = await opened({ template: 'nps' }, { restDays: 0 });
    sent.length = 0;
    await route('invite_to_survey', { params: { id }, body: { to, channelId: mailChannel, locale: 'it' } });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ automatic: true, to: to[0] });
    expect(sent[0]?.text).toContain('Con quale probabilità');
    expect(sent[0]?.html?.match(/q=nps&#38;a=\d+/g)).toHaveLength(11);
  });

  test('whoever was asked lately or said no is left in peace, and anybody may see why', async () => {
    const { id } = await opened();
    const why = () => route('survey_eligibility', { params: { id }, query: { customer: 'email:anna@casa.example' } });
    const asked = await route('invite_to_survey', { params: { id }, body: { to } });
    expect(asked.items[0]).toMatchObject({ url: null, refused: expect.stringContaining('last asked') });
    expect(await why()).toMatchObject({
      customer: 'Anna',
      eligible: false,
      checks: expect.arrayContaining([expect.objectContaining({ check: 'rest', passed: false })]),
    });
    clockMs += 40 * 86_400_000;
    expect((await why()).eligible).toBe(true);
    consent = 'denied';
    expect((await why()).checks).toContainEqual(expect.objectContaining({ check: 'consent', passed: false }));
    consent = 'unsaid';
    clockMs -= 40 * 86_400_000;
    expect(
      await refusalOf(route('survey_eligibility', { params: { id }, query: { customer: 'email:nobody@casa.example' } })),
    ).toBe('survey_customer_unknown');
  });

  test('a resolved moment asks once, in the chat it was in; a visitor may say not now', async () => {
    const { id } = await opened({ template: 'csat' }, { afterMoment: true, restDays: 0 });
    const momentId = '00000000-0000-7000-8000-00000000ab0e';
    const [no = ''] = await house.db.inWorkspace(house.workspaceId, (tx) =>
      registerSenders(tx, house.workspaceId, new LRUCache({ max: 1 }), [
        { type: 'anonymous_id', value: 'a-visitor', sourceId: '00000000-0000-7000-8000-000000000001' },
      ]),
    );
    const sender = { no, type: 'anonymous_id', value: 'a-visitor' };
    const resolved = { momentId, sender, channelId: chatChannel, thread: chatId };
    for (let turn = 0; turn < 2; turn += 1)
      await house.db.inWorkspace(house.workspaceId, (tx) => surveys.resolved(tx, house.workspaceId, resolved));
    const { offer } = await door('GET /s/v1/offer');
    const { token } = await begin(offer.key, { invitation: offer.invitation });
    await save(token, { csat: 5 });
    const [last] = (await logged('Survey Completed')).slice(-1);
    expect(JSON.parse(last?.body ?? '{}').properties.moment).toBe(momentId);
    expect((await door('GET /s/v1/offer')).offer).toBeNull();
    expect((await results(id)).invited).toMatchObject({ asked: 1 });
    await house.db.inWorkspace(house.workspaceId, (tx) =>
      surveys.resolved(tx, house.workspaceId, { ...resolved, momentId: '00000000-0000-7000-8000-00000000ab0f' }),
    );
    expect((await door('GET /s/v1/offer')).offer).not.toBeNull();
    await door('POST /s/v1/offer');
    expect((await door('GET /s/v1/offer')).offer).toBeNull();
  });
});

describe('results', () => {
  test('distributions, people behind an answer, CSV that runs nothing, weights, and reliability', async () => {
    const { id, key } = await opened({ template: 'product' });
    for (const [at, missed] of ['very', 'very', 'very', 'not'].entries())
      await answer(key, {
        missed,
        quality: { useful: 5 - at, easy: 5 - at, reliable: 4 - at },
        ...(missed === 'not' && { wish: '=1+1' }),
      });
    const read = await results(id);
    const missed = read.questions.find(({ name }: { name: string }) => name === 'missed');
    expect(missed.distribution.map(({ value, count }: Any) => [value, count])).toEqual([
      ['very', 3],
      ['somewhat', 0],
      ['not', 1],
    ]);
    expect(read.reliability).toEqual([{ questions: ['quality.useful', 'quality.easy', 'quality.reliable'], alpha: 1, n: 4 }]);
    const { items } = await route('list_survey_responses', {
      params: { id },
      query: { state: 'complete', question: 'missed', value: 'not', limit: 10 },
    });
    expect(items).toHaveLength(1);
    const csv = String(await route('export_survey_responses', { params: { id }, query: { state: 'all' } }));
    expect(csv).toContain("'=1+1");
    const body = { question: 'quality.useful', margins: [{ question: 'missed', targets: { very: 1, not: 1 } }] };
    const weighed = await route('weigh_survey', { params: { id }, body });
    // (5 + 4 + 3) / 3 and 2, half each.
    expect(weighed).toMatchObject({ n: 4, plain: { value: 3.5 }, weighted: { value: 3 } });
    const torn = { question: 'quality.useful', margins: [{ question: 'missed', targets: { very: 1, not: 1, somewhat: 1 } }] };
    expect(await refusalOf(route('weigh_survey', { params: { id }, body: torn }))).toBe('survey_answers_refused');
  });

  test('an erased person leaves nothing behind', async () => {
    const nos = await numbers('email:anna@casa.example');
    const { db, workspaceId } = house;
    const exported = await db.inWorkspace(workspaceId, (tx) => surveys.answersFrom(tx, workspaceId, nos));
    expect(exported.length).toBeGreaterThan(0);
    await db.inWorkspace(workspaceId, (tx) => surveys.erase(tx, workspaceId, nos));
    expect(await db.inWorkspace(workspaceId, (tx) => surveys.answersFrom(tx, workspaceId, nos))).toEqual([]);
    const left = await db.inWorkspace(workspaceId, (tx) =>
      tx.one<{ count: string }>(sql`select count(*) from listen.survey_invitation where sender_value = 'anna@casa.example'`),
    );
    expect(left.count).toBe('0');
  });
});
