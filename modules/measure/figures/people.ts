/** Everybody behind a figure, whatever question it belongs to: the same statements that open its people page by page. */

import { type AttributionDeps, behindChannel } from '../attribution/attribution.ts';
import { behindBar } from '../behaviour/funnel.ts';
import { behindPath } from '../behaviour/paths.ts';
import { behindBreadth, behindCell, behindState } from '../behaviour/retention.ts';
import { behindSessions } from '../behaviour/sessions.ts';
import type { BehaviourDeps } from '../behaviour/steps.ts';
import { behindTrend, type TrendDeps } from '../behaviour/trend.ts';
import type { Figure } from '../contract.ts';
import { peopleOfConversations } from '../conversations/analytics.ts';
import { behindAnswers } from '../drivers/drivers.ts';
import { behindJourneys, type JourneyDeps } from '../journeys/journeys.ts';
import { behindLifetime } from '../lifetime/lifetime.ts';
import { behindValue } from '../metrics/values.ts';
import type { ExperienceDeps } from '../promises/asked.ts';
import { behindPromise } from '../promises/behind.ts';
import { type AskingDeps, behindPassages } from '../scenarios/quality.ts';
import { behindCell as behindPlace, type ListsDeps } from '../touchpoints/lists.ts';
import { peopleWhoSaid } from '../voice/analytics/feedback.ts';
import type { VoiceDeps } from '../voice/ground.ts';
import { askedOf } from '../voice/read.ts';

export type FigureDeps = TrendDeps &
  BehaviourDeps &
  JourneyDeps &
  AttributionDeps &
  AskingDeps &
  ExperienceDeps &
  ListsDeps &
  Parameters<typeof behindValue>[0] &
  Pick<VoiceDeps, 'clock' | 'customers' | 'clickhouse'>;

/** Rows with the number ClickHouse knows each by; at most `limit`, in no order one may count on. */
export async function peopleBehind(
  deps: FigureDeps,
  workspaceId: string,
  figure: Figure,
  limit: number,
): Promise<{ person: string }[]> {
  const page = { limit, offset: 0 };
  const { clickhouse, customers } = deps;
  switch (figure.of) {
    case 'trend':
      return behindTrend(deps, workspaceId, { ...figure, ...page });
    case 'funnel': {
      const { of: _, ...bar } = figure;
      return behindBar(deps, workspaceId, { ...bar, ...page });
    }
    case 'paths':
      return behindPath(deps, workspaceId, { ...figure, ...page });
    case 'retention':
      return behindCell(deps, workspaceId, { ...figure, ...page });
    case 'lifecycle':
      return behindState(deps, workspaceId, { ...figure, ...page });
    case 'breadth':
      return behindBreadth(deps, workspaceId, { ...figure, ...page });
    case 'journeys':
      return behindJourneys(deps, workspaceId, { ...figure, ...page });
    case 'attribution':
      return behindChannel(deps, workspaceId, { ...figure, ...page });
    case 'metric':
      return behindValue(deps, workspaceId, figure.metric, { ...figure, ...page });
    case 'sessions':
      return behindSessions(deps, workspaceId, { ...figure, ...page });
    case 'conversations':
      return peopleOfConversations(clickhouse, workspaceId, customers.personOf('sender'), figure, limit);
    case 'voice': {
      const { of: _, ...filter } = figure;
      return peopleWhoSaid(clickhouse, askedOf(deps, workspaceId, filter), limit);
    }
    case 'answers': {
      const { of: _, ...asked } = figure;
      const rows = await behindAnswers(deps, workspaceId, { ...asked, ...page });
      return rows.map(({ who }) => ({ person: who }));
    }
    case 'lifetime':
      return behindLifetime(deps, workspaceId, { part: figure.part, ...page });
    case 'scenario': {
      const { of: _, scenario, ...place } = figure;
      return behindPassages(deps, workspaceId, scenario, { ...place, ...page });
    }
    case 'promise': {
      const { of: _, promise, ...place } = figure;
      return behindPromise(deps, workspaceId, promise, { ...place, ...page });
    }
    case 'cell': {
      const { of: _, ...place } = figure;
      return behindPlace(deps, workspaceId, place, limit);
    }
  }
}
