/** SQL of memberships: who belongs to which organisation, in which role, from when until when. */
import { sql, type Tx } from '#platform/postgres';
import type { MembershipRow, MembershipTrack } from './rules/membership.ts';

interface Stored extends Omit<MembershipRow, 'from' | 'until' | 'confirmedAt' | 'value'> {
  from: Date;
  until: Date | null;
  member: boolean;
  role: string | null;
  confirmedAt: Date;
}

const columns = sql`m.sender_no as "senderNo", m.organisation_no as "organisationNo", m.trusted, lower(m.during) as "from",
  upper(m.during) as until, m.member, m.role, m.confirmed_at as "confirmedAt", m.source_id as "sourceId", m.event_id as "eventId"`;

const rowOf = ({ from, until, confirmedAt, member, role, ...row }: Stored): MembershipRow => ({
  ...row,
  from: from.getTime(),
  until: until?.getTime(),
  confirmedAt: confirmedAt.getTime(),
  value: { member, role },
});

export async function membershipsOnTracks(
  tx: Tx,
  workspaceId: string,
  tracks: readonly MembershipTrack[],
): Promise<MembershipRow[]> {
  const rows = await tx.many<Stored>(sql`
    select ${columns}
      from unnest(${tracks.map((track) => track.senderNo)}::bigint[], ${tracks.map((track) => track.organisationNo)}::bigint[],
                  ${tracks.map((track) => track.trusted)}::boolean[]) as track (sender_no, organisation_no, trusted)
      join customers.membership m on m.workspace_id = ${workspaceId} and m.sender_no = track.sender_no
                                 and m.organisation_no = track.organisation_no and m.trusted = track.trusted
     order by lower(m.during)`);
  return rows.map(rowOf);
}

/** Memberships of these identifiers, and members of these organisations. */
export async function membershipsOf(tx: Tx, workspaceId: string, nos: readonly string[]): Promise<MembershipRow[]> {
  const rows = await tx.many<Stored>(sql`
    select ${columns} from customers.membership m
     where m.workspace_id = ${workspaceId} and (m.sender_no = any(${nos}::bigint[]) or m.organisation_no = any(${nos}::bigint[]))
     order by lower(m.during) desc limit 2000`);
  return rows.map(rowOf);
}

/** One track as it is now, instead of what it was. Tracks are short: a membership changes a few times in a life. */
export async function replaceTrack(
  tx: Tx,
  workspaceId: string,
  track: MembershipTrack,
  rows: readonly MembershipRow[],
): Promise<void> {
  await tx.run(sql`
    delete from customers.membership
     where workspace_id = ${workspaceId} and sender_no = ${track.senderNo} and organisation_no = ${track.organisationNo}
       and trusted = ${track.trusted}`);
  await tx.run(sql`
    insert into customers.membership (workspace_id, sender_no, organisation_no, trusted, during, member, role, confirmed_at,
                                      source_id, event_id)
    select ${workspaceId}, ${track.senderNo}, ${track.organisationNo}, ${track.trusted},
           tstzrange(to_timestamp("from" / 1000), to_timestamp(until / 1000)), member, role, to_timestamp(confirmed / 1000),
           source_id, event_id
      from unnest(${rows.map((row) => row.from)}::float8[], ${rows.map((row) => row.until ?? null)}::float8[],
                  ${rows.map((row) => row.value.member)}::boolean[], ${rows.map((row) => row.value.role)}::text[],
                  ${rows.map((row) => row.confirmedAt)}::float8[], ${rows.map((row) => row.sourceId)}::uuid[],
                  ${rows.map((row) => row.eventId)}::bigint[])
           as track ("from", until, member, role, confirmed, source_id, event_id)`);
}
