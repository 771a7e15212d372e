/** What rooms may do with ClickHouse. */
import type { FencedQuestion } from './fence/ask.ts';

export interface QueryOptions {
  /** `max_execution_time` in milliseconds; 15 s when left out. The query is killed on the server, not only abandoned. */
  timeoutMs?: number;
  /** `max_memory_usage` in bytes; 1 GiB when left out. */
  memoryBytes?: number;
  /** Aborting kills the query on the server; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
  /**
   * For any statement whose *text* a user shaped (a rule tree, a pasted formula), on top of binding its values: one plain
   * SELECT over our own tables. Table functions, system tables, SETTINGS and comments are refused before it is sent.
   */
  restricted?: boolean;
}

/** What becomes of a batch that is sent twice, because nobody heard how the first time ended. */
export type InsertOptions =
  | {
      /**
       * It is written again, always. Right wherever the same row twice says no more than once: the table replaces rows by key
       * and version and is read with `final`, or is read by `argMax`, `distinct`, `in`. Nothing can be lost then, whatever the
       * engine forgets, and what was dropped is written anew by the same batches.
       */
      repeatable: true;
    }
  | {
      /**
       * It is stored once under this token, which the batch alone decides. Only for tables whose every row counts, that have
       * `non_replicated_deduplication_window` (or are Replicated), and for as many batches back as that window is wide.
       * The engine writes the token before the rows, and an engine killed between the two takes the batch for a double when it
       * comes again: after an insert whose end nobody heard, look what is there.
       */
      token: string;
    };

export interface ClickHouse {
  /**
   * Rows of a SELECT. Bind values as `{name: Type}` and pass them in `params`; never splice.
   *
   * 64-bit integers (so also `count()` and sums of integers) arrive as strings, exact; instants as ISO 8601 in UTC.
   * Cast in SQL where a number is wanted and 2^53 is enough: `toFloat64(count())`.
   */
  query<Row>(sql: string, params?: Record<string, unknown>, options?: QueryOptions): Promise<Row[]>;
  /** The rows of a SELECT as a Parquet file, at most 256 MiB; instants and 64-bit integers keep their types. */
  parquet(sql: string, params?: Record<string, unknown>, options?: QueryOptions): Promise<Buffer>;
  /** A question in somebody's own words, which reaches no further than its fence. At most `rows`, in its format. */
  fenced(question: FencedQuestion, options?: Omit<QueryOptions, 'restricted'>): Promise<Buffer>;
  /**
   * Inserts rows already written as JSONCompactEachRow lines (`[..]\n[..]\n`), columns in the order given. Integers may be
   * JSON numbers of any size: the text goes to the engine unparsed. One batch is one block: stored whole or not at all
   * (per partition), at most 64 MiB.
   */
  insert(table: string, columns: readonly string[], lines: string | Buffer, options: InsertOptions): Promise<void>;
  /** DDL and other statements without rows. */
  command(sql: string, params?: Record<string, unknown>): Promise<void>;
  /** True when the engine answers a trivial query within a second. */
  ready(): Promise<boolean>;
}

/** The engine refused the statement (bad SQL, time or memory cap). `advice` says what to try. */
export class ClickHouseRefused extends Error {
  readonly advice: string;
  /** ClickHouse's error name, such as `UNKNOWN_TABLE` or `TIMEOUT_EXCEEDED`. */
  readonly type: string;
  constructor(message: string, advice: string, type = 'REFUSED') {
    super(message);
    this.name = 'ClickHouseRefused';
    this.advice = advice;
    this.type = type;
  }
}

/** Error names that speak of the rows sent, not of the statement or of the engine's state: sent again, they are refused again. */
const inTheRows =
  /^(CANNOT_(PARSE|READ_(ARRAY|MAP)|CONVERT|INSERT)_\w+|INCORRECT_DATA|TYPE_MISMATCH|\w*OUT_OF_(BOUND|RANGE)\w*|DECIMAL_OVERFLOW|TOO_LARGE_\w+|TOO_DEEP_RECURSION|TOO_MANY_(BYTES|PARTITIONS)|UNEXPECTED_DATA_AFTER_PARSED_VALUE)$/;

/** Whether an insert was refused because of what is in it: without the row at fault the others would be taken. */
export function liesInTheRows(error: unknown): error is ClickHouseRefused {
  return error instanceof ClickHouseRefused && inTheRows.test(error.type);
}

/** The engine could not be reached. Callers that feed it retry; callers that ask it answer 503. */
export class ClickHouseUnavailable extends Error {
  override readonly name = 'ClickHouseUnavailable';
}
