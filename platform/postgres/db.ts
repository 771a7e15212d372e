/** What rooms may do with Postgres. The pool behind it is in `pool.ts`. */
import type { Sql } from 'sql-template-tag';

/** One open transaction. Store functions take it first, so that any use case can compose them. */
export interface Tx {
  /** Rows of a statement. Column names come as written in SQL; int8, numeric and date come as strings unless cast. */
  many<Row>(query: Sql): Promise<Row[]>;
  /** The only row; throws `NoRow` or `TooManyRows` otherwise. */
  one<Row>(query: Sql): Promise<Row>;
  /** The row, or undefined; throws `TooManyRows` for more than one. */
  maybe<Row>(query: Sql): Promise<Row | undefined>;
  /** Runs a statement for its effect; answers how many rows it touched. */
  run(query: Sql): Promise<number>;
  /** Called once the transaction has committed (never when it rolled back). For signals to this process only. */
  afterCommit(work: () => void): void;
}

export interface TxOptions {
  /** `statement_timeout` in milliseconds; 15 s when left out. */
  timeoutMs?: number;
  readOnly?: boolean;
  isolation?: 'read committed' | 'repeatable read' | 'serializable';
}

export interface Db {
  /** One transaction as the workspace. Rolls back when `work` throws. */
  inWorkspace<T>(workspaceId: string, work: (tx: Tx) => Promise<T>, options?: TxOptions): Promise<T>;
  /**
   * One statement that is a transaction of its own, in one round trip: for hot functions that take the workspace as an argument
   * and set it themselves, or that are asked before one is known. Gives up after `patienceMs`; whether it took effect is then not
   * known, as after any lost answer.
   */
  call<Row>(query: Sql, patienceMs?: number): Promise<Row | undefined>;
  /** One transaction of no workspace: sees only tables that belong to none (accounts, cursors, jobs). */
  inSystem<T>(work: (tx: Tx) => Promise<T>, options?: TxOptions): Promise<T>;
  /** Every workspace id, oldest first. */
  workspaceIds(): Promise<string[]>;
  /** Calls back for every NOTIFY on the channel, from any process, until the returned function is called. */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  /** NOTIFY after the fact, coalesced: many calls with one payload within a few ms become one. */
  notify(channel: string, payload: string): void;
}

export class NoRow extends Error {}
export class TooManyRows extends Error {}

const names = new WeakMap<Sql, string>();

/**
 * Marks a hot statement to be parsed and planned once per connection, under a name (`listen.insert_events`) that belongs to
 * exactly one SQL text. Not for statements whose text or best plan changes with their values.
 */
export function prepared(name: string, query: Sql): Sql {
  names.set(query, name);
  return query;
}

export const nameOf = (query: Sql): string | undefined => names.get(query);
