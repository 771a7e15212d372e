// Voice on real engines: kept once, corrected for good, counted in the copy, owed until answered or decided, erased everywhere.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Holder } from '#customers';
import type { LogRow } from '#listen';
import { customerAnswered, customerWrote } from '#moments';
import { addEmployeeTo, type FrontDoor, openFrontDoor } from '#people/testing';
import { createAudit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import type { Lane, Subscription } from '#platform/events';
import type { Bind } from '#platform/http';
import { createIds } from '#platform/ids';
import { createLog } from '#platform/log';
import { sql } from '#platform/postgres';
import { type FreshClickHouse, type FreshDatabase, freshClickHouse, freshDatabase, killedAmid } from '#platform/testing';
import * as contract from '../contract.ts';
import { insertMetric } from '../metrics/store.ts';
import { copyLane } from './copy.ts';
import type { VoiceDeps } from './ground.ts';
import { createVoice, type Voice } from './voice.ts';

type Handler = (caller: Record<string, unknown>) => Promise<never>;
type Work = (job: { payload: { workspaceId: string } }) => Promise<void>;

const hour = 3_600_000;
let now = Date.parse('2026-11-20T12:00:00Z');
let house: FreshDatabase;
let copy: FreshClickHouse;
let front: FrontDoor;
let analyst: Principal;
let voice: Voice;
let deps: VoiceDeps;
let holder: Holder;
let conversations: Subscription;
const lanes = new Map<string, Lane>();
const handlers = new Map<string, Handler>();
/** The jobs of the room, run by hand. */
const work = new Map<string, Work>();
/** What stands in the log, and in conversations. */
const log: LogRow[] = [];
const entries = new Map<
  string,
  { momentId: string; senderNo: string; occurredAt: Date; channel: string; text: string; hint: null }
>();

interface Asked {
  id: string;
  body?: { parse(value: unknown): unknown } | undefined;
  query?: { parse(value: unknown): unknown } | undefined;
}
const ask = async (
  route: Asked,
  parts: Record<string, unknown> = {},
  as: Principal = analyst,
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely; the contract is checked where it is bound.
): Promise<any> => {
  const body = route.body?.parse(parts.body ?? {});
  const query = route.query?.parse(parts.query ?? {});
  return handlers.get(route.id)?.({ ...parts, body, query, principal: as, workspaceId: as.workspaceId });
};

/** Runs every lane until nothing is left to do. */
async function settle(workspaceId = house.workspaceId): Promise<void> {
  for (const name of ['measure.voice_events', 'measure.voice_again', 'measure.voice_copy']) {
    const lane = lanes.get(name);
    for (let more: boolean | 'later' = true; more === true; ) more = (await lane?.step(workspaceId)) ?? false;
  }
}

let lastId = 0;
function happened(sender: number, name: string, properties: Record<string, unknown>, hoursAgo = 1): void {
  lastId += 1;
  const at = new Date(now - hoursAgo * hour);
  log.push({
    ...{
      tx: String(lastId),
      id: String(lastId),
      sourceId: randomUUID(),
      senderNo: String(sender),
      kind: 'track',
      name,
      trusted: true,
    },
    ...{ occurredAt: at, receivedAt: at, body: JSON.stringify({ type: 'track', event: name, properties }) },
  });
}

async function wrote(sender: number, momentId: string, text: string, hoursAgo = 1): Promise<void> {
  const entry = randomUUID();
  entries.set(entry, {
    momentId,
    senderNo: String(sender),
    occurredAt: new Date(now - hoursAgo * hour),
    channel: 'web_chat',
    text,
    hint: null,
  });
  await tell(customerWrote.type, { id: momentId, no: 1, kind: 'conversation', entry });
}
const tell = (type: string, data: unknown) =>
  house.db.inWorkspace(house.workspaceId, (tx) =>
    conversations.handle(tx, { id: '1', type, workspaceId: house.workspaceId, at: new Date(now), data }),
  );

const words = async (query: Record<string, unknown> = {}): Promise<contract.Feedback[]> =>
  (await ask(contract.listVoice, { query })).items;

beforeAll(async () => {
  [house, copy] = await Promise.all([freshDatabase(), freshClickHouse()]);
  front = await openFrontDoor(house.db);
  const id = await addEmployeeTo(house.db, house.workspaceId, 'Nina', 'analyst');
  analyst = { kind: 'employee', id, label: 'Nina', workspaceId: house.workspaceId, role: 'analyst' };
  const handle = (kind: { name: string }, does: Work) => void work.set(kind.name, does);
  const idle = { handle, every: () => {}, add: async () => {}, cancel: async () => {} };
  const readLog = async (_tx: unknown, workspaceId: string, after: { id: string }, limit: number) =>
    workspaceId === house.workspaceId ? log.filter(({ id }) => Number(id) > Number(after.id)).slice(0, limit) : [];
  deps = {
    db: house.db,
    clickhouse: copy.clickhouse,
    events: {
      tell: async () => {},
      subscribe: (one: Subscription) => {
        if (one.name === 'measure.voice_conversations') conversations = one;
      },
    },
    lanes: { add: (lane: Lane) => void lanes.set(lane.name, lane), wake: () => {} },
    jobs: idle,
    audit: createAudit({ log: createLog({ level: 'silent' }) }),
    bind: ((route: { id: string }, handler: Handler) => handlers.set(route.id, handler)) as unknown as Bind,
    clock: { now: () => now },
    newId: createIds(() => now),
    log: createLog({ level: 'silent' }),
    people: { ...front.people, policy: (role: string, action: string) => role !== 'stranger' || action !== 'personal.read' },
    listen: { readLog, anyAfter: async () => false, propertyTypes: async () => new Map([['total', 'number']]) },
    customers: {
      personOf: (sender: string) => sender,
      describePeople: async () => new Map(),
      holds: (one: Holder) => {
        holder = one;
      },
    },
    moments: { customerWords: async (_tx: unknown, _workspace: string, entry: string) => entries.get(entry) },
  } as unknown as VoiceDeps;
  voice = createVoice(deps);
});

afterAll(async () => {
  await front?.close?.();
  await Promise.all([house?.close(), copy?.close()]);
});

describe('hearing', () => {
  test('events that carry words and messages become one record each, however often they are read', async () => {
    happened(1, 'Review Submitted', { text: 'Late parcel again, this is terrible!', product: 'Jacket' });
    happened(2, 'Survey Answered', { question_type: 'nps', value: 9 });
    happened(2, 'Survey Answered', {
      question_type: 'text',
      value: 'Thank you, wonderful service!',
      survey_name: 'After delivery',
    });
    happened(3, 'Order Completed', { text: 'no words of theirs', total: 20 });
    const moment = randomUUID();
    await wrote(4, moment, 'Where is my order? Write to anna@example.com');
    await settle();
    await house.db.inWorkspace(house.workspaceId, (tx) => tx.run(sql`update platform.cursor set at_tx = '0', at_id = 0`));
    const [entry] = entries.keys();
    await tell(customerWrote.type, { id: moment, no: 1, kind: 'conversation', entry });
    await settle();
    const said = await words();
    expect(said.map(({ kind, channel }) => `${kind} ${channel}`).sort((a, b) => (a < b ? -1 : 1))).toEqual([
      'appreciation survey',
      'curse review',
      'question web_chat',
    ]);
    expect(said.find(({ kind }) => kind === 'curse')).toMatchObject({ product: 'Jacket', emotion: 'anger', language: 'en' });
    expect(await voice.feelingOf(house.workspaceId, [moment])).toEqual(new Map([[moment, { emotion: 'none', sentiment: 0 }]]));
  });

  test('an event that cannot be read is passed by; its neighbours count', async () => {
    happened(5, 'Review Submitted', { text: 'x' });
    log.push({ ...(log.at(-1) as LogRow), id: String(++lastId), tx: String(lastId), body: '{not json' });
    happened(5, 'Review Submitted', { text: '注文した商品はとても良いです' });
    await settle();
    expect((await words({ language: 'ja' })).length).toBe(1);
  });

  test('a mood that cannot be told is counted apart and leaves the mean alone', async () => {
    const summary = await ask(contract.summariseVoice, { query: {} });
    const of = (value: string) => summary.moods.find((row: contract.Counted) => row.value === value)?.records;
    expect(of('unknown')).toBeGreaterThanOrEqual(1);
    expect(Number.isFinite(summary.sentiment)).toBe(true);
    expect(summary.series.every(({ points }: { points: unknown[] }) => points.length >= 30)).toBe(true);
    expect((await words({ mood: 'unknown' })).every(({ sentiment }) => sentiment === null)).toBe(true);
  });

  test('filters narrow, a dimension still shows what else could be chosen', async () => {
    expect((await words({ kind: ['curse', 'question'] })).length).toBe(2);
    const { kinds, records } = await ask(contract.summariseVoice, { query: { kind: 'curse' } });
    expect(records).toBe(1);
    expect(kinds.find(({ value }: contract.Counted) => value === 'question').records).toBe(1);
  });

  test('pages follow one another without loss', async () => {
    const all = (await words()).map(({ id }) => id);
    const paged: string[] = [];
    for (let after: string | undefined, turn = 0; turn < 20; turn += 1) {
      const page = await ask(contract.listVoice, { query: { limit: 2, ...(after && { after }) } });
      paged.push(...page.items.map(({ id }: { id: string }) => id));
      if (page.next === null) break;
      after = page.next;
    }
    expect(paged).toEqual(all);
  });
});

describe('people', () => {
  test('who may not see customers reads words without personal data, and no names', async () => {
    const [open] = await words({ kind: 'question' });
    expect(open).toMatchObject({ redacted: false, text: 'Where is my order? Write to anna@example.com' });
    const { items } = await ask(contract.listVoice, { query: { kind: 'question' } }, { ...analyst, role: 'stranger' });
    expect(items[0]).toMatchObject({ redacted: true, text: 'Where is my order? Write to [email]', person: null });
  });

  test('a correction stays when themes change and everything is read again', async () => {
    const [curse] = await words({ kind: 'curse' });
    const id = curse?.id ?? '';
    await ask(contract.correctVoice, { params: { feedbackId: id }, body: { kind: 'experience', sentiment: 0.2 } });
    const { id: themeId } = await ask(contract.createTheme, {
      body: { name: 'Late delivery', phrases: ['late parcel', 'is late'] },
    });
    await settle();
    const after = (await words({ theme: themeId }))[0];
    expect(after).toMatchObject({ id, kind: 'experience', kindBy: 'person', sentiment: 0.2, corrected: ['kind', 'sentiment'] });
    const { items } = await ask(contract.listThemes, { query: {} });
    expect(items).toMatchObject([{ name: 'Late delivery', records: 1, people: 1 }]);
  });

  test('the other workspace sees nothing of it', async () => {
    const other = { ...analyst, workspaceId: house.otherWorkspaceId };
    expect((await ask(contract.listVoice, {}, other)).items).toEqual([]);
    expect((await ask(contract.listThemes, {}, other)).items).toEqual([]);
    const [mine] = await words();
    await expect(
      ask(contract.correctVoice, { params: { feedbackId: mine?.id }, body: { kind: 'want' } }, other),
    ).rejects.toMatchObject({
      kind: { code: 'measure.no_such_feedback' },
    });
  });
});

describe('themes', () => {
  test('merge, split and rename keep a history, and what was sorted by hand moves along', async () => {
    const { id: late } = (await ask(contract.listThemes)).items[0];
    const { id: hand } = await ask(contract.createTheme, { body: { name: 'By hand', phrases: [] } });
    const [thanks] = await words({ kind: 'appreciation' });
    await ask(contract.correctVoice, { params: { feedbackId: thanks?.id }, body: { themes: [hand] } });
    await ask(contract.mergeTheme, { params: { themeId: hand }, body: { into: late } });
    await settle();
    expect((await words({ theme: late })).map(({ id }) => id)).toContain(thanks?.id);
    const { id: part } = await ask(contract.splitTheme, {
      params: { themeId: late },
      body: { name: 'Is late', phrases: ['is late'] },
    });
    await settle();
    const { items } = await ask(contract.listThemes);
    expect(items.map(({ id, phrases }: contract.Theme) => [id, phrases])).toEqual([
      [part, ['is late']],
      [late, ['late parcel']],
    ]);
    const history = await ask(contract.themeHistory, { params: { themeId: late } });
    expect(history.items.map(({ what }: { what: string }) => what)).toEqual(['split', 'absorbed', 'created']);
    await expect(
      ask(contract.splitTheme, { params: { themeId: late }, body: { name: 'All', phrases: ['late parcel'] } }),
    ).rejects.toMatchObject({
      kind: { code: 'measure.not_its_phrases' },
    });
    await expect(ask(contract.createTheme, { body: { name: 'is LATE', phrases: [] } })).rejects.toMatchObject({
      kind: { code: 'measure.theme_exists' },
    });
  });

  test('what three people speak of without a theme is suggested, with money only where somebody told of it', async () => {
    for (const sender of [11, 12, 13]) happened(sender, 'Mention', { text: 'The loyalty card expired at the counter' });
    await settle();
    const { items } = await ask(contract.suggestThemes);
    expect(items[0]).toMatchObject({ people: 3, records: 3, atRisk: [] });
    expect([items[0].phrase, ...items[0].along].join(' ')).toContain('loyalty card');
  });
});

describe('registers', () => {
  test('the same wish of many is one want; a decision settles it for all of them', async () => {
    happened(21, 'Feedback Submitted', { text: 'I wish you had size 48' }, 100);
    happened(22, 'Feedback Submitted', { text: 'Please add size 48!' }, 100);
    happened(23, 'Feedback Submitted', { text: 'I wish you had size 42' }, 100);
    await settle();
    const { items } = await ask(contract.listWants);
    expect(items.map(({ title, people }: contract.Want) => [title, people])).toEqual([
      ['I wish you had size 48', 2],
      ['I wish you had size 42', 1],
    ]);
    const ignoredBefore = (await ask(contract.listIgnored)).total;
    const decide = { state: 'yes', why: 'from spring on' };
    const decided = await ask(contract.changeWant, { params: { wantId: items[0].id }, body: { ownerId: analyst.id, decide } });
    expect(decided).toMatchObject({ state: 'yes', decision: 'from spring on', owner: { id: analyst.id } });
    expect((await ask(contract.listIgnored)).total).toBe(ignoredBefore - 2);
  });

  test('who is not answered in time stays on the list: an answer or a decision closes it, time does not', async () => {
    const moment = randomUUID();
    await wrote(31, moment, 'The heater is broken and nobody answers', 80);
    await settle();
    const texts = async () => (await ask(contract.listIgnored)).items.map(({ text }: contract.Feedback) => text);
    expect(await texts()).toContain('The heater is broken and nobody answers');
    now += 400 * 24 * hour;
    expect(await texts()).toContain('The heater is broken and nobody answers');
    now -= 400 * 24 * hour;
    await tell(customerAnswered.type, { id: moment, no: 1, kind: 'conversation', entry: randomUUID(), by: null });
    expect(await texts()).not.toContain('The heater is broken and nobody answers');
    const [left] = (await ask(contract.listIgnored)).items;
    await ask(contract.settleIgnored, { params: { feedbackId: left.id }, body: { why: 'called them' } });
    expect(await texts()).not.toContain(left.text);
    await expect(ask(contract.settleIgnored, { params: { feedbackId: left.id }, body: { why: 'twice' } })).rejects.toMatchObject({
      kind: { code: 'measure.settled_before' },
    });
  });

  test('a finding moves stage by stage with owner and date, and the database lets nobody remove it', async () => {
    const [evidence] = await words({ kind: 'question' });
    const { id } = await ask(contract.createFinding, {
      body: { title: 'Orders cannot be found', ownerId: analyst.id, evidence: [evidence?.id] },
    });
    const move = (to: string, more = {}) => ask(contract.moveFinding, { params: { findingId: id }, body: { to, ...more } });
    await move('understood');
    await expect(move('decided')).rejects.toMatchObject({ kind: { code: 'measure.cannot_move' } });
    const decided = await move('decided', { dueOn: '2026-11-01' });
    expect(decided).toMatchObject({ stage: 'decided', dueOn: '2026-11-01', late: true, evidence: 1 });
    expect(decided.moves.map(({ to }: { to: string }) => to)).toEqual(['heard', 'understood', 'decided']);
    const remove = (table: string) =>
      house.db.inWorkspace(house.workspaceId, (tx) =>
        tx.run(table === 'finding' ? sql`delete from measure.finding` : sql`delete from measure.finding_move`),
      );
    await expect(remove('finding')).rejects.toThrow(/permission denied/);
    await expect(remove('move')).rejects.toThrow(/permission denied/);
  });

  test('evidence is attached from several sides: fewer than three are flagged, what is gone or erased backs nothing', async () => {
    happened(61, 'Review Submitted', { text: 'The invoice is wrong again' });
    await settle();
    const [said] = (await words()).filter(({ text }) => text.startsWith('The invoice'));
    const { id } = await ask(contract.createFinding, { body: { title: '=Invoices', ownerId: analyst.id, evidence: [said?.id] } });
    const params = { findingId: id };
    const attach = (body: object): Promise<contract.Finding> => ask(contract.attachEvidence, { params, body });
    const found = async (): Promise<contract.Finding> =>
      (await ask(contract.listFindings)).items.find((one: contract.Finding) => one.id === id);
    expect((await found()).backing).toMatchObject({ thin: 'one_dimensional', crmOnly: true });
    const formula = { kind: 'count' as const, of: { source: 'events' as const, event: 'Refund', filters: [] } };
    const own = { shipped: null, name: 'Refunds', group: 'own', better: 'lower', ownerId: null, interval: 'week' } as const;
    const metricId = await house.db.inWorkspace(house.workspaceId, (tx) =>
      insertMetric(tx, house.workspaceId, { ...own, breakdowns: [], formula }, 'Nina', ''),
    );
    await expect(attach({ kind: 'metric', metricId, dimension: 'contextual' })).rejects.toMatchObject({
      kind: { code: 'measure.not_that_dimension' },
    });
    const both = await attach({ kind: 'metric', metricId, dimension: 'operational' });
    expect(both.backing).toMatchObject({ thin: 'two_dimensional', crmOnly: true });
    const study = await attach({ kind: 'study', title: 'Invoices in Europe', link: 'https://example.com/i', note: 'page 12' });
    expect(study.backing).toMatchObject({ thin: null, crmOnly: false });
    expect(study.pieces.map(({ kind, title, by, gone }) => [kind, title, by, gone])).toEqual([
      ['metric', 'Refunds', 'Nina', false],
      ['study', 'Invoices in Europe', 'Nina', false],
    ]);
    const money = await attach({ kind: 'money', title: 'Credits', amount: 1200, currency: 'EUR', method: 'sum of credit notes' });
    expect(money.pieces[2]?.money).toEqual({ amount: 1200, currency: 'EUR', method: 'sum of credit notes' });
    // Once more the same words, words nobody said, and what is not there for everyone.
    expect((await attach({ kind: 'words', feedbackIds: [said?.id] })).evidence).toBe(1);
    await expect(attach({ kind: 'words', feedbackIds: [randomUUID()] })).rejects.toMatchObject({
      kind: { code: 'measure.no_such_feedback' },
    });
    for (const body of [
      { kind: 'theme', themeId: randomUUID() },
      { kind: 'view', viewId: randomUUID() },
      { kind: 'survey', survey: 'nobody answered' },
    ])
      await expect(attach(body)).rejects.toMatchObject({ kind: { code: 'measure.no_such_evidence' } });
    expect(() => contract.attachEvidence.body?.parse({ kind: 'study', title: 'x', link: 'javascript:alert(1)' })).toThrow();
    const csv: string = await ask(contract.exportFindings);
    expect(csv).toContain("'=Invoices");
    expect(csv).toContain('financial: money Credits 1200 EUR, by: sum of credit notes (Nina, ');

    // What stands in the house is picked, not described: a sheet of ours, a scenario, one question of a survey.
    const [sheetId, scenarioId, templateId] = [randomUUID(), randomUUID(), randomUUID()];
    await house.db.inWorkspace(house.workspaceId, async (tx) => {
      await tx.run(sql`insert into measure.audit_template (workspace_id, id, name, kind)
        values (${house.workspaceId}, ${templateId}, 'Shop by phone', 'mystery_shop')`);
      await tx.run(sql`insert into measure.audit_template_version (workspace_id, template_id, no, criteria, critical_cap, changed_by)
        values (${house.workspaceId}, ${templateId}, 1, '[]', 50, 'Nina')`);
      await tx.run(sql`insert into measure.audit_sheet (workspace_id, id, template_id, version, visited_on, auditor, answers, score, created_by)
        values (${house.workspaceId}, ${sheetId}, ${templateId}, 1, '2026-02-03', 'Ada', '{}', 61.6, 'Nina')`);
      await tx.run(
        sql`insert into measure.scenario (workspace_id, id, name) values (${house.workspaceId}, ${scenarioId}, 'Pays an invoice')`,
      );
      await tx.run(sql`insert into measure.scenario_version (workspace_id, scenario_id, no, definition, changed_by, why)
        values (${house.workspaceId}, ${scenarioId}, 1, '{}', 'Nina', '')`);
    });
    for (const nothing of [
      { kind: 'audit', sheetId: randomUUID() },
      { kind: 'scenario', scenarioId: randomUUID() },
    ])
      await expect(attach(nothing)).rejects.toMatchObject({ kind: { code: 'measure.no_such_evidence' } });
    expect(() => contract.attachEvidence.body?.parse({ kind: 'audit', sheetId, title: 'both' })).toThrow();
    await attach({ kind: 'scenario', scenarioId });
    const picked = (await attach({ kind: 'audit', sheetId })).pieces.slice(-2);
    expect(picked.map(({ dimension, title, gone }) => [dimension, title, gone])).toEqual([
      ['behavioural', 'Pays an invoice', false],
      ['operational', 'Shop by phone, 2026-02-03: 62', false],
    ]);
    await house.db.inWorkspace(house.workspaceId, (tx) =>
      tx.run(
        sql`update measure.audit_sheet set withdrawn_at = now(), withdrawn_by = 'Ada', withdrawn_why = 'Wrong shop' where id = ${sheetId}`,
      ),
    );
    expect((await found()).pieces.slice(-2).map(({ gone }) => gone)).toEqual([false, true]);
    for (const { id: pieceId } of picked) await ask(contract.detachEvidence, { params: { ...params, pieceId } });

    await ask(contract.detachEvidence, { params: { ...params, pieceId: money.pieces[2]?.id } });
    await house.db.inWorkspace(house.workspaceId, (tx) => tx.run(sql`delete from measure.metric where id = ${metricId}`));
    expect(await found()).toMatchObject({ pieces: [{ title: 'Refunds', gone: true }, {}], backing: { thin: 'two_dimensional' } });
    const subject = { workspaceId: house.workspaceId, ids: [], senderNos: ['61'], identifiers: [] };
    await house.db.inWorkspace(house.workspaceId, (tx) => holder.erase(tx, subject));
    expect(await found()).toMatchObject({ evidence: 0, backing: { thin: 'one_dimensional' } });
    const audited = await house.db.inWorkspace(house.workspaceId, (tx) =>
      tx.many<{ action: string }>(sql`select action from platform.audit where subject = ${`finding:${id}`} order by no`),
    );
    expect(audited.map(({ action }) => action.replace('measure.', ''))).toEqual([
      'finding_kept',
      ...new Array(6).fill('evidence_attached'),
      ...new Array(3).fill('evidence_removed'),
    ]);
    const outsider = { ...analyst, workspaceId: house.otherWorkspaceId };
    await expect(ask(contract.attachEvidence, { params, body: { kind: 'study', title: 'x' } }, outsider)).rejects.toMatchObject({
      kind: { code: 'measure.no_such_finding' },
    });
  });
});

describe('the copy', () => {
  const copied = async () => {
    const [row] = await copy.clickhouse.query<{ rows: number }>(
      'select toFloat64(count()) as rows from measure_feedback final where workspace = {workspace: UUID}',
      { workspace: house.workspaceId },
    );
    return row?.rows;
  };
  const kept = () =>
    house.db.inWorkspace(house.workspaceId, async (tx) => {
      const row = await tx.one<{ rows: number }>(sql`
        select count(*)::float8 as rows from measure.feedback where workspace_id = ${house.workspaceId}`);
      expect(row.rows).toBeGreaterThan(5);
      return row.rows;
    });
  const copyAgain = () =>
    house.db.inWorkspace(house.workspaceId, (tx) =>
      tx.run(sql`update measure.feedback set stale = true where workspace_id = ${house.workspaceId}`),
    );

  test('it is written anew whenever reports are, though nothing changed since the last time', async () => {
    for (let time = 1; time <= 2; time += 1) {
      await work.get('measure.write_voice_anew')?.({ payload: { workspaceId: house.workspaceId } });
      expect(await copied()).toBe(0);
      await settle();
      expect(await copied()).toBe(await kept());
    }
  });

  test('a batch whose rows an engine that was killed did not keep is written again, and once more changes nothing', async () => {
    await house.db.inWorkspace(house.workspaceId, (tx) =>
      tx.run(sql`update measure.feedback set version = version + 1 where workspace_id = ${house.workspaceId}`),
    );
    await copyAgain();
    const dying = killedAmid(copy.clickhouse, 'measure_feedback', `workspace = '${house.workspaceId}'`);
    await expect(copyLane({ ...deps, clickhouse: dying.clickhouse }).step(house.workspaceId)).rejects.toThrow('connection lost');
    expect([dying.killed(), await copied()]).toEqual([true, 0]);
    await settle();
    expect(await copied()).toBe(await kept());
    await copyAgain();
    await settle();
    expect(await copied()).toBe(await kept());
  });
});

test('erased is erased: records, copy and the name of a want; a late copy does not bring it back', async () => {
  const subject = { workspaceId: house.workspaceId, ids: [], senderNos: ['21'], identifiers: [] };
  const before = await house.db.inWorkspace(house.workspaceId, (tx) => holder.export(tx, subject));
  expect(before).toMatchObject({ said: [{ text: 'I wish you had size 48', kind: 'want' }] });
  await house.db.inWorkspace(house.workspaceId, (tx) =>
    tx.run(sql`update measure.feedback set stale = true where sender_no = 21`),
  );
  // The worst instant: between what the copy read and what it wrote.
  const insert: typeof copy.clickhouse.insert = async (...batch) => {
    await house.db.inWorkspace(house.workspaceId, (tx) => holder.erase(tx, subject));
    await copy.clickhouse.insert(...batch);
  };
  await copyLane({ ...deps, clickhouse: { ...copy.clickhouse, insert } }).step(house.workspaceId);
  const [left] = await copy.clickhouse.query<{ rows: number }>(
    'select toFloat64(count()) as rows from measure_feedback final where sender = 21',
  );
  expect(left?.rows).toBe(0);
  expect(await holder.eraseCopies?.(subject)).toMatchObject([{ store: 'clickhouse.measure_feedback' }]);
  expect(await holder.eraseCopies?.(subject)).toEqual([{ store: 'clickhouse.measure_feedback', rows: 0 }]);
  const { items } = await ask(contract.listWants, { query: { state: 'yes' } });
  expect(items).toMatchObject([{ title: '48 size', people: 1 }]);
});
