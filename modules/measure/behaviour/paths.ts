/** Answers paths, and opens the people behind every place and edge. */
import { type BodyOf, Refusal, type ReplyOf } from '#platform/contract';
import { type PathsQuestion, type pathPeople, type paths, refusals } from '../contract.ts';
import { pathEdges, peopleOfPath } from './analytics/paths.ts';
import { foldEdges, shownPlaces } from './rules/paths.ts';
import { mostEdges } from './rules/paths-sql.ts';
import type { BehaviourContext } from './rules/steps-sql.ts';
import { type BehaviourDeps, behaviourContext, namedPeople } from './steps.ts';

export async function answerPaths(
  deps: BehaviourDeps,
  workspaceId: string,
  question: PathsQuestion,
): Promise<ReplyOf<typeof paths>> {
  const asOf = new Date(deps.clock.now()).toISOString();
  const edges = await edgesOf(deps, question, await contextOf(deps, workspaceId, question));
  const visits = edges.reduce((sum, edge) => sum + (edge.at === 1 ? edge.visits : 0), 0);
  return { visits, edges: foldEdges(edges, shownPlaces(edges, question.shown)), asOf };
}

/** The people behind a place or an edge, by the numbers ClickHouse knows them by. */
export async function behindPath(deps: BehaviourDeps, workspaceId: string, { question, ...part }: BodyOf<typeof pathPeople>) {
  const context = await contextOf(deps, workspaceId, question);
  // Who "the others" are depends on who is shown.
  const others = part.from.rest || part.to?.rest === true;
  const shown = others ? shownPlaces(await edgesOf(deps, question, context), question.shown) : [];
  return peopleOfPath(deps.clickhouse, question, context, { ...part, to: part.to, shown });
}

export const findPathPeople = async (
  deps: BehaviourDeps,
  workspaceId: string,
  part: BodyOf<typeof pathPeople>,
): Promise<ReplyOf<typeof pathPeople>> => namedPeople(deps, workspaceId, await behindPath(deps, workspaceId, part));

async function edgesOf({ clickhouse }: BehaviourDeps, question: PathsQuestion, context: BehaviourContext) {
  const edges = await pathEdges(clickhouse, question, context);
  if (edges.length > mostEdges)
    throw new Refusal(refusals.too_heavy, { detail: `more than ${mostEdges} different steps from one event to the next` });
  return edges;
}

const contextOf = (deps: BehaviourDeps, workspaceId: string, question: PathsQuestion) =>
  behaviourContext(deps, workspaceId, question, question.anchor ? [{ ...question.anchor, path: 'anchor' }] : []);
