/** ClickHouse side of journeys. */
import type { ClickHouse } from '#platform/clickhouse';
import { ask } from '../analytics.ts';
import type { JourneyPlace, JourneyQuestion } from '../contract.ts';
import type { EventsContext } from '../rules/events-sql.ts';
import { activitiesQuery, edgesQuery, peopleQuery, summaryQuery, variantsQuery } from './rules/journeys-sql.ts';

interface SummaryRow {
  cases: number;
  events: number;
  people: number;
  variants: number;
  median: number | null;
  p90: number | null;
  reworked: number;
}

interface VariantRow {
  id: string;
  steps: string[];
  length: number;
  cases: number;
  median: number | null;
}

interface EdgeRow {
  from: string | null;
  to: string | null;
  count: number;
  cases: number;
  median: number | null;
  p90: number | null;
}

interface ActivityRow {
  name: string;
  count: number;
  cases: number;
  starts: number;
  ends: number;
  repeatedIn: number;
  repeats: number;
}

export interface PersonRow {
  person: string;
  cases: number;
  events: number;
  last: string;
  total: number;
}

const nothing: SummaryRow = { cases: 0, events: 0, people: 0, variants: 0, median: null, p90: null, reworked: 0 };

export async function summaryOf(clickhouse: ClickHouse, question: JourneyQuestion, context: EventsContext): Promise<SummaryRow> {
  const [row] = await ask<SummaryRow>(clickhouse, summaryQuery(question, context));
  return row ?? nothing;
}

export const variantsOf = (clickhouse: ClickHouse, question: JourneyQuestion, context: EventsContext) =>
  ask<VariantRow>(clickhouse, variantsQuery(question, context));

export const edgesOf = (clickhouse: ClickHouse, question: JourneyQuestion, context: EventsContext) =>
  ask<EdgeRow>(clickhouse, edgesQuery(question, context));

export const activitiesOf = (clickhouse: ClickHouse, question: JourneyQuestion, context: EventsContext) =>
  ask<ActivityRow>(clickhouse, activitiesQuery(question, context));

export const peopleAt = (
  clickhouse: ClickHouse,
  question: JourneyQuestion,
  context: EventsContext,
  place: JourneyPlace,
  page: { limit: number; offset: number },
) => ask<PersonRow>(clickhouse, peopleQuery(question, context, place, page));
