/** What every kind of kept question answers, told in one shape: for files, letters and pages without a console. */

import { type AttributionDeps, answerAttribution } from '../attribution/attribution.ts';
import { answerTrend, type TrendDeps } from '../behaviour/trend.ts';
import type { Asked, Kind, Sheet } from '../contract.ts';
import { answerJourneys, type JourneyDeps } from '../journeys/journeys.ts';
import { attributionSheet } from './rules/attribution-sheet.ts';
import { journeysSheet } from './rules/journeys-sheet.ts';
import { trendSheet } from './rules/trend-sheet.ts';

export type AnsweringDeps = TrendDeps & JourneyDeps & AttributionDeps;

type QuestionOf<K extends Kind> = Extract<Asked, { kind: K }>['question'];
type Answering = { [K in Kind]: (deps: AnsweringDeps, workspaceId: string, question: QuestionOf<K>) => Promise<Sheet> };

/** One line a kind, here and in the contract's `asked`. */
const answering: Answering = {
  trend: async (deps, workspaceId, question) => trendSheet(question, await answerTrend(deps, workspaceId, question)),
  attribution: async (deps, workspaceId, question) => attributionSheet(await answerAttribution(deps, workspaceId, question)),
  journeys: async (deps, workspaceId, question) => journeysSheet(await answerJourneys(deps, workspaceId, question)),
};

export function answerSheet(deps: AnsweringDeps, workspaceId: string, { kind, question }: Asked): Promise<Sheet> {
  // One kind at a time: TypeScript does not follow that a kind and its question belong together.
  const answer = answering[kind] as (deps: AnsweringDeps, workspaceId: string, question: Asked['question']) => Promise<Sheet>;
  return answer(deps, workspaceId, question);
}
