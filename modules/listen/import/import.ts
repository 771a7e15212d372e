/** Imports, put together: files, runs, the job that does them, and their routes. */
import { join } from 'node:path';
import type { Audit } from '#platform/audit';
import type { Bind } from '#platform/http';
import type { Jobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import type { Db } from '#platform/postgres';
import type { Realtime } from '#platform/realtime';
import type { Accept } from './accept.ts';
import * as contract from './contract.ts';
import { createFiles, type Files } from './files.ts';
import { runImport } from './run-import.ts';
import { createRuns, importJob } from './runs.ts';
import { previewOf, suggestionFor } from './try-mapping.ts';

export interface ImportDeps {
  db: Db;
  audit: Audit;
  jobs: Jobs;
  realtime: Realtime;
  bind: Bind;
  log: Log;
  accept: Accept;
  now(): number;
  /** Every process that takes uploads or does jobs must see this folder. */
  dataDir: string;
}

const sweepMs = 3_600_000;

export function createImport(deps: ImportDeps): Files {
  const { db, audit, jobs, realtime, bind, accept, now } = deps;
  const log = deps.log.child({ module: 'listen.import' });
  const files = createFiles({ db, audit, folder: join(deps.dataDir, 'imports') });
  const runs = createRuns({ db, audit, jobs, files });

  async function tell(workspaceId: string, runId: string): Promise<void> {
    try {
      realtime.publish(contract.importProgress, workspaceId, await runs.find(workspaceId, runId));
    } catch (error) {
      log.warn({ err: error, runId }, 'could not tell how an import stands');
    }
  }

  realtime.topic(contract.importProgress);
  jobs.handle(importJob, async ({ payload: { workspaceId, runId }, signal }) => {
    const moved = () => void tell(workspaceId, runId);
    const end = await runImport({ db, accept, now, pathOf: files.pathOf, moved }, workspaceId, runId, signal);
    // This process is going: the run stays where it is for the next.
    if (end === 'stopped') await db.inWorkspace(workspaceId, (tx) => runs.queue(tx, workspaceId, runId));
  });
  jobs.every('listen.sweep_import_files', sweepMs, files.sweep);

  bind(contract.createImportFile, ({ principal, body }) => files.announce(principal, body));
  bind(contract.sendImportPart, ({ principal, params, query, upload }) => {
    if (!upload) throw new Error('an upload route came without its body');
    return files.receive(principal, params.id, query.offset, upload);
  });
  bind(contract.listImportFiles, async ({ workspaceId }) => ({ items: await files.list(workspaceId) }));
  bind(contract.removeImportFile, async ({ principal, params }) => files.remove(principal, params.id));
  bind(contract.suggestMapping, ({ workspaceId, params }) => suggestionFor(files, workspaceId, params.id));
  bind(contract.previewMapping, ({ workspaceId, params, body }) => previewOf(files, workspaceId, params.id, body));
  bind(contract.startImport, ({ principal, body }) => runs.start(principal, body));
  bind(contract.listImports, ({ workspaceId, query }) => runs.list(workspaceId, query));
  bind(contract.findImport, ({ workspaceId, params }) => runs.find(workspaceId, params.id));
  bind(contract.cancelImport, ({ principal, params }) => runs.cancel(principal, params.id));
  bind(contract.resumeImport, ({ principal, params }) => runs.resume(principal, params.id));
  bind(contract.listImportRejects, ({ workspaceId, params, query }) => runs.rejects(workspaceId, params.id, query));
  return files;
}
