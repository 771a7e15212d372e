/** The only SQL on the audit log. */
import { empty, join, jsonb, type Sql, sql, type Tx } from '#platform/postgres';
import { genesis, type Head, type Link, type Sealed } from './chain.ts';

interface Row {
  no: number;
  at: string;
  kind: string;
  id: string;
  label: string;
  action: string;
  subject: string;
  details: Record<string, unknown>;
  prev: Buffer;
  hash: Buffer;
}

/** Microseconds in UTC, always the same spelling: part of what is hashed. */
const instantOf = (column: Sql) => sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
const columns = sql`
  no::float8 as no, ${instantOf(sql`at`)} as at, actor_kind as kind, actor_id as id, actor_label as label,
  action, subject, details, prev_hash as prev, hash`;

/**
 * The last entry, held still until this transaction ends: the next writer of this workspace waits (case F17: without the
 * lock, or with FOR UPDATE on the tail, the chain forks). `now` is read after the wait, so time never runs backwards.
 */
export async function holdHead(tx: Tx, workspaceId: string): Promise<Head & { now: string }> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`audit:${workspaceId}`}, 0))`);
  // A statement of its own: it must see what the writer before us committed while we waited.
  const row = await tx.one<{ now: string; no: number | null; hash: Buffer | null; isolation: string }>(sql`
    select ${instantOf(sql`clock_timestamp()`)} as now, last.no::float8 as no, last.hash,
           current_setting('transaction_isolation') as isolation
      from (values (true)) as always
      left join lateral (select no, hash from platform.audit where workspace_id = ${workspaceId} order by no desc limit 1) last
        on true`);
  if (row.isolation !== 'read committed') {
    throw new Error('The audit log is written in "read committed": a snapshot would not see its last entry.');
  }
  return { now: row.now, no: row.no ?? 0, hash: row.hash ?? genesis };
}

export async function append(tx: Tx, { entry, previous, hash }: Link): Promise<void> {
  await tx.run(sql`
    insert into platform.audit (workspace_id, no, at, actor_kind, actor_id, actor_label, action, subject, details, prev_hash, hash)
    values (${entry.workspaceId}, ${entry.no}, ${entry.at}, ${entry.actor.kind}, ${entry.actor.id}, ${entry.actor.label},
            ${entry.action}, ${entry.subject}, ${jsonb(entry.details)}, ${previous}, ${hash})`);
}

/** A page of the chain in its own order. */
export async function linksAfter(tx: Tx, workspaceId: string, no: number, limit: number): Promise<Link[]> {
  const rows = await tx.many<Row>(sql`
    select ${columns} from platform.audit
     where workspace_id = ${workspaceId} and no > ${no} order by platform.audit.no limit ${limit}`);
  return rows.map((row) => linkOf(workspaceId, row));
}

export interface AuditFilter {
  actor?: string | undefined;
  /** An action, or a prefix that ends in a dot. */
  action?: string | undefined;
  subject?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** Newest first, before entry `before`. */
export async function newestFirst(
  tx: Tx,
  workspaceId: string,
  filter: AuditFilter,
  before: number | undefined,
  limit: number,
): Promise<Link[]> {
  const conditions = [
    sql`workspace_id = ${workspaceId}`,
    before === undefined ? empty : sql`no < ${before}`,
    filter.actor === undefined ? empty : sql`actor_id = ${filter.actor}`,
    filter.subject === undefined ? empty : sql`subject = ${filter.subject}`,
    actionIs(filter.action),
    filter.from === undefined ? empty : sql`at >= ${filter.from}::timestamptz`,
    filter.to === undefined ? empty : sql`at < ${filter.to}::timestamptz`,
  ].filter((condition) => condition !== empty);
  const rows = await tx.many<Row>(sql`
    select ${columns} from platform.audit
     where ${join(conditions, ' and ')} order by platform.audit.no desc limit ${limit}`);
  return rows.map((row) => linkOf(workspaceId, row));
}

function actionIs(action: string | undefined): Sql {
  if (action === undefined) {
    return empty;
  }
  return action.endsWith('.') ? sql`starts_with(action, ${action})` : sql`action = ${action}`;
}

function linkOf(workspaceId: string, row: Row): Link {
  const { no, at, action, subject, details } = row;
  const entry: Sealed = {
    workspaceId,
    no,
    at,
    actor: { kind: row.kind, id: row.id, label: row.label },
    action,
    subject,
    details,
  };
  return { entry, previous: row.prev, hash: row.hash };
}
