/** What rooms may do with ClickHouse. */

export interface QueryOptions {
  /** `max_execution_time` in milliseconds; 15 s when left out. The query is killed on the server, not only abandoned. */
  timeoutMs?: number;
  /** `max_memory_usage` in bytes; 1 GiB when left out. */
  memoryBytes?: number;
  signal?: AbortSignal;
}

export interface InsertOptions {
  /** Deterministic token: the same batch inserted twice is stored once. */
  token: string;
}

export interface ClickHouse {
  /** Rows of a SELECT. Bind values as `{name: Type}` and pass them in `params`; never splice. */
  query<Row>(sql: string, params?: Record<string, unknown>, options?: QueryOptions): Promise<Row[]>;
  /** Inserts rows already written as JSONCompactEachRow lines (`[..]\n[..]\n`), columns in the order given. */
  insert(table: string, columns: readonly string[], lines: string, options: InsertOptions): Promise<void>;
  /** DDL and other statements without rows. */
  command(sql: string, params?: Record<string, unknown>): Promise<void>;
  /** True when the engine answers a trivial query within a second. */
  ready(): Promise<boolean>;
}

/** The engine refused the statement (bad SQL, time or memory cap). `advice` says what to try. */
export class ClickHouseRefused extends Error {
  readonly advice: string;
  constructor(message: string, advice: string) {
    super(message);
    this.advice = advice;
  }
}

/** The engine could not be reached. Callers that feed it retry; callers that ask it answer 503. */
export class ClickHouseUnavailable extends Error {}
