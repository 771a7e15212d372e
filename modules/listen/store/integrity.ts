/** SQL of the comparison between the log and its copy. */
import { jsonb, sql, type Tx } from '#platform/postgres';
import type { DayDigest, DifferingDay } from '../reports/rules/differing-days.ts';
import type { Position } from './copies.ts';

/**
 * Per day, how many events the log holds up to a position (without those that are kept aside on their way to reports), and the sum of a hash of what both sides hold of each. The same
 * text is hashed in `reportedDigests` (`analytics.ts`): the first 60 bits of its MD5 (a checksum here, not a secret).
 */
export function keptDigests(tx: Tx, workspaceId: string, upTo: Position): Promise<DayDigest[]> {
  return tx.many<DayDigest>(sql`
    select (occurred_at at time zone 'UTC')::date::text as day, count(*)::text as events,
           sum(('x' || substr(md5(concat_ws('|', id, sender_no, kind, source_id, (extract(epoch from occurred_at) * 1000)::bigint, name)), 1, 15)
               )::bit(60)::bigint)::text as digest
      from listen.event e
     where workspace_id = ${workspaceId} and (tx, id) <= (${upTo.tx}::xid8, ${upTo.id}::bigint)
       and not exists (select from listen.parked p where p.workspace_id = ${workspaceId} and p.event_id = e.id and p.stage = 'analytics'
                          and p.settled_how is distinct from 'retried')
     group by 1`);
}

export interface IntegrityRow {
  checkedAt: Date;
  days: number;
  events: number;
  differing: DifferingDay[];
  tookMs: number;
}

export async function keepIntegrity(tx: Tx, workspaceId: string, found: Omit<IntegrityRow, 'checkedAt'>): Promise<void> {
  await tx.run(sql`
    insert into listen.integrity (workspace_id, checked_at, days, events, differing, took_ms)
    values (${workspaceId}, now(), ${found.days}, ${found.events}, ${jsonb(found.differing)}, ${found.tookMs})
    on conflict (workspace_id) do update set checked_at = excluded.checked_at, days = excluded.days, events = excluded.events,
       differing = excluded.differing, took_ms = excluded.took_ms`);
}

export function lastIntegrity(tx: Tx, workspaceId: string): Promise<IntegrityRow | undefined> {
  return tx.maybe<IntegrityRow>(sql`
    select checked_at as "checkedAt", days::float8 as days, events::float8 as events, differing, took_ms::float8 as "tookMs"
      from listen.integrity where workspace_id = ${workspaceId}`);
}

/** The copies for reports of all workspaces together. */
export interface CopiesHealth {
  /** Workspaces whose copy is being written anew: what reports say until then is true of a part only. */
  rebuilding: number;
  /** How long the oldest event waits that is in no report yet; 0 when none does. */
  behindMs: number;
  /** Days that differed from the log when last compared. */
  daysDiffering: number;
  /** The comparison that is longest ago; null before the first. */
  oldestCheck: Date | null;
  /** Events kept aside after they were accepted, on their way to reports or to people, that nobody decided on. */
  keptAside: number;
}

export function copiesHealth(tx: Tx): Promise<CopiesHealth> {
  return tx.one<CopiesHealth>(sql`
    select rebuilding::float8 as rebuilding, behind_ms as "behindMs", days_differing::float8 as "daysDiffering",
           oldest_check as "oldestCheck", kept_aside::float8 as "keptAside"
      from listen.copies_health()`);
}
