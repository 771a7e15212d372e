/** Forward-only migrations. What ran is written down with its checksum; a past that changed stops the start. */

import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Log } from '#platform/log';
import { withClient } from './client.ts';
import { type Migration, migrationsOnDisk } from './migration-files.ts';

export interface MigrateOptions {
  /** Connection of the server's own, restricted role. */
  url: string;
  /** Connection of the role that owns the tables. Without it nothing may be pending. */
  ownerUrl?: string | undefined;
  log: Log;
  /** Only these, for a restore: the database becomes what it was when the backup was taken. */
  only?: ReadonlySet<string>;
  /** Of the package; tests bring their own. */
  root?: string;
}

/** The start must stop: the message says why and what to do. */
export class MigrationRefused extends Error {}

/** Any number; two Veronas that start together must mean the same one. */
const advisoryLock = 4400_0001;
const lockWaitMs = 120_000;
/** A migration never makes readers queue behind it for longer (case G07); it tries again instead. */
const lockTimeoutMs = 1_000;
const lockTries = 30;
const applicationName = 'verona migrate';
const lockNotAvailable = '55P03';

/** Brings the database up to date. Answers the ids of the migrations it ran. */
export async function migrate({ url, ownerUrl, log, only, root }: MigrateOptions): Promise<string[]> {
  const migrations = (await migrationsOnDisk(root)).filter(({ id }) => only === undefined || only.has(id));
  if (ownerUrl === undefined) {
    await withClient(url, applicationName, async (client) => refusePending(pendingOf(migrations, await applied(client))));
    return [];
  }
  const appRole = decodeURIComponent(new URL(url).username);
  return withClient(ownerUrl, applicationName, async (client) => {
    await client.query(`set lock_timeout = ${lockWaitMs}`);
    await client.query('select pg_advisory_lock($1)', [advisoryLock]);
    await client.query(`set lock_timeout = ${lockTimeoutMs}`);
    await prepare(client, appRole);
    const pending = pendingOf(migrations, await applied(client));
    for (const migration of pending) await apply(client, migration, log);
    return pending.map((migration) => migration.id);
  });
}

/**
 * The table of what ran, and the rights of the server's role on everything the owner will ever make here: rows of all tables,
 * nothing else. As default privileges they hold for libraries' tables too, and a migration can still take some away.
 */
async function prepare(client: pg.Client, appRole: string): Promise<void> {
  const role = client.escapeIdentifier(appRole);
  await client.query("select set_config('verona.app_role', $1, false)", [appRole]);
  await client.query(`
    alter default privileges grant usage on schemas to ${role};
    alter default privileges grant select, insert, update, delete on tables to ${role};
    alter default privileges grant usage, select on sequences to ${role};
    alter default privileges grant execute on functions to ${role}`);
  await client.query(`
    create schema if not exists platform;
    create table if not exists platform.migration (
      id text primary key,
      sha256 text not null,
      applied_at timestamptz not null default now()
    );
    revoke insert, update, delete on platform.migration from ${role}`);
}

async function applied(client: pg.Client): Promise<Map<string, string>> {
  const { rows: found } = await client.query<{ there: boolean }>("select to_regclass('platform.migration') is not null as there");
  if (!found[0]?.there) return new Map();
  const { rows } = await client.query<{ id: string; sha256: string }>('select id, sha256 from platform.migration order by id');
  return new Map(rows.map((row) => [row.id, row.sha256]));
}

/** What has not run yet; refuses when what ran is not what lies on disk. */
function pendingOf(migrations: Migration[], done: Map<string, string>): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.id, migration.sha256]));
  const changed = [...done].filter(([id, sha256]) => known.has(id) && known.get(id) !== sha256).map(([id]) => id);
  if (changed.length > 0) {
    throw new MigrationRefused(
      `Already applied, but the file has changed since: ${changed.join(', ')}. Put the file back as it was and write a new migration.`,
    );
  }
  const vanished = [...done.keys()].filter((id) => !known.has(id));
  if (vanished.length > 0) {
    throw new MigrationRefused(
      `Already applied, but the file is gone: ${vanished.join(', ')}. The database is newer than this Verona: start the newer one.`,
    );
  }
  return migrations.filter((migration) => !done.has(migration.id));
}

function refusePending(pending: Migration[]): void {
  if (pending.length === 0) return;
  throw new MigrationRefused(
    `The database lacks ${pending.length} migration(s), the first is ${pending[0]?.id}. Set DATABASE_OWNER_URL to the role that owns ` +
      'the tables (or may create them), and start again.',
  );
}

async function apply(client: pg.Client, migration: Migration, log: Log): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query('begin');
      await client.query('insert into platform.migration (id, sha256) values ($1, $2)', [migration.id, migration.sha256]);
      await client.query(migration.text);
      await client.query('commit');
      log.info({ migration: migration.id }, 'migrated');
      return;
    } catch (error) {
      await client.query('rollback');
      if ((error as pg.DatabaseError).code !== lockNotAvailable || attempt === lockTries) throw located(error, migration);
      log.warn({ migration: migration.id, attempt }, 'a table is busy; trying again');
      await sleep(200 + 100 * attempt);
    }
  }
}

function located(error: unknown, { id, text }: Migration): Error {
  const { message, position } = error as pg.DatabaseError;
  const line = position ? `:${text.slice(0, Number(position)).split('\n').length}` : '';
  return new Error(`${id}.pg.sql${line}: ${message}`, { cause: error });
}
