/** The taxonomy, as people edit it. Every change is kept, and sorts anew what was said before. */
import type { Principal } from '#platform/auth';
import { type BodyOf, Refusal, type ReplyOf } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import { type changeTheme, type listThemes, refusals, type splitTheme as splitRoute } from '../contract.ts';
import * as analytics from './analytics/feedback.ts';
import { copyChannel, type VoiceDeps } from './ground.ts';
import { askedOf, beforeOf } from './read.ts';
import { type SpendRule, spendRule } from './spend.ts';
import { countOutdated } from './store/feedback.ts';
import * as store from './store/voice.ts';

type Deps = Pick<VoiceDeps, 'db' | 'clickhouse' | 'audit' | 'newId' | 'lanes' | 'people' | 'customers' | 'listen' | 'clock'>;
type Words = BodyOf<typeof changeTheme>;

const dayMs = 86_400_000;

export async function readThemes(
  deps: Deps,
  workspaceId: string,
  span: { from?: string | undefined; to?: string | undefined },
): Promise<ReplyOf<typeof listThemes>> {
  const { db, clickhouse, people } = deps;
  const asked = askedOf(deps, workspaceId, span);
  const { rows, departments, rereading } = await db.inWorkspace(
    workspaceId,
    async (tx) => {
      const voice = await store.findVoice(tx, workspaceId);
      return {
        rows: await store.themesOf(tx, workspaceId),
        departments: await people.departments(tx),
        rereading: await countOutdated(tx, workspaceId, voice?.edition ?? '0'),
      };
    },
    { readOnly: true },
  );
  const spend = await spendRule(deps, workspaceId);
  const [counts, days, spent] = await Promise.all([
    analytics.countsBy(clickhouse, asked, 'theme', beforeOf(asked)),
    analytics.themeDays(clickhouse, asked),
    spend ? analytics.spendOfThemes(clickhouse, asked, spend) : [],
  ]);
  const most = Math.ceil((Date.parse(asked.to) - Date.parse(asked.from)) / dayMs) + 1;
  const items = rows.map(({ id, name, description, phrases, departmentId, createdBy, createdAt }) => {
    const count = counts.find(({ value }) => value === id);
    const own = days.filter(({ theme }) => theme === id);
    const moods = own.flatMap(({ sentiment, records }) => (sentiment === null ? [] : [{ sentiment, records }]));
    const weight = moods.reduce((sum, { records }) => sum + records, 0);
    const trend = new Array<number>(Math.min(most, 400)).fill(0);
    for (const { day, records } of own) if (day >= 0 && day < trend.length) trend[day] = records;
    return {
      ...{ id, name, description, phrases, createdBy, createdAt: createdAt.toISOString(), trend },
      department: departments.find((department) => department.id === departmentId) ?? null,
      ...{ records: count?.records ?? 0, people: count?.people ?? 0, before: count?.before ?? 0 },
      sentiment: weight === 0 ? null : moods.reduce((sum, { sentiment, records }) => sum + sentiment * records, 0) / weight,
      atRisk: spent.filter(({ theme }) => theme === id).map(({ currency, amount }) => ({ currency, amount })),
    };
  });
  return { items, spend: shownRule(spend), departments, rereading };
}

const shownRule = (spend: SpendRule | undefined) =>
  spend ? { event: spend.event, property: spend.property, days: spend.days } : null;

/** Distinct, as they were typed. */
const distinct = (phrases: readonly string[]) => [...new Map(phrases.map((phrase) => [phrase.toLowerCase(), phrase])).values()];

async function assertDepartment({ people }: Pick<VoiceDeps, 'people'>, tx: Tx, id: string | null): Promise<void> {
  if (id === null) return;
  const known = await people.departments(tx);
  if (!known.some((department) => department.id === id))
    throw new Refusal(refusals.no_such_department, { fields: [{ path: 'departmentId', message: 'no open department' }] });
}

async function assertFree(tx: Tx, workspaceId: string, name: string, except?: string): Promise<void> {
  if (await store.isNameFree(tx, workspaceId, name, except)) return;
  throw new Refusal(refusals.theme_exists, { fields: [{ path: 'name', message: `"${name}" is taken` }] });
}

/** One transaction a change: what it does, its history, its record, and everything said is sorted anew. */
function changing(
  deps: Deps,
  principal: Principal,
  what: string,
  work: (tx: Tx) => Promise<{ id: string; details: Record<string, unknown> }>,
): Promise<{ id: string }> {
  const { workspaceId } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    await store.holdVoice(tx, workspaceId);
    const { id, details } = await work(tx);
    await store.nextEdition(tx, workspaceId);
    await deps.audit.record(tx, principal, { action: `measure.theme_${what}`, subject: `theme:${id}`, details });
    tx.afterCommit(() => {
      deps.lanes.wake(copyChannel, workspaceId);
      deps.db.notify(copyChannel, workspaceId);
    });
    return { id };
  });
}

async function held(tx: Tx, workspaceId: string, id: string): Promise<store.ThemeRow> {
  const theme = await store.holdTheme(tx, workspaceId, id);
  if (theme === undefined) throw new Refusal(refusals.no_such_theme);
  return theme;
}

export function createTheme(deps: Deps, principal: Principal, body: Words): Promise<{ id: string }> {
  const { workspaceId, label: by } = principal;
  return changing(deps, principal, 'created', async (tx) => {
    await assertDepartment(deps, tx, body.departmentId);
    await assertFree(tx, workspaceId, body.name);
    const id = deps.newId();
    const words = { ...body, phrases: distinct(body.phrases) };
    await store.insertTheme(tx, workspaceId, id, words, by);
    await store.noteThemeChange(tx, workspaceId, id, { by, what: 'created', details: words });
    return { id, details: words };
  });
}

export function reviseTheme(deps: Deps, principal: Principal, id: string, body: Words): Promise<{ id: string }> {
  const { workspaceId, label: by } = principal;
  return changing(deps, principal, 'changed', async (tx) => {
    const { name, description, phrases, departmentId } = await held(tx, workspaceId, id);
    await assertDepartment(deps, tx, body.departmentId);
    await assertFree(tx, workspaceId, body.name, id);
    const words = { ...body, phrases: distinct(body.phrases) };
    await store.updateTheme(tx, workspaceId, id, words);
    const details = { before: { name, description, phrases, departmentId }, after: words };
    await store.noteThemeChange(tx, workspaceId, id, { by, what: 'changed', details });
    return { id, details };
  });
}

export function mergeTheme(deps: Deps, principal: Principal, id: string, into: string): Promise<{ id: string }> {
  const { workspaceId, label: by } = principal;
  return changing(deps, principal, 'merged', async (tx) => {
    if (id === into)
      throw new Refusal(refusals.no_such_theme, { fields: [{ path: 'into', message: 'another theme than itself' }] });
    const [one, other] = [await held(tx, workspaceId, id), await held(tx, workspaceId, into)];
    await store.mergeThemes(tx, workspaceId, id, into, distinct([...other.phrases, ...one.phrases]));
    await store.noteThemeChange(tx, workspaceId, id, { by, what: 'merged', details: { into, name: other.name } });
    await store.noteThemeChange(tx, workspaceId, into, {
      by,
      what: 'absorbed',
      details: { theme: id, name: one.name, phrases: one.phrases },
    });
    return { id: into, details: { theme: id, into } };
  });
}

export function splitTheme(
  deps: Deps,
  principal: Principal,
  id: string,
  { name, phrases }: BodyOf<typeof splitRoute>,
): Promise<{ id: string }> {
  const { workspaceId, label: by } = principal;
  return changing(deps, principal, 'split', async (tx) => {
    const whole = await held(tx, workspaceId, id);
    const away = new Set(phrases.map((phrase) => phrase.toLowerCase()));
    const left = whole.phrases.filter((phrase) => !away.has(phrase.toLowerCase()));
    if (left.length === 0 || left.length !== whole.phrases.length - away.size)
      throw new Refusal(refusals.not_its_phrases, {
        fields: [{ path: 'phrases', message: `it has: ${whole.phrases.join(', ')}` }],
      });
    await assertFree(tx, workspaceId, name);
    const part = deps.newId();
    const words = { name, description: '', phrases: distinct(phrases), departmentId: whole.departmentId };
    await store.insertTheme(tx, workspaceId, part, words, by);
    await store.updateTheme(tx, workspaceId, id, { ...whole, phrases: left });
    await store.noteThemeChange(tx, workspaceId, part, {
      by,
      what: 'created',
      details: { ...words, from: id, fromName: whole.name },
    });
    await store.noteThemeChange(tx, workspaceId, id, { by, what: 'split', details: { theme: part, name, phrases } });
    return { id: part, details: { from: id, phrases } };
  });
}

export async function readHistory({ db }: Pick<VoiceDeps, 'db'>, workspaceId: string, id: string) {
  return db.inWorkspace(
    workspaceId,
    async (tx) => {
      if ((await store.findTheme(tx, workspaceId, id)) === undefined) throw new Refusal(refusals.no_such_theme);
      const rows = await store.themeChanges(tx, workspaceId, id);
      return { items: rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() })) };
    },
    { readOnly: true },
  );
}
