/** Answers funnels, tells what those who dropped out did next, and opens the people behind every bar. */
import { type BodyOf, Refusal, type ReplyOf } from '#platform/contract';
import { type FunnelQuestion, type funnel, type funnelNext, type funnelPeople, refusals } from '../contract.ts';
import { type FunnelRow, funnelRows, nextRows, peopleOfBar, shownFunnelWords } from './analytics/funnel.ts';
import { type Fault, faultsOfExclusions, reachedOf } from './rules/funnel.ts';
import { type FunnelContext, shownNext, shownValues } from './rules/funnel-sql.ts';
import { type BehaviourDeps, behaviourContext, namedPeople } from './steps.ts';

export async function answerFunnel(
  deps: BehaviourDeps,
  workspaceId: string,
  question: FunnelQuestion,
): Promise<ReplyOf<typeof funnel>> {
  const asOf = new Date(deps.clock.now()).toISOString();
  const context = await contextOf(deps, workspaceId, question);
  const rows = await funnelRows(deps.clickhouse, question, context);
  const whole = rows.find((row) => row.whole);
  const split = rows.filter((row) => !row.whole).toSorted((a, b) => a.code - b.code);
  return {
    steps: told(question, whole),
    split: split.map((row) => ({
      label: context.shown[row.code] ?? null,
      rest: row.code === shownValues,
      steps: told(question, row),
    })),
    asOf,
  };
}

const told = ({ steps }: FunnelQuestion, row: FunnelRow | undefined) =>
  reachedOf(row?.people ?? steps.map(() => 0), row?.sincePrevious ?? [], row?.sinceFirst ?? []);

/** The people behind a bar, by the numbers ClickHouse knows them by. */
export async function behindBar(
  deps: BehaviourDeps,
  workspaceId: string,
  { question, next, ...bar }: BodyOf<typeof funnelPeople>,
) {
  assertStep(question, bar.step);
  const context = await contextOf(deps, workspaceId, question);
  return peopleOfBar(deps.clickhouse, question, context, { ...bar, next: next === null ? '' : next });
}

export const findFunnelPeople = async (
  deps: BehaviourDeps,
  workspaceId: string,
  bar: BodyOf<typeof funnelPeople>,
): Promise<ReplyOf<typeof funnelPeople>> => namedPeople(deps, workspaceId, await behindBar(deps, workspaceId, bar));

export async function whatNext(
  deps: BehaviourDeps,
  workspaceId: string,
  { question, step }: BodyOf<typeof funnelNext>,
): Promise<ReplyOf<typeof funnelNext>> {
  assertStep(question, step);
  const rows = await nextRows(deps.clickhouse, question, await contextOf(deps, workspaceId, question), step);
  const did = rows.filter(({ next }) => next !== '');
  const rest = did.slice(shownNext).reduce((sum, { people }) => sum + people, 0);
  const nothing = rows.find(({ next }) => next === '')?.people ?? 0;
  return {
    dropped: rows.reduce((sum, { people }) => sum + people, 0),
    next: [
      ...did.slice(0, shownNext).map(({ next, people }) => ({ event: next, rest: false, people })),
      ...(rest > 0 ? [{ event: null, rest: true, people: rest }] : []),
      ...(nothing > 0 ? [{ event: null, rest: false, people: nothing }] : []),
    ],
  };
}

function assertStep({ steps }: FunnelQuestion, step: number): void {
  if (step > steps.length) refuse([{ path: 'step', message: `the funnel has ${steps.length} steps` }]);
}

function refuse(fields: Fault[]): never {
  throw new Refusal(refusals.no_such_step, {
    detail: fields.map(({ path, message }) => `${path}: ${message}`).join('; '),
    fields,
  });
}

/** Throws `measure.no_such_step` where the funnel has no such step. */
export function funnelContext(
  deps: BehaviourDeps,
  workspaceId: string,
  question: FunnelQuestion,
  step: number,
): Promise<FunnelContext> {
  assertStep(question, step);
  return contextOf(deps, workspaceId, question);
}

async function contextOf(deps: BehaviourDeps, workspaceId: string, question: FunnelQuestion): Promise<FunnelContext> {
  const { steps, exclusions, breakdown } = question;
  const faults = faultsOfExclusions(question);
  if (faults.length > 0) refuse(faults);
  const also = breakdown === undefined ? [] : [{ path: 'breakdown', name: breakdown }];
  const context = await behaviourContext(deps, workspaceId, question, [
    ...steps.map((step, at) => ({ ...step, path: `steps.${at}`, also: at === 0 ? also : [] })),
    ...exclusions.map((exclusion, at) => ({ ...exclusion, path: `exclusions.${at}` })),
  ]);
  return { ...context, shown: breakdown === undefined ? [] : await shownFunnelWords(deps.clickhouse, question, context) };
}
