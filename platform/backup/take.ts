/** Takes a backup: one read-only snapshot of a server that goes on working, table by table, each file with its checksum. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type pg from 'pg';
import { waitingJobs } from '#platform/jobs';
import { copyOut, withClient } from '#platform/postgres';
import { takeContent } from './content.ts';
import { BackupRefused, type FileEntry, formatVersion, type Manifest, manifestName, secretMark } from './manifest.ts';
import { type Positions, positionsIn } from './positions.ts';
import { sequencesOf, type Table, tablesOf } from './tables.ts';

export interface TakeOptions {
  ownerUrl: string;
  /** The server's data folder, where the files are that customers and colleagues brought. */
  dataDir: string;
  /** Made by this; must not exist, or be empty. */
  folder: string;
  /** Key of sealed secrets, and whether it is written into the backup. */
  secret: string;
  keepSecret: boolean;
  show(rows: number, estimate: number, table: string): void;
}

/** Customers' data: for the owner of the files only. */
const mode = 0o600;
const showEveryMs = 250;

export async function takeBackup(options: TakeOptions): Promise<Manifest> {
  const folder = path.resolve(options.folder);
  if ((await readdir(folder).catch(() => [])).length > 0) {
    throw new BackupRefused(`${folder} is not empty. A backup is never written over another: name a new folder.`);
  }
  // Written beside and renamed at the end: what carries the name has always been finished.
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  const manifest = await withClient(options.ownerUrl, 'verona backup', (client) => takeInto(unfinished, client, options));
  await writeSynced(path.join(unfinished, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
  await syncFolder(unfinished);
  await rename(unfinished, folder);
  await syncFolder(path.dirname(folder));
  return manifest;
}

async function takeInto(folder: string, client: pg.Client, options: TakeOptions): Promise<Manifest> {
  await client.query('begin isolation level repeatable read read only');
  // Off: a policy that would hide rows is an error instead. Long work in one transaction is what this is.
  await client.query(`select set_config('row_security', 'off', true), set_config('statement_timeout', '0', true),
    set_config('idle_in_transaction_session_timeout', '0', true), set_config('extra_float_digits', '3', true),
    set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO', true), set_config('intervalstyle', 'postgres', true)`);
  const tables = await tablesOf(client);
  if (tables.length === 0) throw new BackupRefused('There is nothing to back up: this database has no tables of Verona.');
  const migrations = await client.query<{ id: string; sha256: string }>('select id, sha256 from platform.migration order by id');
  const now = await client.query<{ at: Date }>('select now() as at');
  const positions = positionsIn(tables);
  const highest = await client.query<{ highest: string }>(positions.highest);
  const written = await writeTables(folder, client, tables, positions, options.show);
  const jobs = await waitingJobs(client);
  const jobLines = jobs.map((job) => `${JSON.stringify(job)}\n`).join('');
  const manifest: Manifest = {
    format: 'verona backup',
    version: formatVersion,
    takenAt: now.rows[0]?.at.toISOString() ?? '',
    migrations: migrations.rows,
    tables: written,
    jobs: { ...(await writeGzipped(folder, 'jobs.ndjson.gz', Readable.from([jobLines]))), rows: jobs.length },
    content: await takeContent(client, options.dataDir, folder),
    sequences: await sequencesOf(client),
    highestTx: highest.rows[0]?.highest ?? '3',
    secret: options.keepSecret ? await writeSecret(folder, options.secret) : null,
    secretMark: secretMark(options.secret),
  };
  await client.query('commit');
  return manifest;
}

async function writeTables(
  folder: string,
  client: pg.Client,
  tables: readonly Table[],
  positions: Positions,
  show: TakeOptions['show'],
): Promise<Manifest['tables']> {
  const estimate = tables.reduce((sum, table) => sum + table.estimate, 0);
  const written: Manifest['tables'] = [];
  let before = 0;
  for (const table of tables) {
    const rows = copyOut(client, `copy (${positions.selectOf(table)}) to stdout`);
    const timer = setInterval(() => show(before + rows.rows, estimate, table.name), showEveryMs);
    const entry = await writeGzipped(folder, `${table.name}.copy.gz`, rows).finally(() => clearInterval(timer));
    written.push({ ...entry, table: table.name, columns: table.columns.map(({ name }) => name), rows: rows.rows });
    before += rows.rows;
    show(before, estimate, table.name);
  }
  return written;
}

async function writeGzipped(folder: string, name: string, source: Readable): Promise<FileEntry> {
  const place = path.join(folder, name);
  const hash = createHash('sha256');
  const hashed = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  };
  // Level 3: three quarters of the gain for a third of the work.
  await pipeline(source, createGzip({ level: 3 }), hashed, createWriteStream(place, { mode, flush: true }));
  return { file: name, bytes: (await stat(place)).size, sha256: hash.digest('hex') };
}

async function writeSecret(folder: string, secret: string): Promise<FileEntry> {
  const name = 'secrets.json';
  const text = `${JSON.stringify({ master: secret }, null, 2)}\n`;
  await writeSynced(path.join(folder, name), text);
  return { file: name, bytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') };
}

async function writeSynced(place: string, text: string): Promise<void> {
  await writeFile(place, text, { mode, flush: true });
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}
