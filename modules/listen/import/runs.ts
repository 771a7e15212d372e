/** Imports as their owners see them: start, follow, cancel, resume. */
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { type QueryOf, Refusal, type ReplyOf, z } from '#platform/contract';
import { cursorParts, readCursor, writeCursor } from '#platform/http';
import type { JobKind, Jobs } from '#platform/jobs';
import type { Db, Tx } from '#platform/postgres';
import * as store from '../store/imports.ts';
import { findSource } from '../store/sources.ts';
import { type ImportRun, importRefusals, type listImportRejects, type listImports } from './contract.ts';
import type { Files } from './files.ts';
import { usableMapping } from './try-mapping.ts';

export const importJob = {
  name: 'listen.import',
  payload: z.strictObject({ workspaceId: z.uuid(), runId: z.uuid() }),
  // A long import outlives many restarts, and each takes one try.
  attempts: 100,
  // Behind everything that people wait for.
  priority: 100,
} satisfies JobKind;

export interface Runs {
  start(principal: Principal, wanted: { fileId: string; sourceId: string; mapping: string; dry: boolean }): Promise<ImportRun>;
  list(workspaceId: string, query: QueryOf<typeof listImports>): Promise<ReplyOf<typeof listImports>>;
  find(workspaceId: string, id: string): Promise<ImportRun>;
  cancel(principal: Principal, id: string): Promise<ImportRun>;
  resume(principal: Principal, id: string): Promise<ImportRun>;
  rejects(workspaceId: string, id: string, query: QueryOf<typeof listImportRejects>): Promise<ReplyOf<typeof listImportRejects>>;
  /** Leaves the run to whichever process takes jobs next. */
  queue(tx: Tx, workspaceId: string, runId: string): Promise<void>;
}

const resumable = ['failed', 'cancelled'];

export function createRuns({ db, audit, jobs, files }: { db: Db; audit: Audit; jobs: Jobs; files: Files }): Runs {
  const queue = (tx: Tx, workspaceId: string, runId: string) =>
    jobs.add(tx, importJob, { workspaceId, runId }, { key: `import:${runId}` });
  const existing = async (tx: Tx, workspaceId: string, id: string) => {
    const run = await store.findRun(tx, workspaceId, id);
    if (!run) throw new Refusal(importRefusals.no_such_import);
    return run;
  };

  /** Moves a run by hand, writes who did it, and answers how it stands. */
  const move = (principal: Principal, id: string, change: { from: string[]; to: 'waiting' | 'cancelled' }, action: string) =>
    db.inWorkspace(principal.workspaceId, async (tx) => {
      const { workspaceId } = principal;
      const run = await existing(tx, workspaceId, id);
      if (!(await store.moveRun(tx, workspaceId, id, change))) {
        throw new Refusal(importRefusals.import_settled, { detail: `It is ${run.state}.` });
      }
      if (change.to === 'waiting') await queue(tx, workspaceId, id);
      await audit.record(tx, principal, { action, subject: `import:${id}` });
      return runOf(await existing(tx, workspaceId, id));
    });

  return {
    queue,
    async start(principal, { fileId, sourceId, mapping: text, dry }) {
      const { workspaceId, label } = principal;
      const { mapping } = usableMapping(text);
      await files.complete(workspaceId, fileId);
      return db.inWorkspace(workspaceId, async (tx) => {
        const source = await findSource(tx, workspaceId, sourceId);
        if (!source?.enabled || !['import', 'server'].includes(source.kind))
          throw new Refusal(importRefusals.import_source_unusable);
        const wanted = { fileId, sourceId, mapping: text, mappingName: mapping.name, dry, createdBy: label };
        const id = await store.insertRun(tx, workspaceId, wanted);
        await queue(tx, workspaceId, id);
        await audit.record(tx, principal, {
          action: 'listen.import_started',
          subject: `import:${id}`,
          details: { fileId, sourceId, mapping: mapping.name, dry },
        });
        return runOf(await existing(tx, workspaceId, id));
      });
    },
    async list(workspaceId, query) {
      const at = readCursor(query.after, [cursorParts.instant, cursorParts.uuid]);
      const after = at && { createdAt: at[0] ?? '', id: at[1] ?? '' };
      const rows = await db.inWorkspace(workspaceId, (tx) => store.listRuns(tx, workspaceId, { after, limit: query.limit }), {
        readOnly: true,
      });
      const last = rows.length === query.limit ? rows.at(-1) : undefined;
      return { items: rows.map(runOf), next: last ? writeCursor(last.createdAt, last.id) : null };
    },
    find: (workspaceId, id) =>
      db.inWorkspace(workspaceId, async (tx) => runOf(await existing(tx, workspaceId, id)), { readOnly: true }),
    cancel: (principal, id) => move(principal, id, { from: ['waiting', 'running'], to: 'cancelled' }, 'listen.import_cancelled'),
    async resume(principal, id) {
      const { fileId, state } = await this.find(principal.workspaceId, id);
      // What cannot be resumed anyway is refused for that reason, whether or not its file is still here.
      if (resumable.includes(state)) await files.complete(principal.workspaceId, fileId);
      return move(principal, id, { from: resumable, to: 'waiting' }, 'listen.import_resumed');
    },
    async rejects(workspaceId, id, query) {
      const at = readCursor(query.after, [cursorParts.number]);
      const rows = await db.inWorkspace(
        workspaceId,
        async (tx) => {
          await existing(tx, workspaceId, id);
          return store.listRejects(tx, workspaceId, id, { after: at?.[0] ?? '0', limit: query.limit });
        },
        { readOnly: true },
      );
      const last = rows.length === query.limit ? rows.at(-1) : undefined;
      return { items: rows.map(({ no: _no, ...problem }) => problem), next: last ? writeCursor(last.no) : null };
    },
  };
}

/** Below this, a speed says more about the start than about the file. */
const knownAfterMs = 300;

function runOf({ workedMs, createdAt, finishedAt, ...run }: store.RunRow): ImportRun {
  const known = workedMs >= knownAfterMs && run.bytesRead > 0;
  const left = known && run.state === 'running' ? ((run.bytes - run.bytesRead) * workedMs) / run.bytesRead / 1000 : null;
  return {
    ...run,
    rowsPerSecond: known ? Math.round((run.rows * 1000) / workedMs) : null,
    secondsLeft: left === null ? null : Math.max(0, Math.round(left)),
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}
