/** ClickHouse side of paths. */
import type { ClickHouse } from '#platform/clickhouse';
import { ask } from '../../analytics.ts';
import type { PathsQuestion } from '../../contract.ts';
import type { Edge } from '../rules/paths.ts';
import { type PathPart, pathPeopleQuery, pathsQuery } from '../rules/paths-sql.ts';
import type { BehaviourContext } from '../rules/steps-sql.ts';
import type { PersonRow } from './funnel.ts';

export async function pathEdges(clickhouse: ClickHouse, question: PathsQuestion, context: BehaviourContext): Promise<Edge[]> {
  const rows = await ask<{ at: number; here: string; then: string; visits: number }>(clickhouse, pathsQuery(question, context));
  return rows.map(({ at, here, then, visits }) => ({ at, from: here, to: then, visits }));
}

export const peopleOfPath = (
  clickhouse: ClickHouse,
  question: PathsQuestion,
  context: BehaviourContext,
  part: PathPart & { limit: number; offset: number },
) => ask<PersonRow>(clickhouse, pathPeopleQuery(question, context, part));
