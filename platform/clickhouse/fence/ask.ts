/**
 * A question in somebody's own words, behind a fence that is the engine's own.
 *
 * Walls, each enough for what it is there for (docs/decisions/0026): the text is one tame SELECT; the engine's parser names
 * no function, setting or database that is not allowed; its analyser resolves no table but the published; those are views
 * whose `prewhere` is one workspace; reading anything else of ours carries the same predicate as `additional_table_filters`;
 * and all of it runs with `readonly = 1`, in which no setting can be changed, and in a session that ends with it.
 */
import { ClickHouseRefused } from '../client.ts';
import { type AllowedFunctions, allowedFunctions, type EngineFunction } from './functions.ts';
import { untame, withoutComments } from './text.ts';
import { breachAsParsed, breachAsResolved } from './tree.ts';
import { inPlainWords } from './words.ts';

export interface Fence {
  /** The only database whose tables can be read, and those tables. */
  database: string;
  tables: readonly string[];
  /** `database.table` to the predicate the engine adds whenever it reads it. */
  filters: Readonly<Record<string, string>>;
}

export interface FencedQuestion {
  sql: string;
  fence: Fence;
  format: 'JSONCompact' | 'CSVWithNames' | 'Parquet';
  /** At most this many rows come back, whatever the text says. */
  rows: number;
  bytes: number;
}

/** Settings that every statement of a fenced question is sent with. */
export function frozen({ fence, bytes }: FencedQuestion, seconds: number, memoryBytes: number): Record<string, string> {
  const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const filters = Object.entries(fence.filters).map(([table, predicate]) => `${quote(table)}:${quote(predicate)}`);
  return {
    additional_table_filters: `{${filters.join(',')}}`,
    // Otherwise a condition of the text may be tried on others' rows first, and tell of them by failing.
    optimize_move_to_prewhere: '0',
    query_plan_optimize_prewhere: '0',
    max_execution_time: String(seconds),
    max_memory_usage: String(memoryBytes),
    max_result_bytes: String(bytes),
    result_overflow_mode: 'throw',
    max_threads: '2',
    max_subquery_depth: '20',
    max_ast_elements: '5000',
    max_query_size: '65536',
    allow_introspection_functions: '0',
    allow_ddl: '0',
    readonly: '1',
  };
}

/** How the statements reach the engine: under the frozen settings, in the fence's database; rows as text, or bytes. */
export interface Engine {
  lines(sql: string): Promise<string[]>;
  bytes(sql: string, rows: number): Promise<Buffer>;
}

/** What the engine knows, asked without a fence. */
export interface Knowledge {
  functions: AllowedFunctions;
  databases: ReadonlySet<string>;
}

type Read = <Row>(sql: string) => Promise<Row[]>;

export async function readFunctions(read: Read): Promise<AllowedFunctions> {
  const functions = await read<EngineFunction>(
    `select name, alias_to as aliasTo, categories as category, is_aggregate = 1 as aggregate from system.functions where origin = 'System'`,
  );
  const combinators = await read<{ name: string }>('select name from system.aggregate_function_combinators');
  return allowedFunctions(
    functions.map((each) => ({ ...each, aggregate: Boolean(each.aggregate) })),
    combinators.map(({ name }) => name),
  );
}

export async function readDatabases(read: Read): Promise<ReadonlySet<string>> {
  const rows = await read<{ name: string }>('select lower(name) as name from system.databases');
  return new Set(rows.map(({ name }) => name));
}

const refuse = (breach: string): never => {
  throw new ClickHouseRefused(
    `Not allowed here: ${breach}`,
    'Write one SELECT over the published tables, with functions that compute; nothing that reaches further.',
    'FENCED',
  );
};

/** @throws ClickHouseRefused `FENCED` when the text reaches further than it may; otherwise in words for whoever wrote it. */
export async function askFenced(question: FencedQuestion, engine: Engine, { functions, databases }: Knowledge): Promise<Buffer> {
  const { database, tables } = question.fence;
  const text = withoutComments(question.sql);
  const breach = untame(text);
  if (breach !== undefined) refuse(breach);
  const allowed = { functions, databases, tables: new Set(tables.map((table) => `${database}.${table}`)) };
  const said = async <T>(before: number, work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw error instanceof ClickHouseRefused ? inPlainWords(error, { text, database, before }) : error;
    });
  // In brackets, so that it is a question and nothing after it: no FORMAT, no INTO OUTFILE, no second statement.
  const parsed = await said(1, engine.lines(`explain query tree run_passes = 0 select * from (\n${text}\n)`));
  const named = breachAsParsed(parsed.join('\n'), allowed);
  if (named !== undefined) refuse(named);
  const resolved = await said(1, engine.lines(`explain query tree run_passes = 1, passes = 1\n${text}`));
  const read = breachAsResolved(resolved.join('\n'), allowed);
  if (read !== undefined) refuse(read);
  return said(0, engine.bytes(`${text}\nFORMAT ${question.format}`, question.rows));
}
