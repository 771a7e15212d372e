/** Imports: bring a file, look at it, try a mapping, run it, follow it. */
import { defineRefusals, defineRoute, defineTopic, id, instant, pageOf, pageQuery, z } from '#platform/contract';
import { exampleMapping, mappedMessage, recordProblem } from '../mapping/contract.ts';

/** Bytes of one part of an upload; a client may send less. Small, so that a slow line still ends its request in time. */
export const uploadPartBytes = 4 * 1024 * 1024;
export const maxUploadBytes = 20 * 1024 * 1024 * 1024;
/** Rows that gave nothing are all counted; the first are listed. */
export const rejectLimit = 1000;

export const importRefusals = defineRefusals('listen', {
  no_such_import_file: {
    status: 404,
    title: 'No such file',
    cure: 'GET /api/listen/import-files lists them; bring it again when it was removed.',
  },
  no_such_import: { status: 404, title: 'No such import', cure: 'GET /api/listen/imports lists them.' },
  import_out_of_step: {
    status: 409,
    title: 'This part does not follow the last one',
    cure: 'Go on at the byte named in "received".',
  },
  import_incomplete: { status: 409, title: 'The file has not arrived completely', cure: 'Send the rest of its bytes first.' },
  import_busy: { status: 409, title: 'An import is still reading this file', cure: 'Cancel it, or wait for its end.' },
  import_settled: {
    status: 409,
    title: 'This import is over',
    cure: 'Only waiting or running imports can be cancelled, and only failed or cancelled ones resumed.',
  },
  import_unreadable: {
    status: 422,
    title: 'The file cannot be read',
    cure: 'The reason is in "detail". CSV, NDJSON and Parquet are read, gzipped or not.',
  },
  import_too_large: { status: 413, title: 'The file is too large', cure: 'Split it; the limit is named in "detail".' },
  import_disk_full: {
    status: 507,
    title: 'No room left on the disk',
    cure: 'Free space where Verona keeps its data, then go on; nothing that arrived is lost.',
  },
  mapping_unusable: { status: 422, title: 'The mapping cannot be used', cure: 'Correct the places named in "fields".' },
  import_source_unusable: {
    status: 422,
    title: 'This source takes no imports',
    cure: 'Name an enabled source of the kind "import" or "server".',
  },
});

export const importFile = z.object({
  id,
  name: z.string(),
  bytes: z.number().int(),
  /** Bytes that have arrived; all of them when `format` is known. */
  received: z.number().int(),
  format: z.enum(['csv', 'ndjson', 'parquet']).nullable(),
  gzip: z.boolean().nullable(),
  columns: z.array(z.string()).nullable(),
  /** SHA-256 of the content, unpacked. */
  digest: z.string().nullable(),
  createdBy: z.string(),
  createdAt: instant,
  removedAt: instant.nullable(),
});
export type ImportFile = z.infer<typeof importFile>;

const mappingText = z
  .string()
  .min(1)
  .max(200_000)
  .meta({ examples: [exampleMapping] });
const record = z.record(z.string(), z.unknown());
const byFile = z.object({ id });

export const createImportFile = defineRoute({
  id: 'listen.create_import_file',
  method: 'POST',
  path: '/api/listen/import-files',
  summary: 'Announce a file; its bytes follow in parts',
  access: { action: 'listen.import' },
  body: z.object({ name: z.string().trim().min(1).max(200), bytes: z.number().int().positive() }),
  reply: importFile,
  status: 201,
  refusals: [importRefusals.import_too_large],
});

export const sendImportPart = defineRoute({
  id: 'listen.send_import_part',
  method: 'PUT',
  path: '/api/listen/import-files/{id}/content',
  summary: 'Send the next bytes of a file. The answer says how many have arrived; the last part answers what the file is',
  access: { action: 'listen.import' },
  params: byFile,
  query: z.object({ offset: z.coerce.number().int().min(0) }),
  upload: true,
  bodyLimit: uploadPartBytes,
  reply: importFile,
  refusals: [
    importRefusals.no_such_import_file,
    importRefusals.import_out_of_step,
    importRefusals.import_unreadable,
    importRefusals.import_too_large,
    importRefusals.import_disk_full,
  ],
});

export const listImportFiles = defineRoute({
  id: 'listen.list_import_files',
  method: 'GET',
  path: '/api/listen/import-files',
  summary: 'Files that were brought and are still here, newest first',
  access: { action: 'listen.read' },
  reply: z.object({ items: z.array(importFile) }),
});

export const removeImportFile = defineRoute({
  id: 'listen.remove_import_file',
  method: 'DELETE',
  path: '/api/listen/import-files/{id}',
  summary: 'Remove a file from the disk; what was imported from it stays',
  access: { action: 'listen.import' },
  params: byFile,
  refusals: [importRefusals.no_such_import_file, importRefusals.import_busy],
});

const sampleRow = z.object({ line: z.number().int(), record: record.nullable(), problem: z.string().nullable() });

export const suggestMapping = defineRoute({
  id: 'listen.suggest_mapping',
  method: 'POST',
  path: '/api/listen/import-files/{id}/suggest',
  summary: 'The first rows of a file, and a mapping guessed from them with the reason for each guess',
  access: { action: 'listen.import' },
  params: byFile,
  body: z.object({}),
  reply: z.object({
    rows: z.array(sampleRow),
    mapping: z.string(),
    guesses: z.array(z.object({ field: z.string(), target: z.string(), because: z.string(), doubtful: z.boolean() })),
  }),
  refusals: [importRefusals.no_such_import_file, importRefusals.import_incomplete, importRefusals.import_unreadable],
});

const tally = z.object({
  records: z.number().int(),
  used: z.number().int(),
  skipped: z.number().int(),
  refused: z.number().int(),
  messages: z.number().int(),
  byName: z.record(z.string(), z.number().int()),
  people: z.number().int(),
  earliest: z.string().nullable(),
  latest: z.string().nullable(),
});

export const previewMapping = defineRoute({
  id: 'listen.preview_mapping',
  method: 'POST',
  path: '/api/listen/import-files/{id}/preview',
  summary: 'What a mapping makes of the first rows, side by side; keeps nothing',
  access: { action: 'listen.import' },
  params: byFile,
  body: z.object({ mapping: mappingText, rows: z.number().int().min(1).max(200).default(20) }),
  reply: z.object({
    rows: z.array(
      z.object({
        line: z.number().int(),
        record: record.nullable(),
        messages: z.array(mappedMessage),
        problems: z.array(recordProblem),
        skipped: z.boolean(),
      }),
    ),
    tally,
  }),
  refusals: [
    importRefusals.no_such_import_file,
    importRefusals.import_incomplete,
    importRefusals.import_unreadable,
    importRefusals.mapping_unusable,
  ],
});

export const importRun = z.object({
  id,
  fileId: id,
  fileName: z.string(),
  sourceId: id,
  mapping: z.string(),
  mappingName: z.string(),
  dry: z.boolean(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  /** Why it failed. */
  reason: z.string().nullable(),
  rows: z.number().int(),
  messages: z.number().int(),
  /** Committed, or committed before under the same id; of a dry run, those that would be. */
  kept: z.number().int(),
  /** Same id, other content: the first one stands. */
  conflicts: z.number().int(),
  /** Rows, and messages the intake would not take, that gave nothing. */
  refused: z.number().int(),
  skipped: z.number().int(),
  byName: z.record(z.string(), z.number().int()),
  bytesRead: z.number().int(),
  bytes: z.number().int(),
  rowsPerSecond: z.number().nullable(),
  /** While it runs: at the speed so far. */
  secondsLeft: z.number().nullable(),
  createdBy: z.string(),
  createdAt: instant,
  finishedAt: instant.nullable(),
});
export type ImportRun = z.infer<typeof importRun>;

export const startImport = defineRoute({
  id: 'listen.start_import',
  method: 'POST',
  path: '/api/listen/imports',
  summary: 'Import a file under a mapping; with `dry`, map and count all of it and keep nothing',
  access: { action: 'listen.import' },
  body: z.object({ fileId: id, sourceId: id, mapping: mappingText, dry: z.boolean().default(false) }),
  reply: importRun,
  status: 202,
  refusals: [
    importRefusals.no_such_import_file,
    importRefusals.import_incomplete,
    importRefusals.mapping_unusable,
    importRefusals.import_source_unusable,
  ],
});

export const listImports = defineRoute({
  id: 'listen.list_imports',
  method: 'GET',
  path: '/api/listen/imports',
  summary: 'Imports with their progress, newest first',
  access: { action: 'listen.read' },
  query: z.object({ ...pageQuery }),
  reply: pageOf(importRun),
});

export const findImport = defineRoute({
  id: 'listen.find_import',
  method: 'GET',
  path: '/api/listen/imports/{id}',
  summary: 'One import with its progress',
  access: { action: 'listen.read' },
  params: byFile,
  reply: importRun,
  refusals: [importRefusals.no_such_import],
});

export const cancelImport = defineRoute({
  id: 'listen.cancel_import',
  method: 'POST',
  path: '/api/listen/imports/{id}/cancel',
  summary: 'Stop an import where it is; what it has kept stays',
  access: { action: 'listen.import' },
  params: byFile,
  body: z.object({}),
  reply: importRun,
  refusals: [importRefusals.no_such_import, importRefusals.import_settled],
});

export const resumeImport = defineRoute({
  id: 'listen.resume_import',
  method: 'POST',
  path: '/api/listen/imports/{id}/resume',
  summary: 'Go on with a failed or cancelled import where it stopped',
  access: { action: 'listen.import' },
  params: byFile,
  body: z.object({}),
  reply: importRun,
  refusals: [importRefusals.no_such_import, importRefusals.import_settled, importRefusals.no_such_import_file],
});

export const listImportRejects = defineRoute({
  id: 'listen.list_import_rejects',
  method: 'GET',
  path: '/api/listen/imports/{id}/rejects',
  summary: 'Rows of an import that gave nothing, by line, with field and reason (the first thousand)',
  access: { action: 'personal.read' },
  params: byFile,
  query: z.object({ ...pageQuery }),
  reply: pageOf(recordProblem),
  refusals: [importRefusals.no_such_import],
});

export const importProgress = defineTopic({
  id: 'listen.import_progress',
  summary: 'An import whenever it moved, at most a few times a second',
  action: 'listen.read',
  message: importRun,
});
