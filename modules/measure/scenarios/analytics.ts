/** ClickHouse side of scenarios. */
import type { ClickHouse } from '#platform/clickhouse';
import { ask } from '../analytics.ts';
import type { Query } from '../rules/events-sql.ts';
import type { Passage, PeopleSums } from './rules/quality.ts';

/** One group of passages: a span, a segment, or all. */
export interface GroupRow extends PeopleSums {
  /** Whether it lies before the span asked about. */
  isEarlier: boolean;
  /** Number of the segment in the question; 0: everybody. */
  segmentNo: number;
  underWay: number;
  /** By step. */
  reached: number[];
  failed: number[];
  /** By metric. */
  told: number[];
  scores: number[];
  never: number[];
  /** By metric: [median, ninetieth percentile]; not a number where there is none. */
  middles: (number | null)[][];
}

export const groupRows = (clickhouse: ClickHouse, query: Query): Promise<GroupRow[]> => ask<GroupRow>(clickhouse, query);

export interface PersonRow {
  person: string;
  passages: number;
  /** Null: under way. */
  meanQuality: number | null;
  last: string;
  total: number;
}

export const peopleRows = (clickhouse: ClickHouse, query: Query): Promise<PersonRow[]> => ask<PersonRow>(clickhouse, query);

export async function passageRows(clickhouse: ClickHouse, query: Query): Promise<Passage[]> {
  const rows = await ask<Passage & { underWay: boolean | number }>(clickhouse, query);
  return rows.map((row) => ({ ...row, underWay: Boolean(row.underWay) }));
}

export interface DeedRow {
  name: string;
  at: number;
}

export const deedRows = (clickhouse: ClickHouse, query: Query): Promise<DeedRow[]> => ask<DeedRow>(clickhouse, query);

/** One person: their mean quality beside what they did afterwards. */
export interface OutcomeRow {
  meanQuality: number;
  /** Share of their passages after which they came back. */
  cameBack: number;
  meanContacts: number;
  /** Hours in which their conversations on the way were open. */
  meanHours: number;
  passages: number;
  /** Over all of them: currencies (empty: nobody said which), and the sum in each. */
  spent: [string[], number[]];
  total: number;
}

export const outcomeRows = (clickhouse: ClickHouse, query: Query): Promise<OutcomeRow[]> => ask<OutcomeRow>(clickhouse, query);
