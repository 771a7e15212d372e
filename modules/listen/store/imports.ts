/** SQL of imports: files, runs, and the rows that gave nothing. */
import { empty, jsonb, sql, type Tx } from '#platform/postgres';
import type { ImportRun } from '../import/contract.ts';
import type { RecordProblem } from '../mapping/contract.ts';

export interface FileRow {
  id: string;
  name: string;
  bytes: number;
  digest: string | null;
  format: 'csv' | 'ndjson' | 'parquet' | null;
  gzip: boolean | null;
  columns: string[] | null;
  createdBy: string;
  createdAt: Date;
  removedAt: Date | null;
}

const fileColumns = sql`id, name, bytes::float8 as bytes, digest, format, gzip, columns, created_by as "createdBy",
       created_at as "createdAt", removed_at as "removedAt"`;

export function insertFile(
  tx: Tx,
  workspaceId: string,
  file: { name: string; bytes: number; createdBy: string },
): Promise<FileRow> {
  return tx.one<FileRow>(sql`
    insert into listen.import_file (workspace_id, name, bytes, created_by)
    values (${workspaceId}, ${file.name}, ${file.bytes}, ${file.createdBy}) returning ${fileColumns}`);
}

/** Files that are here or arriving. `touch` puts their removal off. */
export function findFile(tx: Tx, workspaceId: string, id: string): Promise<FileRow | undefined> {
  return tx.maybe<FileRow>(sql`
    select ${fileColumns} from listen.import_file where workspace_id = ${workspaceId} and id = ${id} and removed_at is null`);
}

export async function touchFile(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.run(sql`update listen.import_file set used_at = now() where workspace_id = ${workspaceId} and id = ${id}`);
}

export function listFiles(tx: Tx, workspaceId: string): Promise<FileRow[]> {
  return tx.many<FileRow>(sql`
    select ${fileColumns} from listen.import_file
     where workspace_id = ${workspaceId} and removed_at is null order by created_at desc, id desc limit 200`);
}

export async function describeFile(
  tx: Tx,
  workspaceId: string,
  id: string,
  found: { digest: string; format: string; gzip: boolean; columns: string[] | undefined },
): Promise<void> {
  await tx.run(sql`
    update listen.import_file
       set digest = ${found.digest}, format = ${found.format}, gzip = ${found.gzip}, columns = ${jsonb(found.columns ?? null)}
     where workspace_id = ${workspaceId} and id = ${id}`);
}

/** Marks the file as gone unless a run still needs it; answers whether it did. */
export async function removeFile(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
  const removed = await tx.run(sql`
    update listen.import_file f set removed_at = now()
     where workspace_id = ${workspaceId} and id = ${id} and removed_at is null
       and not exists (select from listen.import_run r
                        where r.workspace_id = ${workspaceId} and r.file_id = f.id and r.state in ('waiting', 'running'))`);
  return removed > 0;
}

export async function unusedFileIds(tx: Tx, workspaceId: string, days: number): Promise<string[]> {
  const rows = await tx.many<{ id: string }>(sql`
    select id from listen.import_file
     where workspace_id = ${workspaceId} and removed_at is null and used_at < now() - ${days}::float8 * interval '1 day'`);
  return rows.map((row) => row.id);
}

/** Brought before an instant: those whose import is done and that nobody works on, and the rest with its last use. */
export async function filesBefore(
  tx: Tx,
  workspaceId: string,
  before: Date,
): Promise<{ id: string; name: string; usedAt: Date; finished: boolean }[]> {
  return tx.many(sql`
    select id, name, used_at as "usedAt",
           exists (select from listen.import_run r
                    where r.workspace_id = f.workspace_id and r.file_id = f.id and r.state = 'done' and not r.dry)
           and not exists (select from listen.import_run r
                            where r.workspace_id = f.workspace_id and r.file_id = f.id and r.state in ('waiting', 'running')) as finished
      from listen.import_file f
     where workspace_id = ${workspaceId} and removed_at is null and created_at <= ${before}
     order by created_at, id`);
}

export interface RunRow extends Omit<ImportRun, 'createdAt' | 'finishedAt' | 'rowsPerSecond' | 'secondsLeft'> {
  createdAt: Date;
  finishedAt: Date | null;
  workedMs: number;
}

const selectRuns = (workspaceId: string) => sql`
  select r.id, r.file_id as "fileId", f.name as "fileName", r.source_id as "sourceId", r.mapping, r.mapping_name as "mappingName",
         r.dry, r.state, r.reason, r.at_row::float8 as rows, r.messages::float8 as messages, r.kept::float8 as kept,
         r.conflicts::float8 as conflicts, r.refused::float8 as refused, r.skipped::float8 as skipped, r.by_name as "byName",
         r.bytes_read::float8 as "bytesRead", f.bytes::float8 as bytes, r.worked_ms::float8 as "workedMs",
         r.created_by as "createdBy", r.created_at as "createdAt", r.finished_at as "finishedAt"
    from listen.import_run r
    join listen.import_file f on f.workspace_id = r.workspace_id and f.id = r.file_id
   where r.workspace_id = ${workspaceId}`;

export async function insertRun(
  tx: Tx,
  workspaceId: string,
  run: { fileId: string; sourceId: string; mapping: string; mappingName: string; dry: boolean; createdBy: string },
): Promise<string> {
  const row = await tx.one<{ id: string }>(sql`
    insert into listen.import_run (workspace_id, file_id, source_id, mapping, mapping_name, dry, created_by)
    values (${workspaceId}, ${run.fileId}, ${run.sourceId}, ${run.mapping}, ${run.mappingName}, ${run.dry}, ${run.createdBy})
    returning id`);
  return row.id;
}

export function findRun(tx: Tx, workspaceId: string, id: string): Promise<RunRow | undefined> {
  return tx.maybe<RunRow>(sql`${selectRuns(workspaceId)} and r.id = ${id}`);
}

export function listRuns(
  tx: Tx,
  workspaceId: string,
  { after, limit }: { after: { createdAt: string; id: string } | undefined; limit: number },
): Promise<RunRow[]> {
  return tx.many<RunRow>(sql`
    ${selectRuns(workspaceId)} ${after ? sql`and (r.created_at, r.id) < (${after.createdAt}::timestamptz, ${after.id}::uuid)` : empty}
     order by r.created_at desc, r.id desc limit ${limit}`);
}

/** Moves a run between states by hand; answers whether it was in one of `from`. A raised epoch stops whoever still works on it. */
export async function moveRun(
  tx: Tx,
  workspaceId: string,
  id: string,
  { from, to }: { from: string[]; to: 'waiting' | 'cancelled' },
): Promise<boolean> {
  const moved = await tx.run(sql`
    update listen.import_run
       set state = ${to}, reason = null, epoch = epoch + 1, moved_at = now(), finished_at = case when ${to} = 'waiting' then null else now() end
     where workspace_id = ${workspaceId} and id = ${id} and state = any(${from}::text[])`);
  return moved > 0;
}

/** What the process that works on a run holds, and writes back at each step. */
export interface Progress {
  byte: number;
  line: number;
  row: number;
  bytesRead: number;
  messages: number;
  kept: number;
  conflicts: number;
  refused: number;
  skipped: number;
  byName: Record<string, number>;
  workedMs: number;
}

export interface Claim {
  epoch: string;
  fileId: string;
  sourceId: string;
  mapping: string;
  dry: boolean;
  digest: string;
  progress: Progress;
}

/** Takes a run to work on it; undefined when it is over. A dry run begins anew, as nothing of it was kept. */
export async function claimRun(tx: Tx, workspaceId: string, id: string): Promise<Claim | undefined> {
  const row = await tx.maybe<Progress & Omit<Claim, 'progress'>>(sql`
    update listen.import_run r set state = 'running', reason = null, epoch = epoch + 1, moved_at = now()
      from listen.import_file f
     where r.workspace_id = ${workspaceId} and r.id = ${id} and r.state in ('waiting', 'running')
       and f.workspace_id = r.workspace_id and f.id = r.file_id
    returning r.epoch, r.file_id as "fileId", r.source_id as "sourceId", r.mapping, r.dry, f.digest,
              r.at_byte::float8 as byte, r.at_line::float8 as line, r.at_row::float8 as row, r.bytes_read::float8 as "bytesRead",
              r.messages::float8 as messages, r.kept::float8 as kept, r.conflicts::float8 as conflicts,
              r.refused::float8 as refused, r.skipped::float8 as skipped, r.by_name as "byName", r.worked_ms::float8 as "workedMs"`);
  if (!row) return undefined;
  const { epoch, fileId, sourceId, mapping, dry, digest, ...progress } = row;
  if (!dry) return { epoch, fileId, sourceId, mapping, dry, digest, progress };
  await tx.run(sql`delete from listen.import_reject where workspace_id = ${workspaceId} and run_id = ${id}`);
  return { epoch, fileId, sourceId, mapping, dry, digest, progress: nothingYet() };
}

const nothingYet = (): Progress => ({
  byte: 0,
  line: 0,
  row: 0,
  bytesRead: 0,
  messages: 0,
  kept: 0,
  conflicts: 0,
  refused: 0,
  skipped: 0,
  byName: {},
  workedMs: 0,
});

/** Writes the progress, if the run is still this worker's; answers whether it was. */
export async function saveProgress(
  tx: Tx,
  workspaceId: string,
  id: string,
  epoch: string,
  progress: Progress,
  next: { state: 'running' | 'waiting' | 'done' | 'failed'; reason?: string },
): Promise<boolean> {
  const over = next.state === 'done' || next.state === 'failed';
  const saved = await tx.run(sql`
    update listen.import_run
       set state = ${next.state}, reason = ${next.reason ?? null}, moved_at = now(), finished_at = ${over ? sql`now()` : sql`null`},
           at_byte = ${progress.byte}, at_line = ${progress.line}, at_row = ${progress.row}, bytes_read = ${progress.bytesRead},
           messages = ${progress.messages}, kept = ${progress.kept}, conflicts = ${progress.conflicts},
           refused = ${progress.refused}, skipped = ${progress.skipped}, by_name = ${jsonb(progress.byName)},
           worked_ms = ${progress.workedMs}
     where workspace_id = ${workspaceId} and id = ${id} and epoch = ${epoch} and state = 'running'`);
  return saved > 0;
}

export async function insertRejects(
  tx: Tx,
  workspaceId: string,
  runId: string,
  from: number,
  rejects: RecordProblem[],
): Promise<void> {
  if (rejects.length === 0) return;
  const clean = (text: string) => text.replaceAll('\u0000', '\ufffd').toWellFormed();
  await tx.run(sql`
    insert into listen.import_reject (workspace_id, run_id, no, line, field, target, reason)
    select ${workspaceId}, ${runId}, ${from} + ordinality, line, field, target, reason
      from unnest(${rejects.map(({ line }) => line)}::bigint[], ${rejects.map(({ field }) => (field === null ? null : clean(field)))}::text[],
                  ${rejects.map(({ target }) => clean(target))}::text[], ${rejects.map(({ message }) => clean(message))}::text[])
           with ordinality as reject (line, field, target, reason)
    on conflict do nothing`);
}

export function listRejects(
  tx: Tx,
  workspaceId: string,
  runId: string,
  { after, limit }: { after: string; limit: number },
): Promise<(RecordProblem & { no: string })[]> {
  return tx.many(sql`
    select no, line::float8 as line, field, target, reason as message from listen.import_reject
     where workspace_id = ${workspaceId} and run_id = ${runId} and no > ${after} order by no limit ${limit}`);
}
