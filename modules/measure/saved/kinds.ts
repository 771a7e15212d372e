/** What every kind of kept question answers, told in one shape: for files, letters and pages without a console. */

import { type AttributionDeps, answerAttribution } from '../attribution/attribution.ts';
import { answerFunnel } from '../behaviour/funnel.ts';
import { answerPaths } from '../behaviour/paths.ts';
import { answerBreadth, answerLifecycle, answerRetention } from '../behaviour/retention.ts';
import { answerSessions } from '../behaviour/sessions.ts';
import { answerTrend, type TrendDeps } from '../behaviour/trend.ts';
import type { Asked, Kind, QuestionOf, Sheet } from '../contract.ts';
import { answerChannels, type ConversationsDeps } from '../conversations/conversations.ts';
import { type DriverDeps, findDrivers, findGaps, findGapsBySegment, type NamingDeps, segmentNames } from '../drivers/drivers.ts';
import { answerJourneys, type JourneyDeps } from '../journeys/journeys.ts';
import { valuesOf } from '../metrics/values.ts';
import { type SummaryDeps, summarise } from '../voice/read.ts';
import { attributionSheet } from './rules/attribution-sheet.ts';
import { conversationsSheet } from './rules/conversations-sheet.ts';
import { driversSheet, gapsSheet, segmentGapsSheet } from './rules/drivers-sheet.ts';
import { funnelSheet } from './rules/funnel-sheet.ts';
import { journeysSheet } from './rules/journeys-sheet.ts';
import { metricSheet } from './rules/metric-sheet.ts';
import { pathsSheet } from './rules/paths-sheet.ts';
import { breadthSheet, lifecycleSheet, retentionSheet } from './rules/retention-sheet.ts';
import { sessionsSheet } from './rules/sessions-sheet.ts';
import { trendSheet } from './rules/trend-sheet.ts';
import { voiceSheet } from './rules/voice-sheet.ts';

export type AnsweringDeps = TrendDeps & JourneyDeps & AttributionDeps & ConversationsDeps & DriverDeps & NamingDeps & SummaryDeps;

type Answering = { [K in Kind]: (deps: AnsweringDeps, workspaceId: string, question: QuestionOf<K>) => Promise<Sheet> };

/** One line a kind, here and in the contract's `asked`. */
const answering: Answering = {
  trend: async (deps, workspaceId, question) => trendSheet(question, await answerTrend(deps, workspaceId, question)),
  metric: async (deps, workspaceId, { metricId, ...question }) =>
    metricSheet(await valuesOf(deps, workspaceId, metricId, question)),
  funnel: async (deps, workspaceId, question) => funnelSheet(question, await answerFunnel(deps, workspaceId, question)),
  paths: async (deps, workspaceId, question) => pathsSheet(await answerPaths(deps, workspaceId, question)),
  retention: async (deps, workspaceId, question) => retentionSheet(await answerRetention(deps, workspaceId, question)),
  lifecycle: async (deps, workspaceId, question) => lifecycleSheet(await answerLifecycle(deps, workspaceId, question)),
  breadth: async (deps, workspaceId, question) => breadthSheet(await answerBreadth(deps, workspaceId, question)),
  sessions: async (deps, workspaceId, question) => sessionsSheet(await answerSessions(deps, workspaceId, question)),
  journeys: async (deps, workspaceId, question) => journeysSheet(await answerJourneys(deps, workspaceId, question)),
  attribution: async (deps, workspaceId, question) => attributionSheet(await answerAttribution(deps, workspaceId, question)),
  conversations: async (deps, workspaceId, question) => conversationsSheet(await answerChannels(deps, workspaceId, question)),
  drivers: async (deps, workspaceId, question) => driversSheet(await findDrivers(deps, workspaceId, question)),
  gaps: async (deps, workspaceId, question) => gapsSheet(await findGaps(deps, workspaceId, question)),
  segment_gaps: async (deps, workspaceId, question) =>
    segmentGapsSheet(
      await findGapsBySegment(deps, workspaceId, question),
      await segmentNames(deps, workspaceId, question.segments),
    ),
  voice: async (deps, workspaceId, question) => voiceSheet(question, await summarise(deps, workspaceId, question)),
};

export function answerSheet(deps: AnsweringDeps, workspaceId: string, { kind, question }: Asked): Promise<Sheet> {
  // One kind at a time: TypeScript does not follow that a kind and its question belong together.
  const answer = answering[kind] as (deps: AnsweringDeps, workspaceId: string, question: Asked['question']) => Promise<Sheet>;
  return answer(deps, workspaceId, question);
}
