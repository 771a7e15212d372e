/** Questions in SQL: one at a time for each person, each of them in the audit log, answered or not. */
import { createHash } from 'node:crypto';
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { type ClickHouse, ClickHouseRefused, type Fence } from '#platform/clickhouse';
import type { Clock } from '#platform/clock';
import { Refusal } from '#platform/contract';
import type { Db } from '#platform/postgres';
import { refusals, type SqlAnswer, sqlCaps } from '../contract.ts';
import { askBehind, publish, type SqlFormat } from './analytics.ts';
import { defused } from './rules/csv.ts';

export interface SqlDeps {
  db: Db;
  clickhouse: ClickHouse;
  audit: Audit;
  clock: Clock;
}

interface Told {
  columns: number;
  rows: number;
}

export interface Sql {
  ask(principal: Principal, sql: string, signal: AbortSignal): Promise<SqlAnswer>;
  file(principal: Principal, sql: string, format: 'csv' | 'parquet', signal: AbortSignal): Promise<Buffer>;
}

const tooHeavy = /^(TIMEOUT_EXCEEDED|TOO_SLOW|MEMORY_LIMIT_EXCEEDED|TOO_MANY_ROWS_OR_BYTES)$/;

function kindOf({ type }: ClickHouseRefused) {
  if (type === 'FENCED') return refusals.sql_refused;
  return tooHeavy.test(type) ? refusals.too_heavy : refusals.sql_failed;
}

const refusalOf = (error: ClickHouseRefused): Refusal =>
  new Refusal(kindOf(error), {
    detail: `${error.message}. ${error.advice}`,
    fields: [{ path: 'sql', message: error.message }],
  });

/** How a question that got no answer ended, in a word. */
function endOf(error: unknown, signal: AbortSignal): string {
  if (error instanceof ClickHouseRefused) return error.type;
  return signal.aborted ? 'CANCELLED' : 'FAILED';
}

interface Written {
  meta: SqlAnswer['columns'];
  data: unknown[][];
}

export function createSql({ db, clickhouse, audit, clock }: SqlDeps): Sql {
  // In this process; with several, one each. The engine's own seats for such questions are two whatever comes.
  const running = new Set<string>();
  const fences = new Map<string, Promise<Fence>>();

  /** Made once a process and workspace, so that a new version's columns are there after its first start. */
  function fenceOf(workspaceId: string): Promise<Fence> {
    const known = fences.get(workspaceId);
    if (known !== undefined) return known;
    const made = publish(clickhouse, workspaceId);
    fences.set(workspaceId, made);
    // Tried again by whoever asks next.
    made.catch(() => fences.delete(workspaceId));
    return made;
  }

  /** The text's hash, never the text: it may name a customer. */
  const record = (principal: Principal, sql: string, details: Record<string, unknown>) => {
    const hash = createHash('sha256').update(sql).digest('hex');
    const entry = { action: 'measure.sql_asked', subject: `sql:${hash.slice(0, 16)}`, details: { sha256: hash, ...details } };
    return db.inWorkspace(principal.workspaceId, (tx) => audit.record(tx, principal, entry));
  };

  async function run<T>(
    principal: Principal,
    asked: { sql: string; as: SqlFormat; signal: AbortSignal },
    read: (bytes: Buffer) => { answer: T; told: Told | undefined },
  ): Promise<T> {
    const { sql, as, signal } = asked;
    // A file may be made beside the next question.
    const who = `${principal.workspaceId}/${principal.id}/${as === 'table' ? 'table' : 'file'}`;
    if (running.has(who)) throw new Refusal(refusals.sql_running);
    running.add(who);
    try {
      const fence = await fenceOf(principal.workspaceId);
      const { answer, told } = read(await askBehind(clickhouse, fence, sql, as, signal));
      await record(principal, sql, { as, outcome: 'answered', ...told });
      return answer;
    } catch (error) {
      // Somebody has emptied the engine: made anew for whoever asks next.
      if (error instanceof ClickHouseRefused && error.type === 'UNKNOWN_DATABASE') fences.delete(principal.workspaceId);
      await record(principal, sql, { as, outcome: endOf(error, signal) });
      throw error instanceof ClickHouseRefused ? refusalOf(error) : error;
    } finally {
      running.delete(who);
    }
  }

  return {
    ask(principal, sql, signal) {
      const from = clock.now();
      return run(principal, { sql, as: 'table', signal }, (bytes) => {
        const { meta, data } = JSON.parse(bytes.toString()) as Written;
        const rows = data.slice(0, sqlCaps.rows);
        const answer = { columns: meta, rows, more: data.length > rows.length, took: clock.now() - from };
        return { answer, told: { columns: meta.length, rows: rows.length } };
      });
    },
    // How many rows a file holds is not read out of it again.
    file: (principal, sql, as, signal) =>
      run(principal, { sql, as, signal }, (bytes) => ({ answer: as === 'csv' ? defused(bytes) : bytes, told: undefined })),
  };
}
