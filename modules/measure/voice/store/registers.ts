/** SQL of wants and findings. */
import { empty, sql, type Tx } from '#platform/postgres';
import type { Stage, Want } from '../../contract.ts';

export interface WantRow {
  id: string;
  title: string;
  words: string[];
  ownerId: string | null;
  state: Want['state'];
  decision: string | null;
  decidedBy: string | null;
}

const columns = sql`w.id, w.title, w.words, w.owner_id as "ownerId", w.state, w.decision, w.decided_by as "decidedBy"`;

/** The newest ones that a new wish may be the same as; a decided want goes on gathering who else wishes for it. */
export const knownWants = (tx: Tx, workspaceId: string): Promise<WantRow[]> =>
  tx.many(sql`
    select ${columns} from measure.want w where w.workspace_id = ${workspaceId} and w.merged_into is null
     order by w.created_at desc limit 1000`);

export async function insertWant(tx: Tx, workspaceId: string, want: Pick<WantRow, 'id' | 'title' | 'words'>): Promise<void> {
  await tx.run(sql`
    insert into measure.want (workspace_id, id, title, words) values (${workspaceId}, ${want.id}, ${want.title}, ${want.words})`);
}

export const holdWant = (tx: Tx, workspaceId: string, id: string): Promise<WantRow | undefined> =>
  tx.maybe(sql`
    select ${columns} from measure.want w where w.workspace_id = ${workspaceId} and w.id = ${id} and w.merged_into is null for update`);

export const findWant = (tx: Tx, workspaceId: string, id: string): Promise<WantRow | undefined> =>
  tx.maybe(sql`select ${columns} from measure.want w where w.workspace_id = ${workspaceId} and w.id = ${id}`);

export async function updateWant(tx: Tx, workspaceId: string, want: WantRow): Promise<void> {
  await tx.run(sql`
    update measure.want
       set title = ${want.title}, owner_id = ${want.ownerId}::uuid, state = ${want.state},
           decision = ${want.decision}, decided_by = ${want.decidedBy},
           decided_at = case when ${want.state} = 'open' then null else coalesce(decided_at, clock_timestamp()) end
     where workspace_id = ${workspaceId} and id = ${want.id}`);
}

export async function mergeWants(tx: Tx, workspaceId: string, id: string, into: string): Promise<void> {
  await tx.run(sql`update measure.want set merged_into = ${into} where workspace_id = ${workspaceId} and id = ${id}`);
  await tx.run(sql`
    update measure.feedback set want_id = ${into}, version = version + 1, stale = true
     where workspace_id = ${workspaceId} and want_id = ${id}`);
}

/** Wants that carry these senders' own words as their name are called by what others can read: the words they are known by. */
export const eraseTitles = (tx: Tx, workspaceId: string, senderNos: readonly string[]): Promise<number> =>
  tx.run(sql`
    update measure.want w set title = left(array_to_string(w.words, ' '), 160)
     where w.workspace_id = ${workspaceId} and exists (
       select 1 from measure.feedback f
        where f.workspace_id = w.workspace_id and f.want_id = w.id and f.sender_no = any(${[...senderNos]}::bigint[])
          and left(f.text, 40) = left(w.title, 40))`);

export interface CountedWant extends WantRow {
  records: number;
  firstAt: Date;
  lastAt: Date;
  senders: string[];
  samples: string[];
}

/** Those somebody still wishes for, by how many; a want whose every word was erased is nobody's any more. */
export const countedWants = (
  tx: Tx,
  workspaceId: string,
  which: { state: Want['state'] } | { id: string },
): Promise<CountedWant[]> =>
  tx.many(sql`
    select ${columns}, count(*)::float8 as records, min(f.occurred_at) as "firstAt", max(f.occurred_at) as "lastAt",
           array_agg(distinct f.sender_no::text) as senders, (array_agg(f.id order by f.occurred_at desc))[1:3] as samples
      from measure.want w join measure.feedback f on f.workspace_id = w.workspace_id and f.want_id = w.id
     where w.workspace_id = ${workspaceId} and w.merged_into is null
       and ${'id' in which ? sql`w.id = ${which.id}` : sql`w.state = ${which.state}`}
     group by w.workspace_id, w.id order by count(distinct f.sender_no) desc, max(f.occurred_at) desc, w.id limit 200`);

// ── findings ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface FindingRow {
  id: string;
  title: string;
  insight: string;
  stage: Stage;
  ownerId: string;
  dueOn: string | null;
  themeId: string | null;
  themeName: string | null;
  wantId: string | null;
  wantTitle: string | null;
  evidence: number;
  createdBy: string;
  movedAt: Date;
}

const finding = sql`f.id, f.title, f.insight, f.stage, f.owner_id as "ownerId", f.due_on::text as "dueOn", f.theme_id as "themeId",
  t.name as "themeName", f.want_id as "wantId", w.title as "wantTitle", f.created_by as "createdBy", f.moved_at as "movedAt",
  (select count(*)::float8 from measure.finding_evidence e where e.workspace_id = f.workspace_id and e.finding_id = f.id) as evidence
  from measure.finding f
  left join measure.theme t on t.workspace_id = f.workspace_id and t.id = f.theme_id
  left join measure.want w on w.workspace_id = f.workspace_id and w.id = f.want_id`;

export const findings = (tx: Tx, workspaceId: string, stage: Stage | undefined): Promise<FindingRow[]> =>
  tx.many(sql`
    select ${finding} where f.workspace_id = ${workspaceId} ${stage === undefined ? empty : sql`and f.stage = ${stage}`}
     order by f.due_on nulls last, f.moved_at desc, f.id limit 500`);

export const findFinding = (tx: Tx, workspaceId: string, id: string): Promise<FindingRow | undefined> =>
  tx.maybe(sql`select ${finding} where f.workspace_id = ${workspaceId} and f.id = ${id}`);

export const holdFinding = (tx: Tx, workspaceId: string, id: string): Promise<{ id: string } | undefined> =>
  tx.maybe(sql`select id from measure.finding where workspace_id = ${workspaceId} and id = ${id} for update`);

export async function insertFinding(
  tx: Tx,
  workspaceId: string,
  row: { id: string; title: string; insight: string; ownerId: string; themeId: string | null; wantId: string | null; by: string },
): Promise<void> {
  await tx.run(sql`
    insert into measure.finding (workspace_id, id, title, insight, owner_id, theme_id, want_id, created_by)
    values (${workspaceId}, ${row.id}, ${row.title}, ${row.insight}, ${row.ownerId}, ${row.themeId}::uuid, ${row.wantId}::uuid, ${row.by})`);
}

/** Answers how many of the records exist and were not there yet. */
export const addEvidence = (tx: Tx, workspaceId: string, findingId: string, ids: readonly string[]): Promise<number> =>
  tx.run(sql`
    insert into measure.finding_evidence (workspace_id, finding_id, feedback_id)
    select ${workspaceId}, ${findingId}, id from measure.feedback where workspace_id = ${workspaceId} and id = any(${[...ids]}::uuid[])
    on conflict do nothing`);

export async function moveFinding(
  tx: Tx,
  workspaceId: string,
  id: string,
  to: { stage: Stage; ownerId: string; dueOn: string | null },
): Promise<void> {
  await tx.run(sql`
    update measure.finding set stage = ${to.stage}, owner_id = ${to.ownerId}, due_on = ${to.dueOn}::date, moved_at = clock_timestamp()
     where workspace_id = ${workspaceId} and id = ${id}`);
}

export async function noteMove(
  tx: Tx,
  workspaceId: string,
  findingId: string,
  move: { by: string; from: Stage | null; to: Stage; note: string },
): Promise<void> {
  await tx.run(sql`
    insert into measure.finding_move (workspace_id, finding_id, by_name, from_stage, to_stage, note)
    values (${workspaceId}, ${findingId}, ${move.by}, ${move.from}, ${move.to}, ${move.note})`);
}

export const movesOf = (tx: Tx, workspaceId: string, ids: readonly string[]) =>
  tx.many<{ findingId: string; at: Date; by: string; from: string | null; to: string; note: string }>(sql`
    select finding_id as "findingId", at, by_name as by, from_stage as "from", to_stage as "to", note from measure.finding_move
     where workspace_id = ${workspaceId} and finding_id = any(${[...ids]}::uuid[]) order by id`);
