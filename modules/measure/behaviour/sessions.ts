/** Answers sessions, and opens the people behind every figure. */
import { type BodyOf, Refusal, type ReplyOf } from '#platform/contract';
import { refusals, type SessionsAnswer, type SessionsQuestion, type sessionPeople } from '../contract.ts';
import { typesOf } from '../property-types.ts';
import { peopleOfSessions, sessionRows } from './analytics/sessions.ts';
import { buckets } from './analytics/trend.ts';
import { sessionsAnswer } from './rules/sessions.ts';
import { type BehaviourDeps, behaviourContext, namedPeople } from './steps.ts';

/** As many as a picture bears. */
const mostPoints = 1_100;

export async function answerSessions(
  deps: BehaviourDeps,
  workspaceId: string,
  question: SessionsQuestion,
): Promise<SessionsAnswer> {
  const asOf = new Date(deps.clock.now()).toISOString();
  const context = await contextOf(deps, workspaceId, question);
  const starts = await buckets(deps.clickhouse, question, mostPoints + 1);
  if (starts.length > mostPoints)
    throw new Refusal(refusals.too_long, { fields: [{ path: 'interval', message: `more than ${mostPoints} points` }] });
  return { ...sessionsAnswer(await sessionRows(deps.clickhouse, question, context), starts), asOf };
}

/** By the numbers ClickHouse knows them by. */
export async function behindSessions(
  deps: BehaviourDeps,
  workspaceId: string,
  { question, ...place }: BodyOf<typeof sessionPeople>,
) {
  return peopleOfSessions(deps.clickhouse, question, await contextOf(deps, workspaceId, question), place);
}

export const findSessionPeople = async (
  deps: BehaviourDeps,
  workspaceId: string,
  asked: BodyOf<typeof sessionPeople>,
): Promise<ReplyOf<typeof sessionPeople>> => namedPeople(deps, workspaceId, await behindSessions(deps, workspaceId, asked));

/** The breakdown may stand on any event: a session begins with whatever comes first. */
async function contextOf(deps: BehaviourDeps, workspaceId: string, question: SessionsQuestion) {
  const { breakdown } = question;
  const context = await behaviourContext(deps, workspaceId, question, []);
  if (breakdown === undefined) return context;
  const types = await typesOf(deps.listen, workspaceId, undefined, [{ path: 'breakdown', name: breakdown }]);
  return { ...context, typesOf: () => types };
}
