/** `verona import FILE --map MAP`: brings a file to a running server and follows the import to its end. */
import { open, readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineCommand } from 'citty';
import * as listen from '#listen/contract';
import { type Client, connect, connection } from '../client.ts';
import { failWith } from '../fail.ts';
import { createProgress } from '../progress.ts';

const shownRejects = 20;

export const importFile = defineCommand({
  meta: {
    name: 'import',
    description:
      'Import CSV, NDJSON or Parquet, gzipped or not. Example: verona import orders.csv.gz --map examples/maps/online-retail.yaml',
  },
  args: {
    file: { type: 'positional', description: 'The file to import', required: true },
    map: { type: 'string', description: 'Mapping, YAML or JSON', required: true },
    source: { type: 'string', description: 'Name of the import source; made when missing', default: 'Imports' },
    dry: { type: 'boolean', description: 'Map and count everything, keep nothing' },
    json: { type: 'boolean', description: 'Print the result as JSON' },
    ...connection,
  },
  async run({ args }) {
    try {
      const client = connect(args, process.env);
      const mapping = await readFile(args.map, 'utf8');
      const file = await bring(client, args.file);
      const sourceId = await importSource(client, args.source);
      const run = await follow(
        client,
        await client.call(listen.startImport, { body: { fileId: file.id, sourceId, mapping, dry: args.dry ?? false } }),
      );
      if (args.json) process.stdout.write(`${JSON.stringify(run, null, 2)}\n`);
      else await report(client, run);
      if (run.state !== 'done') process.exit(1);
    } catch (error) {
      failWith(error);
    }
  },
});

/** Sends the file in parts; a part that did not arrive is sent again from where the server stands. */
async function bring(client: Client, path: string): Promise<listen.ImportFile> {
  const { size } = await stat(path);
  const progress = createProgress('Sending  ', process.stderr, () => performance.now());
  const handle = await open(path);
  try {
    let file = await client.call(listen.createImportFile, { body: { name: basename(path), bytes: size } });
    const part = Buffer.alloc(listen.uploadPartBytes);
    while (file.received < size) {
      const { bytesRead } = await handle.read(part, 0, part.length, file.received);
      file = await client.upload(
        listen.sendImportPart,
        { params: { id: file.id }, query: { offset: file.received } },
        part.subarray(0, bytesRead),
      );
      progress.show(file.received, size, `${Math.round(file.received / 1024)} kB`);
    }
    progress.end(`${file.name}, ${Math.round(size / 1024)} kB`);
    return file;
  } finally {
    await handle.close();
  }
}

async function importSource(client: Client, name: string): Promise<string> {
  const { items } = await client.call(listen.listSources, {});
  const known = items.find((source) => source.name === name && source.kind === 'import');
  return known?.id ?? (await client.call(listen.createSource, { body: { name, kind: 'import' } })).source.id;
}

async function follow(client: Client, started: listen.ImportRun): Promise<listen.ImportRun> {
  const progress = createProgress(started.dry ? 'Dry run  ' : 'Importing', process.stderr, () => performance.now());
  let run = started;
  while (run.state === 'waiting' || run.state === 'running') {
    await sleep(500);
    run = await client.call(listen.findImport, { params: { id: run.id } });
    progress.show(run.bytesRead, run.bytes, `${run.rows} rows, ${Math.round(run.rowsPerSecond ?? 0)} rows/s`);
  }
  progress.end(`${run.state}: ${run.rows} rows, ${run.messages} events`);
  return run;
}

async function report(client: Client, run: listen.ImportRun): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  if (run.reason) say(`It stopped: ${run.reason}`);
  say(
    `${run.rows} rows gave ${run.messages} events: ${run.kept} kept, ${run.conflicts} in conflict; rows refused: ${run.refused}, skipped: ${run.skipped}.`,
  );
  for (const [name, count] of Object.entries(run.byName)) say(`  ${name}: ${count}`);
  if (run.refused === 0) return;
  const { items } = await client.call(listen.listImportRejects, { params: { id: run.id }, query: { limit: shownRejects } });
  for (const { line, field, message } of items) say(`  line ${line}: ${field ? `${field}: ` : ''}${message}`);
}
