/** SQL of forgetting, and of its proof. */
import { empty, type Sql, sql, type Tx } from '#platform/postgres';

export interface Removed {
  holder: string;
  store: string;
  rows: number;
}

export interface Waiting {
  holder: string;
  store: string;
  name: string;
  /** RFC 3339. */
  goneBy: string;
}

export interface ErasureRow {
  id: string;
  requestedAt: Date;
  requestedBy: string;
  reason: string;
  state: 'erasing' | 'done';
  doneAt: Date | null;
  removed: Removed[];
  waiting: Waiting[];
  removedLater: number;
}

const columns = sql`id, requested_at as "requestedAt", requested_by as "requestedBy", reason, state, done_at as "doneAt", removed, waiting,
  removed_later::float8 as "removedLater"`;

export async function insertErasure(
  tx: Tx,
  workspaceId: string,
  erasure: { id: string; requestedBy: string; reason: string },
): Promise<void> {
  await tx.run(sql`
    insert into customers.erasure (workspace_id, id, requested_at, requested_by, reason)
    values (${workspaceId}, ${erasure.id}, date_trunc('milliseconds', now()), ${erasure.requestedBy}, ${erasure.reason})`);
}

export function erasureById(tx: Tx, workspaceId: string, id: string): Promise<ErasureRow | undefined> {
  return tx.maybe<ErasureRow>(sql`select ${columns} from customers.erasure where workspace_id = ${workspaceId} and id = ${id}`);
}

export function erasures(
  tx: Tx,
  workspaceId: string,
  filter: { before: { at: string; id: string } | undefined; limit: number },
): Promise<ErasureRow[]> {
  return tx.many<ErasureRow>(sql`
    select ${columns} from customers.erasure
     where workspace_id = ${workspaceId}
       ${filter.before ? sql`and (requested_at, id) < (${filter.before.at}::timestamptz, ${filter.before.id}::uuid)` : empty}
     order by requested_at desc, id desc limit ${filter.limit}`);
}

/** Adds counts to the proof, store by store. */
export async function addRemoved(tx: Tx, workspaceId: string, id: string, removed: readonly Removed[]): Promise<void> {
  await tx.run(sql`
    update customers.erasure e
       set removed = (
         select coalesce(jsonb_agg(jsonb_build_object('holder', holder, 'store', store, 'rows', rows) order by holder, store), '[]')
           from (select holder, store, sum(rows) as rows
                   from jsonb_to_recordset(e.removed || ${JSON.stringify(removed)}::jsonb) as part (holder text, store text, rows bigint)
                  group by holder, store) summed)
     where e.workspace_id = ${workspaceId} and e.id = ${id}`);
}

export async function addRemovedLater(tx: Tx, workspaceId: string, id: string, rows: number): Promise<void> {
  await tx.run(sql`
    update customers.erasure set removed_later = removed_later + ${rows}, copies_gone = false, files_gone = false, files_until = now()
     where workspace_id = ${workspaceId} and id = ${id}`);
}

export async function markCopiesGone(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.run(sql`
    update customers.erasure set copies_gone = true, done_at = case when files_gone then now() else done_at end
     where workspace_id = ${workspaceId} and id = ${id} and not copies_gone`);
}

/** Up to when files may speak of them; undefined when the proof is gone. */
export async function filesUntil(tx: Tx, workspaceId: string, id: string): Promise<Date | undefined> {
  const row = await tx.maybe<{ until: Date }>(sql`
    select files_until as until from customers.erasure where workspace_id = ${workspaceId} and id = ${id}`);
  return row?.until;
}

/** What is still there of files brought until then; nothing: they are gone, unless somebody came back meanwhile. */
export async function setWaiting(tx: Tx, workspaceId: string, id: string, until: Date, waiting: Waiting[]): Promise<void> {
  const gone = waiting.length === 0;
  await tx.run(sql`
    update customers.erasure
       set waiting = ${JSON.stringify(waiting)}::jsonb, files_gone = ${gone},
           done_at = case when ${gone} and copies_gone and not files_gone then now() else done_at end
     where workspace_id = ${workspaceId} and id = ${id} and date_trunc('milliseconds', files_until) = ${until}`);
}

/** Signal to every process that remembers identifiers, at commit. */
export async function announceErasure(tx: Tx, workspaceId: string): Promise<void> {
  await tx.run(sql`select pg_notify('customers.erased', ${workspaceId})`);
}

export interface Tombstone {
  /** Hex. */
  keyHash: string;
  senderNo: string;
  senderId: string;
  erasureId: string;
}

const stoneColumns = sql`encode(key_hash, 'hex') as "keyHash", sender_no as "senderNo", sender_id as "senderId",
  erasure_id as "erasureId"`;

export async function insertTombstones(tx: Tx, workspaceId: string, stones: readonly Tombstone[]): Promise<void> {
  await tx.run(sql`
    insert into customers.tombstone (workspace_id, key_hash, sender_no, sender_id, erasure_id, erased_at)
    select ${workspaceId}, decode(key_hash, 'hex'), sender_no, sender_id, erasure_id, now()
      from unnest(${stones.map(({ keyHash }) => keyHash)}::text[], ${stones.map(({ senderNo }) => senderNo)}::bigint[],
                  ${stones.map(({ senderId }) => senderId)}::uuid[], ${stones.map(({ erasureId }) => erasureId)}::uuid[])
           as stone (key_hash, sender_no, sender_id, erasure_id)
    on conflict do nothing`);
}

/** Those of these hashes and numbers that are tombstones. */
export function tombstonesAmong(
  tx: Tx,
  workspaceId: string,
  hashes: readonly string[],
  senderNos: readonly string[],
): Promise<Tombstone[]> {
  return tx.many<Tombstone>(sql`
    select ${stoneColumns} from customers.tombstone
     where workspace_id = ${workspaceId}
       and (key_hash = any(array(select decode(hash, 'hex') from unnest(${hashes}::text[]) as asked (hash)))
            or sender_no = any(${senderNos}::bigint[]))`);
}

export function tombstoneOfId(tx: Tx, workspaceId: string, id: string): Promise<{ erasureId: string } | undefined> {
  return tx.maybe(sql`
    select erasure_id as "erasureId" from customers.tombstone where workspace_id = ${workspaceId} and sender_id = ${id}`);
}

export function allTombstones(tx: Tx, workspaceId: string): Promise<Tombstone[]> {
  return tx.many<Tombstone>(sql`select ${stoneColumns} from customers.tombstone where workspace_id = ${workspaceId}`);
}

/** What this room holds of some identifiers. Decisions about others stay, without them. */
export async function eraseHere(tx: Tx, workspaceId: string, nos: readonly string[]): Promise<{ store: string; rows: number }[]> {
  const mine = sql`workspace_id = ${workspaceId} and`;
  const these = sql`any(${nos}::bigint[])`;
  const steps: [store: string, statement: Sql][] = [
    ['customers.trait', sql`delete from customers.trait where ${mine} sender_no = ${these}`],
    ['customers.consent', sql`delete from customers.consent where ${mine} sender_no = ${these}`],
    [
      'customers.membership',
      sql`delete from customers.membership where ${mine} (sender_no = ${these} or organisation_no = ${these})`,
    ],
    ['customers.suggestion', sql`delete from customers.suggestion where ${mine} (a = ${these} or b = ${these})`],
    ['customers.link', sql`delete from customers.link where ${mine} (a = ${these} or b = ${these})`],
    ['customers.decision', eraseDecisions(workspaceId, nos)],
    ['customers.decision_member', sql`delete from customers.decision_member where ${mine} no = ${these}`],
    [
      'customers.person_of_change',
      sql`delete from customers.person_of_change where ${mine} (sender_no = ${these} or person_no = ${these})`,
    ],
    ['customers.person', sql`delete from customers.person where ${mine} no = ${these}`],
    ['customers.identifier', sql`delete from customers.identifier where ${mine} no = ${these}`],
  ];
  const removed: { store: string; rows: number }[] = [];
  for (const [store, statement] of steps) removed.push({ store, rows: await tx.run(statement) });
  return removed;
}

/** A decision that no longer tells two groups apart says nothing and goes; its reason may have named somebody. */
function eraseDecisions(workspaceId: string, nos: readonly string[]): Sql {
  return sql`
    with named as (
      select d.id, (select jsonb_agg(kept.members order by kept.place) from (
               select part.place, (select jsonb_agg(no) from jsonb_array_elements_text(part.members) as no
                                    where no::bigint <> all(${nos}::bigint[])) as members
                 from jsonb_array_elements(d.groups) with ordinality as part (members, place)) kept
              where kept.members is not null) as groups
        from customers.decision d
       where d.workspace_id = ${workspaceId}
         and d.id in (select decision_id from customers.decision_member
                       where workspace_id = ${workspaceId} and no = any(${nos}::bigint[]))),
    gone as (
      delete from customers.decision d using named
       where d.workspace_id = ${workspaceId} and d.id = named.id and coalesce(jsonb_array_length(named.groups), 0) < 2
      returning d.id)
    update customers.decision d set groups = named.groups, reason = null
      from named
     where d.workspace_id = ${workspaceId} and d.id = named.id and coalesce(jsonb_array_length(named.groups), 0) >= 2`;
}
