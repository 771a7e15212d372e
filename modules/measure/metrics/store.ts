/** SQL of metrics: definitions, their versions, annotations. */
import { jsonb, sql, type Tx } from '#platform/postgres';
import type { Formula, Metric, MetricGroup } from '../contract.ts';

export interface MetricRow {
  id: string;
  shipped: string | null;
  name: string;
  group: MetricGroup;
  better: Metric['better'];
  ownerId: string | null;
  interval: Metric['interval'];
  breakdowns: string[];
  version: string;
  formula: Formula;
}

const columns = sql`m.id, m.shipped, m.name, m.kind as "group", m.better, m.owner_id as "ownerId", m.shown_by as interval, m.breakdowns,
  m.version, v.formula`;
const joined = sql`measure.metric m join measure.metric_version v
  on v.workspace_id = m.workspace_id and v.metric_id = m.id and v.no = m.version`;

export const listMetrics = (tx: Tx, workspaceId: string): Promise<MetricRow[]> =>
  tx.many(
    sql`select ${columns} from ${joined} where m.workspace_id = ${workspaceId} order by m.shipped is null, m.id limit 1000`,
  );

export const findMetric = (tx: Tx, workspaceId: string, id: string): Promise<MetricRow | undefined> =>
  tx.maybe(sql`select ${columns} from ${joined} where m.workspace_id = ${workspaceId} and m.id = ${id}`);

/** Locked until the transaction ends: versions follow each other one at a time. */
export const holdMetric = (tx: Tx, workspaceId: string, id: string): Promise<MetricRow | undefined> =>
  tx.maybe(sql`select ${columns} from ${joined} where m.workspace_id = ${workspaceId} and m.id = ${id} for update of m`);

export const countMetrics = async (tx: Tx, workspaceId: string): Promise<number> =>
  (await tx.one<{ count: number }>(sql`select count(*)::float8 as count from measure.metric where workspace_id = ${workspaceId}`))
    .count;

export const nameTaken = async (tx: Tx, workspaceId: string, name: string, except: string | null): Promise<boolean> =>
  (await tx.maybe(sql`
    select 1 from measure.metric
     where workspace_id = ${workspaceId} and lower(name) = lower(${name}) and id is distinct from ${except}::uuid`)) !==
  undefined;

export type NewMetric = Omit<MetricRow, 'id' | 'version'>;

/** Answers its id; undefined when a metric of that name or that was shipped under that word is there. */
export async function insertMetric(
  tx: Tx,
  workspaceId: string,
  given: NewMetric,
  by: string,
  why: string,
): Promise<string | undefined> {
  const row = await tx.maybe<{ id: string }>(sql`
    insert into measure.metric (workspace_id, shipped, name, kind, better, owner_id, shown_by, breakdowns)
    values (${workspaceId}, ${given.shipped}, ${given.name}, ${given.group}, ${given.better}, ${given.ownerId}, ${given.interval},
            ${given.breakdowns})
    on conflict do nothing returning id`);
  if (row) await insertVersion(tx, workspaceId, row.id, 1, given.formula, by, why);
  return row?.id;
}

export async function insertVersion(
  tx: Tx,
  workspaceId: string,
  metricId: string,
  no: number,
  formula: Formula,
  by: string,
  why: string,
): Promise<void> {
  await tx.run(sql`
    insert into measure.metric_version (workspace_id, metric_id, no, formula, changed_by, why)
    values (${workspaceId}, ${metricId}, ${no}, ${jsonb(formula)}, ${by}, ${why})`);
}

export async function updateMetric(tx: Tx, workspaceId: string, row: Omit<MetricRow, 'formula' | 'shipped'>): Promise<void> {
  await tx.run(sql`
    update measure.metric set name = ${row.name}, kind = ${row.group}, better = ${row.better}, owner_id = ${row.ownerId},
           shown_by = ${row.interval}, breakdowns = ${row.breakdowns}, version = ${row.version}
     where workspace_id = ${workspaceId} and id = ${row.id}`);
}

export const deleteMetric = (tx: Tx, workspaceId: string, id: string): Promise<number> =>
  tx.run(sql`delete from measure.metric where workspace_id = ${workspaceId} and id = ${id}`);

export interface VersionRow {
  no: string;
  formula: Formula;
  changedBy: string;
  changedAt: Date;
  why: string;
}

/** Newest first, at most 100. */
export const versionsOf = (tx: Tx, workspaceId: string, metricId: string): Promise<VersionRow[]> =>
  tx.many(sql`
    select no, formula, changed_by as "changedBy", changed_at as "changedAt", why from measure.metric_version
     where workspace_id = ${workspaceId} and metric_id = ${metricId} order by no desc limit 100`);

// ---- annotations -----------------------------------------------------------------------------------------------------------

export interface NoteRow {
  id: string;
  day: string;
  text: string;
  by: string;
  metricId: string | null;
}

const noteColumns = sql`id, day, text, by_name as by, metric_id as "metricId"`;

/** Of this metric and of all of them, newest first. */
export const notesOf = (tx: Tx, workspaceId: string, metricId: string): Promise<NoteRow[]> =>
  tx.many(sql`
    select ${noteColumns} from measure.note
     where workspace_id = ${workspaceId} and (metric_id is null or metric_id = ${metricId}) order by day desc, id desc limit 500`);

/** Of no metric in particular, newest first. */
export const commonNotes = (tx: Tx, workspaceId: string): Promise<NoteRow[]> =>
  tx.many(sql`
    select ${noteColumns} from measure.note
     where workspace_id = ${workspaceId} and metric_id is null order by day desc, id desc limit 500`);

export const insertNote = (tx: Tx, workspaceId: string, { metricId, day, text, by }: Omit<NoteRow, 'id'>): Promise<NoteRow> =>
  tx.one(sql`
    insert into measure.note (workspace_id, metric_id, day, text, by_name)
    values (${workspaceId}, ${metricId}, ${day}::date, ${text}, ${by}) returning ${noteColumns}`);

export const deleteNote = (tx: Tx, workspaceId: string, id: string): Promise<number> =>
  tx.run(sql`delete from measure.note where workspace_id = ${workspaceId} and id = ${id}`);
