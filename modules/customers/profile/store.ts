/** SQL of traits and memberships: histories that hang on the identifier that said them. */
import { sql, type Tx } from '#platform/postgres';
import type { TraitRow } from './rules/facts.ts';

/** Which history: one trait of one identifier, as trusted sources or as claims tell it. */
export interface TraitTrack {
  senderNo: string;
  trusted: boolean;
  name: string;
}

interface StoredTrait extends Omit<TraitRow, 'from' | 'until' | 'confirmedAt'> {
  from: Date;
  until: Date | null;
  confirmedAt: Date;
}

const columns = sql`t.sender_no as "senderNo", t.trusted, t.name, lower(t.during) as "from", upper(t.during) as until, t.value,
  t.confirmed_at as "confirmedAt", t.source_id as "sourceId", t.event_id as "eventId", t.editor`;

const rowOf = ({ from, until, confirmedAt, ...row }: StoredTrait): TraitRow => ({
  ...row,
  from: from.getTime(),
  until: until?.getTime(),
  confirmedAt: confirmedAt.getTime(),
});

export async function traitsOnTracks(tx: Tx, workspaceId: string, tracks: readonly TraitTrack[]): Promise<TraitRow[]> {
  const rows = await tx.many<StoredTrait>(sql`
    select ${columns}
      from unnest(${tracks.map(({ senderNo }) => senderNo)}::bigint[], ${tracks.map(({ trusted }) => trusted)}::boolean[],
                  ${tracks.map(({ name }) => name)}::text[]) as track (sender_no, trusted, name)
      join customers.trait t on t.workspace_id = ${workspaceId} and t.sender_no = track.sender_no
                            and t.trusted = track.trusted and t.name = track.name
     order by lower(t.during)`);
  return rows.map(rowOf);
}

/** Everything these identifiers ever said. */
export async function traitsOf(tx: Tx, workspaceId: string, senderNos: readonly string[]): Promise<TraitRow[]> {
  const rows = await tx.many<StoredTrait>(sql`
    select ${columns} from customers.trait t where t.workspace_id = ${workspaceId} and t.sender_no = any(${senderNos}::bigint[])`);
  return rows.map(rowOf);
}

/** What holds now. */
export async function currentTraitsOf(tx: Tx, workspaceId: string, senderNos: readonly string[]): Promise<TraitRow[]> {
  const rows = await tx.many<StoredTrait>(sql`
    select ${columns} from customers.trait t
     where t.workspace_id = ${workspaceId} and t.sender_no = any(${senderNos}::bigint[]) and upper_inf(t.during)`);
  return rows.map(rowOf);
}

const keyColumns = (rows: readonly TraitRow[]) => sql`
  ${rows.map((row) => row.senderNo)}::bigint[], ${rows.map((row) => row.trusted)}::boolean[], ${rows.map((row) => row.name)}::text[],
  ${rows.map((row) => row.from)}::float8[]`;

/** `gone` before `fresh`: the database refuses two values at one instant, even for a moment. */
export async function changeTraits(
  tx: Tx,
  workspaceId: string,
  change: { gone: readonly TraitRow[]; fresh: readonly TraitRow[]; confirmed: readonly TraitRow[] },
): Promise<void> {
  if (change.gone.length > 0) {
    await tx.run(sql`
      delete from customers.trait t using unnest(${keyColumns(change.gone)}) as gone (sender_no, trusted, name, "from")
       where t.workspace_id = ${workspaceId} and t.sender_no = gone.sender_no and t.trusted = gone.trusted and t.name = gone.name
         and lower(t.during) = to_timestamp(gone."from" / 1000)`);
  }
  if (change.confirmed.length > 0) {
    await tx.run(sql`
      update customers.trait t set confirmed_at = to_timestamp(again.at / 1000)
        from unnest(${keyColumns(change.confirmed)}, ${change.confirmed.map((row) => row.confirmedAt)}::float8[])
             as again (sender_no, trusted, name, "from", at)
       where t.workspace_id = ${workspaceId} and t.sender_no = again.sender_no and t.trusted = again.trusted and t.name = again.name
         and lower(t.during) = to_timestamp(again."from" / 1000)`);
  }
  if (change.fresh.length > 0) {
    const rows = change.fresh;
    await tx.run(sql`
      insert into customers.trait (workspace_id, sender_no, trusted, name, during, value, confirmed_at, source_id, event_id, editor)
      select ${workspaceId}, sender_no, trusted, name, tstzrange(to_timestamp("from" / 1000), to_timestamp(until / 1000)), value,
             to_timestamp(confirmed / 1000), source_id, event_id, editor
        from unnest(${keyColumns(rows)}, ${rows.map((row) => row.until ?? null)}::float8[],
                    ${rows.map((row) => JSON.stringify(row.value))}::jsonb[], ${rows.map((row) => row.confirmedAt)}::float8[],
                    ${rows.map((row) => row.sourceId)}::uuid[], ${rows.map((row) => row.eventId)}::bigint[],
                    ${rows.map((row) => row.editor)}::text[])
             as fresh (sender_no, trusted, name, "from", until, value, confirmed, source_id, event_id, editor)`);
  }
}
