/** ClickHouse side of funnels. */
import type { ClickHouse } from '#platform/clickhouse';
import { ask } from '../../analytics.ts';
import type { FunnelQuestion } from '../../contract.ts';
import { type Bar, type FunnelContext, funnelPeopleQuery, funnelQuery, nextQuery, shownWordsQuery } from '../rules/funnel-sql.ts';
import type { BehaviourContext } from '../rules/steps-sql.ts';

export interface FunnelRow {
  /** The whole, not one value of the breakdown. */
  whole: boolean;
  code: number;
  people: number[];
  sincePrevious: (number | null)[][];
  sinceFirst: (number | null)[][];
}

/** Who is behind something, and when they were last there, in milliseconds. */
export interface PersonRow {
  person: string;
  at: string;
  total: number;
}

export async function shownFunnelWords(
  clickhouse: ClickHouse,
  question: FunnelQuestion,
  context: BehaviourContext,
): Promise<string[]> {
  const rows = await ask<{ word: string }>(clickhouse, shownWordsQuery(question, context));
  return rows.map(({ word }) => word);
}

export const funnelRows = (clickhouse: ClickHouse, question: FunnelQuestion, context: FunnelContext): Promise<FunnelRow[]> =>
  ask<FunnelRow>(clickhouse, funnelQuery(question, context));

export const nextRows = (clickhouse: ClickHouse, question: FunnelQuestion, context: FunnelContext, step: number) =>
  ask<{ next: string; people: number }>(clickhouse, nextQuery(question, context, step));

export const peopleOfBar = (
  clickhouse: ClickHouse,
  question: FunnelQuestion,
  context: FunnelContext,
  bar: Bar & { next: string | undefined; limit: number; offset: number },
): Promise<PersonRow[]> => ask<PersonRow>(clickhouse, funnelPeopleQuery(question, context, bar));
