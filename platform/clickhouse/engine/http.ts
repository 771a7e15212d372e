/**
 * ClickHouse's HTTP interface (https://clickhouse.com/docs/interfaces/http), as much of it as the stock `@clickhouse/client`
 * uses, over chDB sessions. What the embedded engine cannot do is refused with ClickHouse's own error codes.
 */
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { reachOutside, readSql, type SqlText } from '../sql-text.ts';
import { Busy, type Purpose, type Sessions } from './sessions.ts';

/** One batch must fit in memory: it is handed over whole, so that its deduplication token covers it whole. */
const bodyLimit = 64 * 1024 * 1024;

/** An error as a ClickHouse server words it. */
class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  constructor(status: number, code: number, type: string, message: string) {
    super(`Code: ${code}. DB::Exception: ${message} (${type})`);
    this.status = status;
    this.code = code;
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest();

function credentials(request: IncomingMessage, query: URLSearchParams): [user: string, password: string] {
  const basic = /^Basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (basic !== undefined) {
    const [user = '', ...rest] = Buffer.from(basic, 'base64').toString().split(':');
    return [user, rest.join(':')];
  }
  const header = (name: string) => String(request.headers[name] ?? '');
  return [query.get('user') ?? header('x-clickhouse-user'), query.get('password') ?? header('x-clickhouse-key')];
}

const decoders: Record<string, () => NodeJS.ReadWriteStream> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  let source: AsyncIterable<Buffer> = request;
  if (encoding !== 'identity') {
    const decoder = decoders[encoding];
    if (!decoder) throw new Refusal(501, 48, 'NOT_IMPLEMENTED', `Content-Encoding ${encoding} is not understood`);
    source = request.pipe(decoder()) as unknown as Readable;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > bodyLimit)
      throw new Refusal(413, 307, 'TOO_MANY_BYTES', `The body is larger than ${bodyLimit} bytes; send smaller batches`);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);
}

// Parameters of the HTTP interface itself; every other one is a setting.
const interfaceParameters = new Set(
  `query database query_id user password quota_key session_id session_timeout session_check role default_format
   wait_end_of_query buffer_size compress decompress stacktrace enable_http_compression http_zlib_compression_level
   send_progress_in_http_headers http_headers_progress_interval_ms`.split(/\s+/),
);

function settingsOf(query: URLSearchParams, mark: string): Map<string, string> {
  const settings = new Map([['log_comment', mark]]);
  for (const [name, value] of query) {
    if (interfaceParameters.has(name)) continue;
    if (!/^\w+$/.test(name)) throw new Refusal(404, 115, 'UNKNOWN_SETTING', `Unknown setting ${JSON.stringify(name)}`);
    settings.set(name, value);
  }
  return settings;
}

const asks = new Set(['select', 'with', 'show', 'desc', 'describe', 'exists', 'explain']);

function purposeOf(sql: SqlText, settings: ReadonlyMap<string, string>): Purpose {
  if (settings.get('readonly') === '1') return 'fenced';
  const first = sql.tokens.find((token) => token.value !== '(')?.value ?? '';
  if (first === 'kill') return 'control';
  return asks.has(first) ? 'read' : 'statement';
}

function check(sql: SqlText, settings: ReadonlyMap<string, string>) {
  const { tokens } = sql;
  const end = tokens.findIndex((token) => token.value === ';');
  if (end >= 0 && tokens.slice(end).some((token) => token.value !== ';')) {
    throw new Refusal(400, 62, 'SYNTAX_ERROR', 'Multi-statements are not allowed');
  }
  for (const token of tokens) {
    if (token.kind === 'placeholder' && !settings.has(`param_${token.value}`)) {
      throw new Refusal(400, 456, 'UNKNOWN_QUERY_PARAMETER', `Substitution \`${token.value}\` is not set.`);
    }
  }
  const outside = reachOutside(sql);
  if (outside !== undefined) throw new Refusal(403, 497, 'ACCESS_DENIED', `Not enough privileges: ${outside} is closed here.`);
}

const name = '(?:`[^`\\\\]+`|\\w+)';
const insertShape = new RegExp(
  `^\\s*INSERT\\s+INTO\\s+(?:TABLE\\s+)?(${name}(?:\\.${name})?)\\s*(?:\\(([^()]*)\\))?\\s*FORMAT\\s+(\\w+)\\s*$`,
  'i',
);
const unquote = (text: string) => text.trim().replaceAll('`', '');

/** A body too long for the URL's parameters: the client then sends `query` and every `param_*` as form fields. */
async function readForm(body: Buffer, type: string, query: URLSearchParams): Promise<Buffer> {
  const form = await new Response(body, { headers: { 'Content-Type': type } }).formData();
  for (const [field, value] of form) if (typeof value === 'string') query.set(field, value);
  return Buffer.alloc(0);
}

async function answer(sessions: Sessions, request: IncomingMessage, response: ServerResponse, query: URLSearchParams) {
  const type = request.headers['content-type'] ?? '';
  const sent = await readBody(request);
  const body = type.startsWith('multipart/form-data') ? await readForm(sent, type, query) : sent;
  const written = query.get('query') ?? '';
  const mark = query.get('query_id') || randomUUID();
  const settings = settingsOf(query, mark);
  const database = query.get('database') || String(request.headers['x-clickhouse-database'] ?? '') || 'default';
  response.setHeader('X-ClickHouse-Query-Id', mark);
  response.setHeader('X-ClickHouse-Server-Display-Name', 'verona-embedded');

  const gone = new AbortController();
  response.on('close', () => gone.abort(new Error('The client went away')));
  const shape = body.length > 0 ? insertShape.exec(written) : null;
  if (shape) {
    const [, table = '', columns, format = ''] = shape;
    const rows = await sessions.insert(
      {
        table: table.includes('.') ? unquote(table) : `${database}.${unquote(table)}`,
        columns: columns?.split(',').map(unquote),
        format,
        body,
        settings: Object.fromEntries([...settings].filter(([key]) => !key.startsWith('param_'))),
      },
      gone.signal,
    );
    response.setHeader('X-ClickHouse-Summary', JSON.stringify({ written_rows: String(rows) }));
    return Buffer.alloc(0);
  }

  const text = [written, body.toString()].filter((part) => part !== '').join('\n');
  const sql = readSql(text);
  check(sql, settings);
  const purpose = text === "SELECT 'ping'" ? 'control' : purposeOf(sql, settings);
  let running = true;
  // chDB cannot abandon a query by itself; another session ends it. Only reads: a half-done write is worse than a late one.
  if (purpose === 'read' || purpose === 'fenced') {
    gone.signal.addEventListener('abort', async () => {
      // Again and again: the first may come before the query is on the list of those that run.
      for (; running; await sleep(100)) await sessions.kill(mark).catch(() => {});
    });
  }
  try {
    const format = query.get('default_format') ?? 'TabSeparated';
    return await sessions.run(purpose, { sql: text, database, format, settings }, gone.signal);
  } finally {
    running = false;
  }
}

// Names a real server answers with, where a client may care for the difference; 500 for the rest, as it does.
const statuses: Record<number, number> = { 60: 404, 81: 404, 62: 400, 47: 404, 46: 404, 159: 408, 164: 403, 497: 403, 516: 403 };

function worded(error: unknown): { status: number; code: number; message: string } {
  if (error instanceof Refusal) return { status: error.status, code: error.code, message: error.message };
  if (error instanceof Busy) {
    const message = `Code: 202. DB::Exception: Too many simultaneous queries: ${error.message} (TOO_MANY_SIMULTANEOUS_QUERIES)`;
    return { status: 503, code: 202, message };
  }
  const message = error instanceof Error ? error.message : String(error);
  const given = error !== null && typeof error === 'object' && 'clickhouseCode' in error ? Number(error.clickhouseCode) : 0;
  const code = given || Number(/Code: (\d+)/.exec(message)?.[1] ?? 1002);
  const text = message.startsWith('Code:') ? message : `Code: ${code}. DB::Exception: ${message} (UNKNOWN_EXCEPTION)`;
  return { status: statuses[code] ?? 500, code, message: text };
}

/** The server, not yet listening. Every path but `/ping` asks for the password. */
export function createInterface(sessions: Sessions, user: string, password: string): Server {
  const expected = digest(`${user}:${password}`);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://engine');
    if (url.pathname === '/ping') {
      response.end('Ok.\n');
      return;
    }
    const work = async () => {
      if (!timingSafeEqual(digest(credentials(request, url.searchParams).join(':')), expected)) {
        throw new Refusal(
          403,
          516,
          'AUTHENTICATION_FAILED',
          'Authentication failed: password is incorrect, or there is no user with such name.',
        );
      }
      return answer(sessions, request, response, url.searchParams);
    };
    work().then(
      (bytes) => response.end(bytes),
      (error: unknown) => {
        if (response.destroyed) return;
        const { status, code, message } = worded(error);
        // The rest of a refused body is not read: the connection cannot be used again.
        if (!request.complete) response.setHeader('Connection', 'close');
        response.writeHead(status, { 'X-ClickHouse-Exception-Code': String(code), 'Content-Type': 'text/plain; charset=UTF-8' });
        response.end(`${message}\n`);
      },
    );
  });
  // Longer than the client's idle time, so that it never writes into a socket that is just being closed.
  server.keepAliveTimeout = 60_000;
  server.requestTimeout = 0;
  return server;
}
