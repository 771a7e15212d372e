/**
 * The official client (`@clickhouse/client`, HTTP) as a `ClickHouse`. The embedded engine and a server differ only by address.
 */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  type ClickHouseClient,
  ClickHouseError,
  ClickHouseLogLevel,
  type ClickHouseSettings,
  createClient,
  type QueryParams,
} from '@clickhouse/client';
import type { Log } from '#platform/log';
import { type ClickHouse, ClickHouseRefused, ClickHouseUnavailable, type InsertOptions, type QueryOptions } from './client.ts';
import { askFenced, type Engine, type FencedQuestion, frozen, readDatabases, readFunctions } from './fence/ask.ts';
import type { AllowedFunctions } from './fence/functions.ts';
import { breaksRestriction } from './sql-text.ts';

export interface ClickHouseAddress {
  /** `http://host:8123` or `https://…`, without credentials. */
  url: string;
  user: string;
  password: string;
  database: string;
}

export interface ClickHouseConnection extends ClickHouse {
  readonly address: ClickHouseAddress;
  close(): Promise<void>;
}

/** Reads `http://user:password@host:8123/database`, as `CLICKHOUSE_URL` has it. */
export function readClickHouseUrl(text: string): ClickHouseAddress {
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Error(
      "CLICKHOUSE_URL must start with http:// or https:// (ClickHouse's HTTP port, 8123 or 8443, not the native 9000)",
    );
  }
  return {
    url: url.origin,
    user: decodeURIComponent(url.username) || 'default',
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)) || 'verona',
  };
}

// Asked for by every statement, so that both engines speak alike whatever their profile says.
const dialect: ClickHouseSettings = {
  // A JSON number past 2^53 would be rounded by JSON.parse without a word.
  output_format_json_quote_64bit_integers: 1,
  date_time_output_format: 'iso',
  date_time_input_format: 'best_effort',
  session_timezone: 'UTC',
};

const reading: ClickHouseSettings = {
  ...dialect,
  // Changing data is refused; changing settings is what this very request does.
  readonly: '2',
  // Errors come as errors, never in the middle of a 200.
  wait_end_of_query: 1,
  // The server's half of "abort kills": a closed connection ends the query.
  cancel_http_readonly_queries_on_client_close: 1,
  max_result_bytes: String(256 * 1024 * 1024),
};

const inserting: ClickHouseSettings = {
  ...dialect,
  // On by default since 26.3, and then without deduplication; batching is done before this point.
  async_insert: 0,
  // One body, one block in the order given: what the token stands for must be cut the same way each time.
  input_format_parallel_parsing: 0,
  max_insert_threads: '1',
  max_threads: 1,
  insert_deduplicate: 1,
  deduplicate_blocks_in_dependent_materialized_views: 1,
  // An import of old events touches many months at once.
  max_partitions_per_insert_block: '1000',
};

/**
 * A token nobody has used says "write it again" to every engine. `insert_deduplicate = 0` does not: since 26.2 it is overruled by
 * `deduplicate_insert`, which engines before that refuse to know.
 */
const tokenOf = (options: InsertOptions): string => ('token' in options ? options.token : randomUUID());

/** How long past its own cap a query may wait in queues before it is given up. */
const patienceMs = 30_000;
/** DDL and mutations that wait. */
const commandMs = 600_000;

// Conditions that pass by themselves: whoever feeds the engine keeps its batch and tries again.
const passing = new Set([
  'TOO_MANY_SIMULTANEOUS_QUERIES',
  'TOO_MANY_PARTS',
  'NOT_ENOUGH_SPACE',
  'TABLE_IS_READ_ONLY',
  'KEEPER_EXCEPTION',
  'NETWORK_ERROR',
  'SOCKET_TIMEOUT',
  'ALL_CONNECTION_TRIES_FAILED',
  'CANNOT_SCHEDULE_TASK',
  'SERVER_OVERLOADED',
]);

const advices: Record<string, string> = {
  TIMEOUT_EXCEEDED: 'Ask about a shorter time or fewer events, or allow this question more time.',
  MEMORY_LIMIT_EXCEEDED: 'Ask about a shorter time or a coarser breakdown, or allow this question more memory.',
  TOO_MANY_ROWS_OR_BYTES: 'The answer is too large: ask for fewer rows or page through them.',
  AUTHENTICATION_FAILED: 'Check user and password in CLICKHOUSE_URL.',
  ACCESS_DENIED: 'The user in CLICKHOUSE_URL lacks a grant; platform/clickhouse/README.md lists those that are needed.',
  READONLY: 'A question may not change anything: use command() for statements and insert() for rows.',
  UNKNOWN_TABLE: 'Has the migration that makes this table run? `verona doctor` tells.',
  UNKNOWN_DATABASE: 'Have the migrations run? They make the database.',
  UNKNOWN_QUERY_PARAMETER: 'Pass a value for every {name: Type} of the statement.',
};
const ordinaryAdvice = 'The statement is at fault; the message says where.';

/** ClickHouse quotes the row it could not read; customers' words do not belong in a log. */
function withoutData(message: string): string {
  return message
    .replace(/ before: '[\s\S]*$/, '')
    .replace(/\n?Row \d+:[\s\S]*$/, '')
    .trim();
}

const tooManyMonths = /partitions for single INSERT block/i;

function wrap(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  if (error instanceof ClickHouseRefused || error instanceof ClickHouseUnavailable) return error;
  if (error instanceof ClickHouseError) {
    const message = withoutData(error.message);
    // One name for two things: merges that lag behind pass by themselves, a batch that touches too many months does not.
    const type = tooManyMonths.test(message) ? 'TOO_MANY_PARTITIONS' : (error.type ?? 'UNKNOWN');
    if (passing.has(type)) return new ClickHouseUnavailable(`${message} (${type})`);
    return new ClickHouseRefused(message, advices[type] ?? ordinaryAdvice, type);
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new ClickHouseUnavailable(`ClickHouse could not be reached: ${reason}`, { cause: error });
}

/** A signal that follows the caller's and also fires by itself; call `done` when the work is over. */
function deadline(ms: number, outer: AbortSignal | undefined): { signal: AbortSignal; done: () => void } {
  const own = new AbortController();
  const follow = () => own.abort(outer?.reason);
  const timer = setTimeout(() => own.abort(), ms);
  if (outer?.aborted) follow();
  outer?.addEventListener('abort', follow);
  return {
    signal: own.signal,
    done() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', follow);
    },
  };
}

function restricted(sql: string) {
  const breach = breaksRestriction(sql);
  if (breach === undefined) return;
  throw new ClickHouseRefused(
    `Not allowed in a restricted question: ${breach}`,
    'Write one plain SELECT over the published tables.',
    'RESTRICTED',
  );
}

/** Sends a question with its caps and hands what comes back to `read`. */
async function ask<Answer>(
  sql: string,
  params: Record<string, unknown> | undefined,
  options: QueryOptions,
  read: (asked: Asked) => Promise<Answer>,
): Promise<Answer> {
  const { timeoutMs = 15_000, memoryBytes = 1024 ** 3, signal: outer } = options;
  outer?.throwIfAborted();
  if (options.restricted) restricted(sql);
  const { signal, done } = deadline(timeoutMs + patienceMs, outer);
  try {
    const settings = { ...reading, max_execution_time: timeoutMs / 1000, max_memory_usage: String(memoryBytes) };
    return await read({
      query: sql,
      abort_signal: signal,
      clickhouse_settings: settings,
      ...(params ? { query_params: params } : {}),
    });
  } catch (error) {
    throw wrap(error, outer);
  } finally {
    done();
  }
}

type Asked = Pick<QueryParams, 'query' | 'abort_signal' | 'clickhouse_settings' | 'query_params'>;

async function readRows<Row>(client: ClickHouseClient, asked: Asked): Promise<Row[]> {
  const result = await client.query({ ...asked, format: 'JSONEachRow' });
  return result.json<Row>();
}

async function readBytes(client: ClickHouseClient, asked: QueryParams): Promise<Buffer> {
  const { stream } = await client.exec(asked);
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The statements of one fenced question: each with the same frozen settings, and nothing else. */
function fencedEngine(client: ClickHouseClient, question: FencedQuestion, options: QueryOptions): Engine {
  const { timeoutMs = 15_000, memoryBytes = 1024 ** 3, signal: outer } = options;
  const send = async (sql: string, more: ClickHouseSettings): Promise<Buffer> => {
    outer?.throwIfAborted();
    const { signal, done } = deadline(timeoutMs + patienceMs, outer);
    // Said last: from here on nothing can be set.
    const { readonly: _, ...rest } = reading;
    const settings = { ...rest, ...more, ...frozen(question, timeoutMs / 1000, memoryBytes) };
    try {
      return await readBytes(client, { query: sql, abort_signal: signal, clickhouse_settings: settings });
    } catch (error) {
      throw wrap(error, outer);
    } finally {
      done();
    }
  };
  return {
    lines: async (sql) => (await send(`${sql}\nFORMAT TSVRaw`, {})).toString().split('\n'),
    bytes: (sql, rows) => send(sql, { limit: String(rows) }),
  };
}

const columnName = /^[A-Za-z_]\w*$/;
const tableName = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)?$/;

/** Connects lazily: nothing is sent before the first statement. */
export function connectClickHouse(options: ClickHouseAddress & { log: Log }): ClickHouseConnection {
  const { url, user, password, database, log } = options;
  const loopback = /^https?:\/\/(127\.|localhost|\[::1\])/.test(url);
  const open = (inDatabase: string) =>
    createClient({
      url,
      username: user,
      password,
      database: inDatabase,
      application: 'verona',
      max_open_connections: 32,
      // Ours are set for each statement; this only ends sockets that have been silent for longer than any of them.
      request_timeout: commandMs + patienceMs,
      // A thousand ids as a parameter do not fit into a URL.
      use_multipart_params_auto: true,
      compression: { request: false, response: !loopback },
      // Errors reach the caller typed; the client's own lines would say them twice, with the values in them.
      log: { level: ClickHouseLogLevel.OFF },
    });
  const client = open(database);
  const read = <Row>(sql: string) => ask(sql, undefined, {}, (asked) => readRows<Row>(client, asked));
  // They change with the engine only.
  let functions: AllowedFunctions | undefined;
  return {
    address: { url, user, password, database },
    query: (sql, params, queryOptions = {}) => ask(sql, params, queryOptions, (asked) => readRows(client, asked)),
    parquet: (sql, params, queryOptions = {}) =>
      ask(sql, params, queryOptions, (asked) => readBytes(client, { ...asked, query: `${asked.query}\nFORMAT Parquet` })),
    async fenced(question, options = {}) {
      functions ??= await readFunctions(read);
      const databases = await readDatabases(read);
      const inFence = open(question.fence.database);
      try {
        return await askFenced(question, fencedEngine(inFence, question, options), { functions, databases });
      } finally {
        await inFence.close();
      }
    },
    async insert(table, columns, lines, insertOptions) {
      if (!tableName.test(table) || !columns.every((column) => columnName.test(column))) {
        throw new ClickHouseRefused(
          'Not a plain table or column name',
          'Names are letters, digits and underscores.',
          'BAD_ARGUMENTS',
        );
      }
      if (lines.length === 0) return;
      const { signal, done } = deadline(commandMs, undefined);
      try {
        // Not client.insert(): that takes objects and writes their JSON again.
        const { stream } = await client.exec({
          query: `INSERT INTO ${table} (${columns.join(', ')}) FORMAT JSONCompactEachRow`,
          values: Readable.from([typeof lines === 'string' ? Buffer.from(lines) : lines], { objectMode: false }),
          clickhouse_settings: { ...inserting, insert_deduplication_token: tokenOf(insertOptions) },
          abort_signal: signal,
        });
        for await (const _ of stream) {
          // Read to its end, so that the socket goes back to the pool.
        }
      } catch (error) {
        throw wrap(error, undefined);
      } finally {
        done();
      }
    },
    async command(sql, params) {
      const { signal, done } = deadline(commandMs, undefined);
      try {
        const bound = params ? { query_params: params } : {};
        await client.command({ query: sql, clickhouse_settings: dialect, abort_signal: signal, ...bound });
      } catch (error) {
        throw wrap(error, undefined);
      } finally {
        done();
      }
    },
    async ready() {
      const { signal, done } = deadline(1_000, undefined);
      try {
        const answer = await client.ping({ select: true, abort_signal: signal });
        if (!answer.success) log.debug({ error: answer.error.message }, 'clickhouse is not ready');
        return answer.success;
      } finally {
        done();
      }
    },
    close: () => client.close(),
  };
}
