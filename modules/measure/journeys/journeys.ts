/** Answers how journeys go, and opens the people behind every part of the map. */
import type { Customers } from '#customers';
import type { Listen } from '#listen';
import type { ClickHouse } from '#platform/clickhouse';
import type { Clock } from '#platform/clock';
import type { BodyOf, ReplyOf } from '#platform/contract';
import type { JourneyAnswer, JourneyQuestion, journeyPeople } from '../contract.ts';
import { typesOf } from '../property-types.ts';
import type { EventsContext } from '../rules/events-sql.ts';
import { activitiesOf, edgesOf, peopleAt, summaryOf, variantsOf } from './analytics.ts';

export interface JourneyDeps {
  clickhouse: ClickHouse;
  listen: Pick<Listen, 'propertyTypes'>;
  customers: Pick<Customers, 'personOf' | 'describePeople'>;
  clock: Clock;
}

export async function answerJourneys(deps: JourneyDeps, workspaceId: string, question: JourneyQuestion): Promise<JourneyAnswer> {
  const { clickhouse } = deps;
  const asOf = new Date(deps.clock.now()).toISOString();
  const context = await contextOf(deps, workspaceId, question);
  const [summary, variants, edges, activities] = await Promise.all([
    summaryOf(clickhouse, question, context),
    variantsOf(clickhouse, question, context),
    edgesOf(clickhouse, question, context),
    activitiesOf(clickhouse, question, context),
  ]);
  const share = (cases: number) => (summary.cases > 0 ? cases / summary.cases : 0);
  return {
    cases: summary.cases,
    events: summary.events,
    people: summary.people,
    variantCount: summary.variants,
    medianSeconds: finite(summary.median),
    p90Seconds: finite(summary.p90),
    reworked: share(summary.reworked),
    variants: variants.map(({ median, ...row }) => ({ ...row, share: share(row.cases), medianSeconds: finite(median) })),
    edges: edges.map(({ median, p90, ...row }) => ({ ...row, medianSeconds: finite(median), p90Seconds: finite(p90) })),
    activities,
    asOf,
  };
}

/** A quantile of nothing is NaN, which arrives as null or as text. */
const finite = (value: number | null) => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** The people whose cases pass somewhere, by the numbers ClickHouse knows them by. */
export async function behindJourneys(
  deps: JourneyDeps,
  workspaceId: string,
  { question, place, limit, offset }: BodyOf<typeof journeyPeople>,
) {
  const context = await contextOf(deps, workspaceId, question);
  return peopleAt(deps.clickhouse, question, context, place, { limit, offset });
}

export async function findJourneyPeople(
  deps: JourneyDeps,
  workspaceId: string,
  asked: BodyOf<typeof journeyPeople>,
): Promise<ReplyOf<typeof journeyPeople>> {
  const rows = await behindJourneys(deps, workspaceId, asked);
  const people = await deps.customers.describePeople(
    workspaceId,
    rows.map((row) => row.person),
  );
  return {
    total: rows[0]?.total ?? 0,
    people: rows.flatMap(({ person, cases, events, last }) => {
      const known = people.get(person);
      return known ? [{ ...known, value: cases, events, lastAt: new Date(Number(last)).toISOString() }] : [];
    }),
  };
}

async function contextOf(deps: JourneyDeps, workspaceId: string, question: JourneyQuestion): Promise<EventsContext> {
  const named = [
    { path: 'activity', name: question.activity },
    ...(question.case.of === 'property' ? [{ path: 'case.property', name: question.case.property }] : []),
    ...question.filters.map((filter, at) => ({ path: `filters.${at}.property`, name: filter.property })),
  ];
  const only = question.events.length === 1 ? question.events[0] : undefined;
  const typeOf = await typesOf(deps.listen, workspaceId, only, named);
  return { workspaceId, typeOf, person: deps.customers.personOf('sender') };
}
