/** Whether a better passage goes with coming back, asking less and spending more. Told as an association, never as a cause. */
import type { BodyOf, ReplyOf } from '#platform/contract';
import { rankCorrelation } from '#platform/stats';
import { type associationKinds, fewestPeople, type scenarioAssociations } from '../contract.ts';
import { assertNumber, typesOf } from '../property-types.ts';
import { type OutcomeRow, outcomeRows } from './analytics.ts';
import { type AskingDeps, prepare } from './quality.ts';
import { outcomesQuery } from './rules/questions-sql.ts';
import { thirdsOf } from './rules/thirds.ts';

const mostPeople = 20_000;

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
  const item = (kind: (typeof associationKinds)[number], outcome: (row: OutcomeRow) => number, circular = false) => {
    const pairs = rows.map((row): [number, number] => [row.meanQuality, outcome(row)]);
    const head = { kind, people: pairs.length, circular };
    const unsaid = { r: null, low: null, high: null, worst: null, best: null };
    if (pairs.length < fewestPeople) return { ...head, silent: 'too_few' as const, ...unsaid };
    const found = rankCorrelation(pairs);
    if (!found) return { ...head, silent: 'no_difference' as const, ...unsaid };
    const { value: r, low, high } = found;
    return { ...head, silent: null, r, low, high, ...thirdsOf(pairs) };
  };
  const countsContacts = asked.definition.metrics.some(({ kind }) => kind === 'contacts');
  return {
    scenarioVersion: no,
    method: 'spearman',
    items: [
      item('came_back', (row) => row.cameBack),
      item('contacts', (row) => row.meanContacts, countsContacts),
      ...(spent ? [item('spent', (row) => row.meanSpent)] : []),
    ],
    sampled: (rows[0]?.total ?? 0) > mostPeople,
  };
}
