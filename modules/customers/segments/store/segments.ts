/** SQL of the segments themselves: their rules, sizes and days. */
import { sql, type Tx } from '#platform/postgres';
import type { SegmentRule } from '../../contract/segment-rule.ts';

export interface SegmentRow {
  id: string;
  name: string;
  description: string;
  rule: SegmentRule;
  /** Counts changes of the rule. */
  edition: string;
  size: number;
  filledAt: Date | null;
  sweptAt: Date | null;
  problem: string | null;
  changedAt: Date | null;
  createdAt: Date;
  createdBy: string;
}

const columns = sql`id, name, description, rule, edition, size::float8 as size, filled_at as "filledAt", swept_at as "sweptAt", problem,
  changed_at as "changedAt", created_at as "createdAt", created_by as "createdBy"`;

/** One change of the set of rules at a time: two at once could close a circle that neither sees. */
export async function lockRules(tx: Tx, workspaceId: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended('customers.segment ' || ${workspaceId}, 0))`);
}

export function allSegments(tx: Tx, workspaceId: string): Promise<SegmentRow[]> {
  return tx.many<SegmentRow>(sql`
    select ${columns} from customers.segment where workspace_id = ${workspaceId} order by lower(name), id`);
}

export async function insertSegment(
  tx: Tx,
  workspaceId: string,
  segment: Pick<SegmentRow, 'id' | 'name' | 'description' | 'rule' | 'createdBy'>,
): Promise<void> {
  await tx.run(sql`
    insert into customers.segment (workspace_id, id, name, description, rule, created_by)
    values (${workspaceId}, ${segment.id}, ${segment.name}, ${segment.description}, ${JSON.stringify(segment.rule)}::jsonb,
            ${segment.createdBy})`);
}

export async function renameSegment(tx: Tx, workspaceId: string, id: string, name: string, description: string): Promise<void> {
  await tx.run(sql`
    update customers.segment set name = ${name}, description = ${description} where workspace_id = ${workspaceId} and id = ${id}`);
}

export async function changeRule(tx: Tx, workspaceId: string, id: string, rule: SegmentRule): Promise<void> {
  await tx.run(sql`
    update customers.segment set rule = ${JSON.stringify(rule)}::jsonb where workspace_id = ${workspaceId} and id = ${id}`);
}

/** Whoever is in is to be worked out anew, as is everybody else: the rule, or the rule of a segment it uses, is another. */
export async function startAnew(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<void> {
  await tx.run(sql`
    update customers.segment set edition = edition + 1, filled_at = null, problem = null, sweep_due = now()
     where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`);
}

export async function deleteSegment(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.run(sql`delete from customers.segment where workspace_id = ${workspaceId} and id = ${id}`);
  await tx.run(sql`delete from customers.segment_day where workspace_id = ${workspaceId} and segment_id = ${id}`);
  await tx.run(sql`delete from customers.segment_touch where workspace_id = ${workspaceId} and segment_id = ${id}`);
}

export interface DayRow {
  segmentId: string;
  day: string;
  size: number;
  entered: number;
  left: number;
}

/** The days of the last 90 that brought a change, oldest first. */
export function recentDays(tx: Tx, workspaceId: string, segmentIds: readonly string[]): Promise<DayRow[]> {
  return tx.many<DayRow>(sql`
    select segment_id as "segmentId", day, size::float8 as size, entered::float8 as entered, left_again::float8 as "left"
      from customers.segment_day
     where workspace_id = ${workspaceId} and segment_id = any(${segmentIds}::uuid[])
       and day > (now() at time zone 'UTC')::date - 90
     order by day`);
}

// ---- looking at everybody -------------------------------------------------------------------------------------------------

export async function dueSegments(tx: Tx, workspaceId: string): Promise<string[]> {
  const rows = await tx.many<{ id: string }>(sql`
    select id from customers.segment where workspace_id = ${workspaceId} and sweep_due <= now() order by sweep_due`);
  return rows.map(({ id }) => id);
}

/** Everybody was looked at under this edition of the rule; answers false when there is a newer one. */
export async function sweptUntil(
  tx: Tx,
  workspaceId: string,
  { id, edition }: Pick<SegmentRow, 'id' | 'edition'>,
  pauseMs: number,
): Promise<boolean> {
  const done = await tx.run(sql`
    update customers.segment
       set filled_at = coalesce(filled_at, now()), swept_at = now(), problem = null,
           sweep_due = now() + ${pauseMs}::float8 * interval '1 millisecond'
     where workspace_id = ${workspaceId} and id = ${id} and edition = ${edition}`);
  return done === 1;
}

export async function sweepFailed(tx: Tx, workspaceId: string, id: string, problem: string, pauseMs: number): Promise<void> {
  await tx.run(sql`
    update customers.segment
       set problem = ${problem}, sweep_due = now() + ${pauseMs}::float8 * interval '1 millisecond'
     where workspace_id = ${workspaceId} and id = ${id}`);
}
