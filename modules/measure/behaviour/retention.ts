/** Answers who comes back, who is new or gone, and how much people use; opens the people behind every cell. */
import { type BodyOf, Refusal, type ReplyOf } from '#platform/contract';
import {
  type BreadthQuestion,
  type breadth,
  type breadthPeople,
  type LifecycleQuestion,
  type lifecycle,
  type lifecyclePeople,
  mostIntervals,
  type RetentionQuestion,
  refusals,
  type retention,
  type retentionPeople,
} from '../contract.ts';
import {
  breadthRows,
  lifecycleRows,
  peopleOfBreadth,
  peopleOfCell,
  peopleOfState,
  retentionRows,
} from './analytics/retention.ts';
import { buckets } from './analytics/trend.ts';
import { lifecycleOf, triangleOf, unfinishedAt } from './rules/retention.ts';
import { type BehaviourDeps, behaviourContext, namedPeople } from './steps.ts';

export async function answerRetention(
  deps: BehaviourDeps,
  workspaceId: string,
  question: RetentionQuestion,
): Promise<ReplyOf<typeof retention>> {
  const now = deps.clock.now();
  const context = await contextOfRetention(deps, workspaceId, question);
  const starts = await startsOf(deps, question);
  const rows = await retentionRows(deps.clickhouse, question, context);
  return {
    cohorts: triangleOf(rows, starts, now),
    unfinished: unfinishedAt(starts, question.to, now),
    asOf: new Date(now).toISOString(),
  };
}

/** By the numbers ClickHouse knows them by. */
export async function behindCell(
  deps: BehaviourDeps,
  workspaceId: string,
  { question, ...cell }: BodyOf<typeof retentionPeople>,
) {
  const context = await contextOfRetention(deps, workspaceId, question);
  return peopleOfCell(deps.clickhouse, question, context, { ...cell, after: cell.after });
}

export const findRetentionPeople = async (
  deps: BehaviourDeps,
  workspaceId: string,
  asked: BodyOf<typeof retentionPeople>,
): Promise<ReplyOf<typeof retentionPeople>> => namedPeople(deps, workspaceId, await behindCell(deps, workspaceId, asked));

const contextOfRetention = (deps: BehaviourDeps, workspaceId: string, question: RetentionQuestion) =>
  behaviourContext(deps, workspaceId, question, [
    { ...question.first, path: 'first' },
    { ...question.return, path: 'return' },
  ]);

export async function answerLifecycle(
  deps: BehaviourDeps,
  workspaceId: string,
  question: LifecycleQuestion,
): Promise<ReplyOf<typeof lifecycle>> {
  const now = deps.clock.now();
  const context = await contextOfLifecycle(deps, workspaceId, question);
  const starts = await startsOf(deps, question);
  const rows = await lifecycleRows(deps.clickhouse, question, context);
  return {
    intervals: lifecycleOf(rows, starts, now),
    unfinished: unfinishedAt(starts, question.to, now),
    asOf: new Date(now).toISOString(),
  };
}

/** By the numbers ClickHouse knows them by. */
export async function behindState(
  deps: BehaviourDeps,
  workspaceId: string,
  { question, ...state }: BodyOf<typeof lifecyclePeople>,
) {
  const context = await contextOfLifecycle(deps, workspaceId, question);
  return peopleOfState(deps.clickhouse, question, context, state);
}

export const findLifecyclePeople = async (
  deps: BehaviourDeps,
  workspaceId: string,
  asked: BodyOf<typeof lifecyclePeople>,
): Promise<ReplyOf<typeof lifecyclePeople>> => namedPeople(deps, workspaceId, await behindState(deps, workspaceId, asked));

const contextOfLifecycle = (deps: BehaviourDeps, workspaceId: string, question: LifecycleQuestion) =>
  behaviourContext(deps, workspaceId, question, question.active ? [{ ...question.active, path: 'active' }] : []);

export async function answerBreadth(
  deps: BehaviourDeps,
  workspaceId: string,
  question: BreadthQuestion,
): Promise<ReplyOf<typeof breadth>> {
  const asOf = new Date(deps.clock.now()).toISOString();
  const context = await behaviourContext(deps, workspaceId, question, []);
  return { used: await breadthRows(deps.clickhouse, question, context), asOf };
}

/** By the numbers ClickHouse knows them by. */
export async function behindBreadth(
  deps: BehaviourDeps,
  workspaceId: string,
  { question, ...used }: BodyOf<typeof breadthPeople>,
) {
  const context = await behaviourContext(deps, workspaceId, question, []);
  return peopleOfBreadth(deps.clickhouse, question, context, used);
}

export const findBreadthPeople = async (
  deps: BehaviourDeps,
  workspaceId: string,
  asked: BodyOf<typeof breadthPeople>,
): Promise<ReplyOf<typeof breadthPeople>> => namedPeople(deps, workspaceId, await behindBreadth(deps, workspaceId, asked));

/** When each interval of the span begins, in seconds. */
async function startsOf({ clickhouse }: BehaviourDeps, question: RetentionQuestion | LifecycleQuestion): Promise<number[]> {
  const starts = await buckets(clickhouse, question, mostIntervals + 1);
  if (starts.length > mostIntervals)
    throw new Refusal(refusals.too_long, { fields: [{ path: 'interval', message: `more than ${mostIntervals} intervals` }] });
  return starts;
}
