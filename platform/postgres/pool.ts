/** A pool of connections as `Db`. Losing connections, or the whole server, never ends the process: the next call reconnects. */

import pg from 'pg';
import type { Sql } from 'sql-template-tag';
import type { Log } from '#platform/log';
import { type Db, nameOf, type Tx, type TxOptions } from './db.ts';
import { explainLoss } from './refusals.ts';
import { createSignals } from './signals.ts';
import { defaultTimeoutMs, graceMs, transact, within } from './transaction.ts';
import { types } from './types.ts';

export interface DbOptions {
  url: string;
  log: Log;
  /** Most connections at once; 10 when left out. */
  max?: number;
  /** How long a caller waits for a connection before it is told to come back later; 1 s when left out. */
  waitMs?: number;
  /** Shown in `pg_stat_activity`. */
  applicationName?: string;
}

/** A `Db` with its life: for the composition root, tests and libraries that bring their own SQL. Rooms get a `Db`. */
export interface Database extends Db {
  /** The pool itself, for libraries that speak `pg` (sign-in, jobs). Their tables have no workspace. */
  pool: pg.Pool;
  /** True when the server answers within a second. */
  ready(): Promise<boolean>;
  /** Waits for open transactions, then hangs up. */
  close(): Promise<void>;
}

/** How long a caller waits for a connection before it is told to come back later. */
const defaultWaitMs = 1_000;

export function openDb({ url, log, max = 10, waitMs = defaultWaitMs, applicationName = 'verona' }: DbOptions): Database {
  const connection = {
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: waitMs,
    statement_timeout: defaultTimeoutMs,
    idle_in_transaction_session_timeout: 10_000,
    keepAlive: true,
    types,
  };
  const pool = new pg.Pool({ ...connection, max, idleTimeoutMillis: 60_000, pipeline: true });
  // Without a listener the error of an idle connection (57P01 when the server restarts) is an uncaught exception (case G03).
  pool.on('error', (error) => log.warn({ error: error.message }, 'lost an idle database connection'));
  // The same for a connection that is lent out; its pending statement rejects, which is where the error belongs.
  pool.on('connect', (client) => client.on('error', () => {}));
  const signals = createSignals(() => new pg.Client(connection), log);
  let closing: Promise<void> | undefined;

  async function run<T>(workspaceId: string | undefined, work: (tx: Tx) => Promise<T>, options: TxOptions): Promise<T> {
    const { value, committed } = await pool
      .connect()
      .then((client) => transact(client, workspaceId, work, options))
      .catch((error: unknown) => {
        throw explainLoss(error);
      });
    for (const hook of committed) {
      try {
        hook();
      } catch (error) {
        log.error({ err: error }, 'an afterCommit hook threw; its transaction stands');
      }
    }
    return value;
  }

  return {
    pool,
    inWorkspace: (workspaceId, work, options = {}) => run(workspaceId, work, options),
    async call<Row>(query: Sql, patienceMs = defaultTimeoutMs + graceMs) {
      const { rows } = await pool.query(within(query.text, query.values, patienceMs, nameOf(query))).catch((error: unknown) => {
        throw explainLoss(error);
      });
      return rows[0] as Row | undefined;
    },
    inSystem: (work, options = {}) => run(undefined, work, options),
    workspaceIds: async () => {
      const { rows } = await pool.query<{ id: string }>('select id from platform.workspace_ids() as id').catch((error) => {
        throw explainLoss(error);
      });
      return rows.map((row) => row.id);
    },
    listen: signals.listen,
    notify: signals.notify,
    ready: () =>
      pool.query(within('select 1', [], defaultWaitMs)).then(
        () => true,
        () => false,
      ),
    close: () => {
      closing ??= signals.close().then(() => pool.end());
      return closing;
    },
  };
}
