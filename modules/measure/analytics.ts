/** Asks ClickHouse with a limit of time; a question it cannot bear is refused with a cure. */
import { type ClickHouse, ClickHouseRefused } from '#platform/clickhouse';
import { Refusal } from '#platform/contract';
import { refusals } from './contract.ts';
import type { Query } from './rules/events-sql.ts';

const timeoutMs = 20_000;

export async function ask<Row>(clickhouse: ClickHouse, { sql, params }: Query): Promise<Row[]> {
  try {
    return await clickhouse.query<Row>(sql, params, { timeoutMs });
  } catch (error) {
    if (error instanceof ClickHouseRefused && /TIMEOUT_EXCEEDED|MEMORY_LIMIT_EXCEEDED|TOO_SLOW/.test(error.message)) {
      throw new Refusal(refusals.too_heavy, { detail: error.advice });
    }
    throw error;
  }
}
