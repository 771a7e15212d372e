/** Loads a backup into an empty database: everything in one transaction, so that there is all of it or nothing. */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, gunzipSync } from 'node:zlib';
import type pg from 'pg';
import { faultPoint } from '#platform/fault';
import { addWaitingJobs, type WaitingJob } from '#platform/jobs';
import { copyIn, withClient } from '#platform/postgres';
import { BackupRefused, type Manifest } from './manifest.ts';
import { continueSequences, type Table, tablesOf } from './tables.ts';

export interface LoadOptions {
  /** Migrated to exactly where the backup was, and without a row. */
  ownerUrl: string;
  folder: string;
  manifest: Manifest;
  /** Lines of erasure ledgers; kept for the first start. */
  erasures: string;
  show(rows: number, total: number, table: string): void;
}

/** Throws naming the table when the database already holds something. */
export async function refuseFilled(ownerUrl: string): Promise<void> {
  await withClient(ownerUrl, 'verona restore', async (client) => refuseRows(client, await tablesOf(client)));
}

async function refuseRows(client: pg.Client, tables: readonly Table[]): Promise<void> {
  for (const { name, sql } of tables) {
    const { rows } = await client.query<{ filled: boolean }>(`select exists (select from ${sql}) as filled`);
    if (rows[0]?.filled) {
      throw new BackupRefused(
        `The database is not empty (${name} holds rows). A backup is restored into an empty database or a new data folder only; nothing was changed.`,
      );
    }
  }
}

export async function loadBackup({ ownerUrl, folder, manifest, erasures, show }: LoadOptions): Promise<void> {
  await withClient(ownerUrl, 'verona restore', async (client) => {
    await client.query('begin');
    await client.query(`select set_config('row_security', 'off', true), set_config('statement_timeout', '0', true),
      set_config('idle_in_transaction_session_timeout', '0', true)`);
    const tables = await tablesOf(client);
    await refuseRows(client, tables);
    await refuseYoungCluster(client, manifest);
    const total = manifest.tables.reduce((sum, { rows }) => sum + rows, 0);
    let before = 0;
    // What triggers write is in the backup, too.
    for (const { sql } of tables) await client.query(`alter table ${sql} disable trigger user`);
    for (const entry of inLoadOrder(tables, manifest)) {
      const columns = entry.columns.map((name) => client.escapeIdentifier(name)).join(', ');
      const rows = await copyIn(client, `copy ${entry.sql} (${columns}) from stdin`, unpacked(path.join(folder, entry.file)));
      if (rows !== entry.rows) {
        throw new BackupRefused(`${entry.file} gave ${rows} rows where the backup says ${entry.rows}; nothing was restored.`);
      }
      before += rows;
      show(before, total, entry.table);
    }
    // Looked at before their tables can be altered again.
    await client.query('set constraints all immediate');
    for (const { sql } of tables) await client.query(`alter table ${sql} enable trigger user`);
    await continueSequences(client, manifest.sequences);
    await addWaitingJobs(client, await readJobs(path.join(folder, manifest.jobs.file)));
    await client.query('insert into platform.restored (taken_at, erasures) values ($1, $2)', [manifest.takenAt, erasures]);
    await faultPoint('restore-before-commit');
    await client.query('commit');
    // Statistics are no part of a backup, and without them the first hours would run on guesses.
    await client.query('analyze');
  });
}

/** Every number that stands for a transaction must lie below those that are still to come. */
async function refuseYoungCluster(client: pg.Client, { highestTx }: Manifest): Promise<void> {
  const { rows } = await client.query<{ ahead: boolean }>('select pg_current_xact_id() > $1::text::xid8 as ahead', [highestTx]);
  if (!rows[0]?.ahead) throw new BackupRefused(`This database cluster has not counted to ${highestTx} transactions yet.`);
}

function inLoadOrder(tables: readonly Table[], manifest: Manifest) {
  const entries = new Map(manifest.tables.map((entry) => [entry.table, entry]));
  const ordered = tables.flatMap(({ name, sql }) => {
    const entry = entries.get(name);
    entries.delete(name);
    return entry ? [{ ...entry, sql }] : [];
  });
  if (entries.size > 0)
    throw new BackupRefused(`The backup has tables that this database lacks: ${[...entries.keys()].join(', ')}.`);
  return ordered;
}

async function* unpacked(file: string): AsyncIterable<Buffer> {
  const gunzip = createGunzip();
  // Its failure reaches the reader below as the stream's own error.
  pipeline(createReadStream(file), gunzip).catch(() => {});
  for await (const chunk of gunzip) yield chunk as Buffer;
}

async function readJobs(file: string): Promise<WaitingJob[]> {
  const text = gunzipSync(await readFile(file)).toString('utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as WaitingJob);
}
