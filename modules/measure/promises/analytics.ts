/** ClickHouse side of brand promises. */
import type { ClickHouse } from '#platform/clickhouse';
import { ask } from '../analytics.ts';
import type { Told, Verdict } from '../contract.ts';
import * as sql from './rules/promise-sql.ts';
import { nobody, toldOf } from './rules/score.ts';

export interface ToldTo {
  whole: Told;
  /** By the number of the experience. */
  parts: Map<number, Told>;
  /** By the first second of the week; only when a day to compare around was named, as the sides are. */
  weeks: Map<number, Told>;
  before: Told;
  after: Told;
}

export async function told(
  clickhouse: ClickHouse,
  asked: sql.Asked,
  split: { timeZone: string; around?: string | undefined },
): Promise<ToldTo> {
  // A promise may be bound to metrics alone: they have no people of their own to tell of it.
  const rows =
    asked.experiences.length === 0
      ? []
      : await ask<{ what: string; at: number; people: number; broken_to: number }>(clickhouse, sql.toldQuery(asked, split));
  const of = (what: string) =>
    new Map(rows.filter((row) => row.what === what).map(({ at, people, broken_to }) => [at, toldOf(people, broken_to)]));
  const sides = of('side');
  return {
    whole: of('whole').get(0) ?? nobody,
    parts: of('part'),
    weeks: of('week'),
    before: sides.get(0) ?? nobody,
    after: sides.get(1) ?? nobody,
  };
}

export interface PersonRow {
  person: string;
  times_broken: number;
  times_kept: number;
  last: string;
  total: number;
}

export const peopleTold = async (
  clickhouse: ClickHouse,
  asked: sql.Asked,
  verdict: Verdict | undefined,
  page: { limit: number; offset: number },
): Promise<PersonRow[]> => (asked.experiences.length === 0 ? [] : ask(clickhouse, sql.peopleQuery(asked, verdict, page)));

export const wordsTold = async (
  clickhouse: ClickHouse,
  asked: sql.Asked,
  verdict: Verdict | undefined,
  after: { at: string; id: string } | undefined,
  limit: number,
): Promise<{ id: string; at: string }[]> =>
  asked.experiences.length === 0 ? [] : ask(clickhouse, sql.wordsQuery(asked, verdict, after, limit));
