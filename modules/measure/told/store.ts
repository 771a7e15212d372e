/** SQL of links and letters. */
import { sql, type Tx } from '#platform/postgres';
import type { DigestWords } from '../contract.ts';

export interface LinkRow {
  id: string;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
}

const linkColumns = sql`
  id, created_by as "createdBy", created_at as "createdAt", expires_at as "expiresAt", revoked_at as "revokedAt"`;

export function listLinks(tx: Tx, workspaceId: string, dashboardId: string): Promise<LinkRow[]> {
  return tx.many<LinkRow>(sql`
    select ${linkColumns} from measure.link
     where workspace_id = ${workspaceId} and dashboard_id = ${dashboardId} order by created_at desc, id desc limit 200`);
}

export async function countOpenLinks(tx: Tx, workspaceId: string, dashboardId: string): Promise<number> {
  const { count } = await tx.one<{ count: number }>(sql`
    select count(*)::float8 as count from measure.link
     where workspace_id = ${workspaceId} and dashboard_id = ${dashboardId} and revoked_at is null and expires_at > now()`);
  return count;
}

export function insertLink(
  tx: Tx,
  workspaceId: string,
  link: { id: string; dashboardId: string; secretHash: Buffer; createdBy: string; days: number },
): Promise<LinkRow> {
  return tx.one<LinkRow>(sql`
    insert into measure.link (workspace_id, id, dashboard_id, secret_hash, created_by, expires_at)
    values (${workspaceId}, ${link.id}, ${link.dashboardId}, ${link.secretHash}, ${link.createdBy},
            now() + make_interval(days => ${link.days}))
    returning ${linkColumns}`);
}

/** False when there is no such open link. */
export async function revokeLink(tx: Tx, workspaceId: string, dashboardId: string, id: string): Promise<boolean> {
  const closed = await tx.run(sql`
    update measure.link set revoked_at = now()
     where workspace_id = ${workspaceId} and dashboard_id = ${dashboardId} and id = ${id} and revoked_at is null`);
  return closed > 0;
}

/** In no workspace: the secret tells which one. */
export function linkOf(tx: Tx, secretHash: Buffer): Promise<{ workspaceId: string; dashboardId: string } | undefined> {
  return tx.maybe(sql`
    select workspace_id as "workspaceId", dashboard_id as "dashboardId" from measure.link_of(${secretHash})`);
}

export interface DigestRow extends DigestWords {
  id: string;
  dashboardId: string;
  employeeId: string;
  nextAt: Date;
  lastSentAt: Date | null;
}

const digestColumns = sql`
  id, dashboard_id as "dashboardId", employee_id as "employeeId", every, weekday::float8 as weekday, hour::float8 as hour,
  time_zone as "timeZone", next_at as "nextAt", last_sent_at as "lastSentAt"`;

export function findDigest(tx: Tx, workspaceId: string, id: string): Promise<DigestRow | undefined> {
  return tx.maybe<DigestRow>(sql`select ${digestColumns} from measure.digest where workspace_id = ${workspaceId} and id = ${id}`);
}

export function digestOf(tx: Tx, workspaceId: string, dashboardId: string, employeeId: string): Promise<DigestRow | undefined> {
  return tx.maybe<DigestRow>(sql`
    select ${digestColumns} from measure.digest
     where workspace_id = ${workspaceId} and dashboard_id = ${dashboardId} and employee_id::text = ${employeeId}`);
}

export function setDigest(
  tx: Tx,
  workspaceId: string,
  digest: { id: string; dashboardId: string; employeeId: string; words: DigestWords; nextAt: Date },
): Promise<DigestRow> {
  const { every, weekday, hour, timeZone } = digest.words;
  return tx.one<DigestRow>(sql`
    insert into measure.digest (workspace_id, id, dashboard_id, employee_id, every, weekday, hour, time_zone, next_at)
    values (${workspaceId}, ${digest.id}, ${digest.dashboardId}, ${digest.employeeId}, ${every}, ${weekday}, ${hour}, ${timeZone},
            ${digest.nextAt})
    on conflict (workspace_id, dashboard_id, employee_id) do update
       set every = excluded.every, weekday = excluded.weekday, hour = excluded.hour, time_zone = excluded.time_zone,
           next_at = excluded.next_at
    returning ${digestColumns}`);
}

export async function deleteDigest(tx: Tx, workspaceId: string, dashboardId: string, employeeId: string): Promise<void> {
  await tx.run(sql`
    delete from measure.digest
     where workspace_id = ${workspaceId} and dashboard_id = ${dashboardId} and employee_id::text = ${employeeId}`);
}

/** Those that are due, locked; whoever else looks meanwhile passes over them. */
export function takeDue(tx: Tx, workspaceId: string, now: Date, atMost: number): Promise<DigestRow[]> {
  return tx.many<DigestRow>(sql`
    select ${digestColumns} from measure.digest
     where workspace_id = ${workspaceId} and next_at <= ${now} order by next_at, id limit ${atMost} for update skip locked`);
}

export async function moveOn(tx: Tx, workspaceId: string, id: string, nextAt: Date): Promise<void> {
  await tx.run(sql`update measure.digest set next_at = ${nextAt} where workspace_id = ${workspaceId} and id = ${id}`);
}

/** False when this occurrence has gone out, or is going out in another transaction that then commits. */
export async function claimOccurrence(tx: Tx, workspaceId: string, digestId: string, occurrence: Date): Promise<boolean> {
  const claimed = await tx.run(sql`
    insert into measure.digest_sent (workspace_id, digest_id, occurrence) values (${workspaceId}, ${digestId}, ${occurrence})
    on conflict do nothing`);
  if (claimed === 0) return false;
  await tx.run(sql`update measure.digest set last_sent_at = now() where workspace_id = ${workspaceId} and id = ${digestId}`);
  return true;
}
