/** Whether a better passage goes with coming back, asking less and spending more. Told as an association, never as a cause. */
import type { BodyOf, ReplyOf } from '#platform/contract';
import { rankCorrelation } from '#platform/stats';
import { type associationKinds, fewestPeople, type scenarioAssociations } from '../contract.ts';
import { assertNumber, typesOf } from '../property-types.ts';
import { type OutcomeRow, outcomeRows } from './analytics.ts';
import { type AskingDeps, prepare } from './quality.ts';
import { outcomesQuery } from './rules/questions-sql.ts';
import { spendingOf } from './rules/spending.ts';
import { thirdsOf } from './rules/thirds.ts';

const mostPeople = 20_000;
/** There are some 180 in the world; what else was sent as one is not shown. */
const mostCurrencies = 20;

export async function associate(
  deps: AskingDeps,
  workspaceId: string,
  id: string,
  { question, days, cameBack, spent }: BodyOf<typeof scenarioAssociations>,
): Promise<ReplyOf<typeof scenarioAssociations>> {
  const { no, asked, context } = await prepare(deps, workspaceId, id, question);
  if (spent) {
    const named = [{ path: 'spent.property', name: spent.property }];
    assertNumber(await typesOf(deps.listen, workspaceId, spent.event, named), spent.property, 'spent.property');
  }
  const rows = await outcomeRows(
    deps.clickhouse,
    outcomesQuery({ ...asked, afterwards: { days, cameBack, spent } }, context, mostPeople),
  );
  type Pair = readonly [number, number];
  const item = (kind: (typeof associationKinds)[number], pairs: readonly Pair[], circular = false) => {
    const head = { kind, people: pairs.length, circular };
    const unsaid = { r: null, low: null, high: null, worst: null, best: null };
    if (pairs.length < fewestPeople) return { ...head, silent: 'too_few' as const, ...unsaid };
    const found = rankCorrelation(pairs);
    if (!found) return { ...head, silent: 'no_difference' as const, ...unsaid };
    const { value: r, low, high } = found;
    return { ...head, silent: null, r, low, high, ...thirdsOf(pairs) };
  };
  const against = (outcome: (row: OutcomeRow) => number) => rows.map((row): Pair => [row.meanQuality, outcome(row)]);
  const money = spent && spendingOf(rows, spent.currency);
  const paid = money?.counted.map(({ row, amount }): Pair => [row.meanQuality, amount / row.passages]);
  const countsContacts = asked.definition.metrics.some(({ kind }) => kind === 'contacts');
  return {
    scenarioVersion: no,
    method: 'spearman',
    items: [
      item(
        'came_back',
        against((row) => row.cameBack),
      ),
      item(
        'contacts',
        against((row) => row.meanContacts),
        countsContacts,
      ),
      item(
        'hours',
        against((row) => row.meanHours),
      ),
      ...(paid ? [item('spent', paid)] : []),
    ],
    money: money
      ? {
          currency: money.currency,
          currencies: money.currencies.slice(0, mostCurrencies),
          leftOut: rows.length - money.counted.length,
        }
      : null,
    sampled: (rows[0]?.total ?? 0) > mostPeople,
  };
}
