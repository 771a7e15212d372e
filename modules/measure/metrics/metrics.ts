/** Keeps definitions: what is measured, by which version, and what happened on which day. */
import type { People } from '#people';
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { type BodyOf, Refusal, type ReplyOf } from '#platform/contract';
import type { Db, Tx } from '#platform/postgres';
import {
  type addNote,
  type changeMetric,
  type createMetric,
  type Metric,
  metricSentence,
  type Note,
  type readMetric,
  refusals,
  type SentenceLanguage,
} from '../contract.ts';
import { unitOf } from './rules/parts.ts';
import { shippedMetrics } from './rules/shipped.ts';
import * as store from './store.ts';

const mostMetrics = 500;

export interface KeepingDeps {
  db: Db;
  audit: Audit;
  people: Pick<People, 'colleagues'>;
}

export function list({ db, people }: KeepingDeps, workspaceId: string, language: SentenceLanguage): Promise<Metric[]> {
  return db.inWorkspace(workspaceId, async (tx) => {
    await keepShipped(tx, workspaceId);
    return described(people, tx, await store.listMetrics(tx, workspaceId), language);
  });
}

export function read(
  { db, people }: KeepingDeps,
  workspaceId: string,
  id: string,
  language: SentenceLanguage,
): Promise<ReplyOf<typeof readMetric>> {
  return db.inWorkspace(
    workspaceId,
    async (tx) => {
      const row = orRefuse(await store.findMetric(tx, workspaceId, id));
      const [metric] = await described(people, tx, [row], language);
      const versions = await store.versionsOf(tx, workspaceId, id);
      return {
        ...(metric as Metric),
        versions: versions.map((version) => ({
          ...version,
          no: Number(version.no),
          changedAt: version.changedAt.toISOString(),
          sentence: metricSentence(version.formula, language),
        })),
        notes: await store.notesOf(tx, workspaceId, id),
      };
    },
    { readOnly: true },
  );
}

export function create({ db, people, audit }: KeepingDeps, principal: Principal, asked: BodyOf<typeof createMetric>) {
  const { workspaceId, label } = principal;
  return db.inWorkspace(workspaceId, async (tx): Promise<Metric> => {
    if ((await store.countMetrics(tx, workspaceId)) >= mostMetrics) throw new Refusal(refusals.too_many_metrics);
    await mustBeOwner(people, tx, asked.ownerId);
    const id = await store.insertMetric(tx, workspaceId, { ...asked, shipped: null }, label, '');
    if (id === undefined) throw new Refusal(refusals.metric_name_taken, { fields: [{ path: 'name', message: 'is taken' }] });
    await audit.record(tx, principal, {
      action: 'measure.metric_created',
      subject: `metric:${id}`,
      details: { name: asked.name, formula: asked.formula },
    });
    return one(people, tx, workspaceId, id);
  });
}

export function change(
  { db, people, audit }: KeepingDeps,
  principal: Principal,
  id: string,
  { why, metricVersion, formula, ...asked }: BodyOf<typeof changeMetric>,
) {
  const { workspaceId, label } = principal;
  return db.inWorkspace(workspaceId, async (tx): Promise<Metric> => {
    const row = orRefuse(await store.holdMetric(tx, workspaceId, id));
    if (metricVersion !== undefined && metricVersion !== Number(row.version))
      throw new Refusal(refusals.metric_changed_meanwhile);
    if (asked.name !== undefined && (await store.nameTaken(tx, workspaceId, asked.name, id)))
      throw new Refusal(refusals.metric_name_taken, { fields: [{ path: 'name', message: 'is taken' }] });
    await mustBeOwner(people, tx, asked.ownerId ?? null);
    const defined = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
    // The same words again are no new definition.
    const anew = formula !== undefined && JSON.stringify(sorted(formula)) !== JSON.stringify(sorted(row.formula));
    const version = Number(row.version) + Number(anew);
    if (anew) await store.insertVersion(tx, workspaceId, id, version, formula, label, why);
    await store.updateMetric(tx, workspaceId, { ...row, ...defined, version: String(version) });
    await audit.record(tx, principal, {
      action: anew ? 'measure.metric_redefined' : 'measure.metric_changed',
      subject: `metric:${id}`,
      details: { ...defined, ...(anew && { formula, version, why }) },
    });
    return one(people, tx, workspaceId, id);
  });
}

export function remove({ db, audit }: KeepingDeps, principal: Principal, id: string): Promise<void> {
  const { workspaceId } = principal;
  return db.inWorkspace(workspaceId, async (tx) => {
    const row = orRefuse(await store.holdMetric(tx, workspaceId, id));
    if (row.shipped !== null) throw new Refusal(refusals.metric_is_shipped);
    await store.deleteMetric(tx, workspaceId, id);
    await audit.record(tx, principal, {
      action: 'measure.metric_removed',
      subject: `metric:${id}`,
      details: { name: row.name, formula: row.formula },
    });
  });
}

export const listNotes = async ({ db }: Pick<KeepingDeps, 'db'>, workspaceId: string): Promise<{ items: Note[] }> => ({
  items: await db.inWorkspace(workspaceId, (tx) => store.commonNotes(tx, workspaceId), { readOnly: true }),
});

export function annotate({ db, audit }: KeepingDeps, principal: Principal, asked: BodyOf<typeof addNote>): Promise<Note> {
  const { workspaceId, label } = principal;
  return db.inWorkspace(workspaceId, async (tx) => {
    if (asked.metricId !== null) orRefuse(await store.findMetric(tx, workspaceId, asked.metricId));
    const note = await store.insertNote(tx, workspaceId, { ...asked, by: label });
    await audit.record(tx, principal, { action: 'measure.note_added', subject: `note:${note.id}`, details: { ...asked } });
    return note;
  });
}

export function forgetNote({ db, audit }: KeepingDeps, principal: Principal, id: string): Promise<void> {
  const { workspaceId } = principal;
  return db.inWorkspace(workspaceId, async (tx) => {
    if ((await store.deleteNote(tx, workspaceId, id)) === 0) throw new Refusal(refusals.no_such_note);
    await audit.record(tx, principal, { action: 'measure.note_removed', subject: `note:${id}` });
  });
}

/** Made at first need. A name that is taken already stays with whoever had it. */
async function keepShipped(tx: Tx, workspaceId: string): Promise<void> {
  const there = new Set((await store.listMetrics(tx, workspaceId)).map(({ shipped }) => shipped));
  for (const metric of shippedMetrics)
    if (!there.has(metric.shipped)) await store.insertMetric(tx, workspaceId, { ...metric, ownerId: null }, 'Verona', '');
}

async function mustBeOwner(people: Pick<People, 'colleagues'>, tx: Tx, ownerId: string | null): Promise<void> {
  if (ownerId === null || (await people.colleagues(tx, [ownerId])).length > 0) return;
  throw new Refusal(refusals.no_such_owner, { fields: [{ path: 'ownerId', message: 'nobody has this id' }] });
}

async function one(people: Pick<People, 'colleagues'>, tx: Tx, workspaceId: string, id: string): Promise<Metric> {
  const [metric] = await described(people, tx, [orRefuse(await store.findMetric(tx, workspaceId, id))], 'en');
  return metric as Metric;
}

async function described(
  people: Pick<People, 'colleagues'>,
  tx: Tx,
  rows: readonly store.MetricRow[],
  language: SentenceLanguage,
): Promise<Metric[]> {
  const owners = [...new Set(rows.flatMap(({ ownerId }) => ownerId ?? []))];
  const names = new Map((await people.colleagues(tx, owners)).map(({ id, name }) => [id, name]));
  return rows.map(({ version, ...row }) => ({
    ...row,
    owner: row.ownerId === null ? null : { id: row.ownerId, name: names.get(row.ownerId) ?? '' },
    unit: unitOf(row.formula),
    currency: row.formula.kind === 'money' ? row.formula.currency : null,
    metricVersion: Number(version),
    sentence: metricSentence(row.formula, language),
  }));
}

/** Keys in one order: what comes back from `jsonb` stands in another. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  );
}

export function orRefuse<T>(value: T | undefined): T {
  if (value === undefined) throw new Refusal(refusals.no_such_metric);
  return value;
}
