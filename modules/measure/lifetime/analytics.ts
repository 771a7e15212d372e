/** ClickHouse side of lifetime value: when each customer bought, and for how much. */
import type { ClickHouse } from '#platform/clickhouse';
import { ask } from '../analytics.ts';
import type { LifetimeSetting } from '../contract.ts';
import { Bound, dataset } from '../rules/events-sql.ts';
import type { History } from './rules/fit.ts';

/** More than anybody reads; of more customers, a fair draw. */
const mostPeople = 200_000;

/** Purchases of one day are one, as in the papers. Days on which more was given back than bought are no purchases. */
export function histories(
  clickhouse: ClickHouse,
  workspaceId: string,
  person: string,
  { event, property, currency, currencyIn }: LifetimeSetting,
  now: number,
): Promise<History[]> {
  const bound = new Bound();
  const key = bound.add(property, 'String');
  const where = [
    `workspace = ${bound.add(workspaceId, 'UUID')} and name = ${bound.add(event, 'String')} and mapContains(num, ${key})`,
    `occurred_at <= toDateTime64(${bound.add(new Date(now).toISOString(), 'String')}, 3, 'UTC')`,
  ];
  if (currencyIn !== null) where.push(`text[${bound.add(currencyIn, 'String')}] = ${bound.add(currency, 'String')}`);
  const today = `toDate(${bound.add(new Date(now).toISOString().slice(0, 10), 'String')})`;
  const sql = `
    select toString(person) as person, toFloat64(count() - 1) as repeats, toFloat64(max(day) - min(day)) as recency,
           toFloat64(${today} - min(day)) as age, sum(money) - argMin(money, day) as spent
      from (select ${person} as person, toDate(occurred_at, 'UTC') as day, sum(num[${key}]) as money
              from ${dataset} where ${where.join(' and ')} group by person, day having money > 0)
     group by person order by cityHash64(person) limit ${bound.add(mostPeople, 'UInt32')}`;
  return ask<History>(clickhouse, { sql, params: bound.params });
}
