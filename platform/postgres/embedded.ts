/** Postgres 18 without installing Postgres: a real server as our child, its data in one folder, reachable from this machine only. */

import { realpath } from 'node:fs/promises';
import pg from 'pg';
import type { Log } from '#platform/log';
import { findBinaries, osUser } from './binaries.ts';
import { ensureCluster, ensureDataFolder } from './cluster.ts';
import { lockData } from './data-lock.ts';
import { startPostmaster } from './postmaster.ts';
import { ensureSecrets } from './secrets.ts';

export interface EmbeddedOptions {
  /** Verona's data folder; the cluster is its sub-folder `postgres`. */
  data: string;
  log: Log;
  /** Settings over our own, for tests that trade safety for speed. */
  settings?: Record<string, string>;
}

export interface EmbeddedPostgres {
  /** For the server: the restricted role. */
  url: string;
  /** For migrations: the role that owns the tables. */
  ownerUrl: string;
  /** For backup and tests. Nothing else may use it. */
  superuserUrl: string;
  pid(): number | undefined;
  /** False while the server is down; it is being started again by itself. */
  up(): boolean;
  /** Stops the server and gives the folder back; at most 4 s. */
  stop(): Promise<void>;
}

const database = 'verona';
const owner = 'verona_owner';
const app = 'verona_app';

/** Durable ingest on a small machine: every commit is on disk, checkpoints are rare and spread. */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  wal_buffers: '16MB',
  wal_compression: 'on',
  min_wal_size: '512MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '30min',
  checkpoint_completion_target: '0.9',
  random_page_cost: '1.1',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  // Compiling takes longer than our questions.
  jit: 'off',
  password_encryption: 'scram-sha-256',
  // Statements and details hold customers' words; they do not belong in a log.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};

export async function startEmbedded({ data: folder, log, settings: own = {} }: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const [binaries, user] = await Promise.all([findBinaries(), osUser()]);
  await ensureDataFolder(folder, user);
  const data = await realpath(folder);
  const unlock = await lockData(data);
  try {
    const secrets = await ensureSecrets(data, ['postgresSuperuser', 'postgresOwner', 'postgresApp']);
    const cluster = await ensureCluster(data, binaries, user, secrets.postgresSuperuser);
    const server = await startPostmaster({
      program: binaries.postgres,
      user,
      folder: cluster,
      settings: { ...settings, ...own },
      log,
    });
    const urlOf = (role: string, password: string) => `postgres://${role}:${password}@127.0.0.1:${server.port}/${database}`;
    const superuserUrl = urlOf('postgres', secrets.postgresSuperuser);
    const stop = () => server.stop().finally(unlock);
    await furnish(superuserUrl, secrets.postgresOwner, secrets.postgresApp).catch(async (error: unknown) => {
      await stop();
      throw error;
    });
    return {
      url: urlOf(app, secrets.postgresApp),
      ownerUrl: urlOf(owner, secrets.postgresOwner),
      superuserUrl,
      pid: server.pid,
      up: server.up,
      stop,
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** The two roles and the database, made when missing: a start that was cut short is completed by the next. */
async function furnish(superuserUrl: string, ownerPassword: string, appPassword: string): Promise<void> {
  const maintenance = new URL(superuserUrl);
  maintenance.pathname = '/postgres';
  const client = new pg.Client({ connectionString: maintenance.href, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    for (const [role, password] of [
      [owner, ownerPassword],
      [app, appPassword],
    ] as const) {
      const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
      if (rowCount === 0) await client.query(`create role ${role} login password ${client.escapeLiteral(password)}`);
    }
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
    if (rowCount === 0) await client.query(`create database ${database} owner ${owner}`);
  } finally {
    await client.end();
  }
}
