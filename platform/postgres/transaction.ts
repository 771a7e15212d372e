/** One transaction on one connection: opened in one round trip, closed for certain, never half committed in silence. */

import type pg from 'pg';
import type { Sql } from 'sql-template-tag';
import { Refusal } from '#platform/contract';
import { NoRow, nameOf, TooManyRows, type Tx, type TxOptions } from './db.ts';
import { isLoss, refusals } from './refusals.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** `statement_timeout` of connections; a transaction that wants another says so. */
export const defaultTimeoutMs = 15_000;
/** How long after the server should have given up we give up on the server. */
export const graceMs = 5_000;
/** A commit waits for the disk, and a busy one takes its time. */
const commitMs = 15_000;

/**
 * Runs `work` between begin and commit, gives the connection back, then calls the afterCommit hooks.
 * The workspace is part of the begin: no statement can run before it is set.
 */
export async function transact<T>(
  client: pg.PoolClient,
  workspaceId: string | undefined,
  work: (tx: Tx) => Promise<T>,
  options: TxOptions,
): Promise<{ value: T; committed: (() => void)[] }> {
  const committed: (() => void)[] = [];
  const life = { over: false };
  const tx = createTx(client, life, committed, (options.timeoutMs ?? defaultTimeoutMs) + graceMs);
  let broken: Error | undefined;
  let opened: Promise<unknown> = Promise.resolve();
  try {
    opened = client.query(within(beginning(workspaceId, options), [], graceMs));
    opened.catch(() => {});
    // Not waited for where nothing can happen without it: it goes over the wire with the first statement, and one that comes through
    // although the opening failed (cancelled by an operator, say) has no workspace, or only reads.
    if (workspaceId === undefined && !options.readOnly) await opened;
    const value = await work(tx);
    life.over = true;
    await opened;
    // Postgres answers the commit of a failed transaction with a silent ROLLBACK; a swallowed error must not look like success.
    const { command } = await client.query(within('commit', [], commitMs));
    if (command !== 'COMMIT') throw new Error('Rolled back: a statement of this transaction failed and its error was swallowed.');
    return { value, committed };
  } catch (thrown) {
    life.over = true;
    const error = await opened.then(
      () => thrown,
      (first) => first,
    );
    // Who does not answer any more is not asked to roll back: hanging up does that.
    if (isLoss(error)) broken = error;
    else {
      await client.query(within('rollback', [], graceMs)).catch((lost: Error) => {
        broken = lost;
      });
    }
    throw error;
  } finally {
    client.release(broken);
  }
}

/** The whole opening as one simple query. The id is checked here because a simple query cannot bind values. */
function beginning(workspaceId: string | undefined, options: TxOptions): string {
  if (workspaceId !== undefined && !uuid.test(workspaceId)) {
    throw new Refusal(refusals.no_such_workspace, { detail: 'A workspace id is a UUID.' });
  }
  const begin = ['begin'];
  if (options.isolation) begin.push(`isolation level ${options.isolation}`);
  if (options.readOnly) begin.push('read only');
  const settings = [`set_config('verona.workspace', '${workspaceId ?? ''}', true)`];
  if (options.timeoutMs !== undefined) {
    settings.push(`set_config('statement_timeout', '${Math.max(1, Math.round(options.timeoutMs))}', true)`);
  }
  return `${begin.join(' ')}; select ${settings.join(', ')}`;
}

/** A query that gives up on a server that does not even time out. (`query_timeout` is missing from pg's types.) */
export function within(text: string, values: unknown[], timeoutMs: number, name?: string): pg.QueryConfig {
  const config = { text, values, query_timeout: timeoutMs };
  return name === undefined ? config : { ...config, name };
}

function createTx(client: pg.PoolClient, life: { over: boolean }, committed: (() => void)[], timeoutMs: number): Tx {
  const query = (statement: Sql) => {
    if (life.over) return Promise.reject(new Error('This transaction is over: a statement was not awaited, or `tx` was kept.'));
    return client.query(within(statement.text, statement.values, timeoutMs, nameOf(statement)));
  };
  const many = async <Row>(statement: Sql) => (await query(statement)).rows as Row[];
  const maybe = async <Row>(statement: Sql) => {
    const rows = await many<Row>(statement);
    if (rows.length > 1) throw new TooManyRows(`${rows.length} rows where at most one was expected: ${statement.text}`);
    return rows[0];
  };
  return {
    many,
    maybe,
    one: async <Row>(statement: Sql) => {
      const row = await maybe<Row>(statement);
      if (row === undefined) throw new NoRow(`No row where one was expected: ${statement.text}`);
      return row;
    },
    run: async (statement) => (await query(statement)).rowCount ?? 0,
    afterCommit: (work) => {
      committed.push(work);
    },
  };
}
