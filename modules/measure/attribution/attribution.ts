/** Answers which channels led to conversions, by every model, and opens who converted. */
import type { Customers } from '#customers';
import type { Listen } from '#listen';
import type { ClickHouse } from '#platform/clickhouse';
import type { Clock } from '#platform/clock';
import { type BodyOf, Refusal, type ReplyOf } from '#platform/contract';
import { type AttributionAnswer, type AttributionQuestion, type attributionPeople, refusals } from '../contract.ts';
import { assertNumber, typesOf } from '../property-types.ts';
import type { EventsContext, TypeOf } from '../rules/events-sql.ts';
import { convertedAfter, type PathRow, pathsOf } from './analytics.ts';
import { creditBy, type Path } from './rules/models.ts';
import { mostPaths } from './rules/paths-sql.ts';

export interface AttributionDeps {
  clickhouse: ClickHouse;
  listen: Pick<Listen, 'propertyTypes'>;
  customers: Pick<Customers, 'personOf' | 'describePeople'>;
  clock: Clock;
}

/** Channels told by themselves, and ways told one by one. */
const mostChannels = 100;
const toldPaths = 20;
const others = '\u0000others';
const none = { conversions: 0, value: 0 };

export async function answerAttribution(
  deps: AttributionDeps,
  workspaceId: string,
  question: AttributionQuestion,
): Promise<AttributionAnswer> {
  const asOf = new Date(deps.clock.now()).toISOString();
  const rows = await pathsOf(deps.clickhouse, question, await contextOf(deps, workspaceId, question));
  if (rows.length > mostPaths) throw new Refusal(refusals.too_heavy, { detail: `more than ${mostPaths} different ways` });
  const untouched = rows.filter(({ path }) => path.length === 0);
  const touched = rows.filter(({ path }) => path.length > 0);
  const paths = withFewChannels(touched);
  const credits = {
    first: creditBy.first(paths),
    last: creditBy.last(paths),
    linear: creditBy.linear(paths),
    position: creditBy.position(paths),
    markov: creditBy.markov(paths),
  };
  const channels = [...credits.linear.keys()].map((channel) => ({
    channel: channel === others ? null : channel,
    assisted: paths.reduce((sum, { touches, conversions }) => sum + (touches.includes(channel) ? conversions : 0), 0),
    models: {
      first: credits.first.get(channel) ?? none,
      last: credits.last.get(channel) ?? none,
      linear: credits.linear.get(channel) ?? none,
      position: credits.position.get(channel) ?? none,
      markov: credits.markov.get(channel) ?? none,
    },
  }));
  return {
    channels: channels.sort((a, b) => b.models.linear.conversions - a.models.linear.conversions),
    attributed: totalOf(touched),
    untouched: totalOf(untouched),
    lost: touched.reduce((sum, { lost }) => sum + lost, 0),
    paths: touched
      .filter(({ conversions }) => conversions > 0)
      .slice(0, toldPaths)
      .map(({ path, conversions, value }) => ({ channels: path, conversions, value })),
    asOf,
  };
}

const totalOf = (rows: readonly PathRow[]) => ({
  conversions: rows.reduce((sum, { conversions }) => sum + conversions, 0),
  value: rows.reduce((sum, { value }) => sum + value, 0),
});

/** Everything beyond the busiest channels under one name: a property with a thousand values is no list of channels. */
function withFewChannels(rows: readonly PathRow[]): Path[] {
  const busy = new Map<string, number>();
  for (const { path, conversions, lost } of rows)
    for (const channel of path) busy.set(channel, (busy.get(channel) ?? 0) + conversions + lost);
  const shown = new Set([...busy.keys()].sort((a, b) => (busy.get(b) ?? 0) - (busy.get(a) ?? 0)).slice(0, mostChannels));
  return rows.map(({ path, ...counts }) => ({ ...counts, touches: path.map((one) => (shown.has(one) ? one : others)) }));
}

/** Who converted after a touch, by the numbers ClickHouse knows them by. */
export async function behindChannel(
  deps: AttributionDeps,
  workspaceId: string,
  { question, ...which }: BodyOf<typeof attributionPeople>,
) {
  return convertedAfter(deps.clickhouse, question, await contextOf(deps, workspaceId, question), which);
}

export async function findConverted(
  deps: AttributionDeps,
  workspaceId: string,
  asked: BodyOf<typeof attributionPeople>,
): Promise<ReplyOf<typeof attributionPeople>> {
  const rows = await behindChannel(deps, workspaceId, asked);
  const people = await deps.customers.describePeople(
    workspaceId,
    rows.map((row) => row.person),
  );
  return {
    total: rows[0]?.total ?? 0,
    people: rows.flatMap(({ person, conversions, touches, last }) => {
      const known = people.get(person);
      if (!known) return [];
      return [{ ...known, value: conversions, events: touches + conversions, lastAt: new Date(Number(last)).toISOString() }];
    }),
  };
}

/** Touches and conversions are different events: each one's properties are looked up where it is asked for. */
async function contextOf(deps: AttributionDeps, workspaceId: string, question: AttributionQuestion): Promise<EventsContext> {
  const { touches, channel, conversion, value } = question;
  const ofTouches: TypeOf = await typesOf(deps.listen, workspaceId, touches.events.length === 1 ? touches.events[0] : undefined, [
    { path: 'channel', name: channel },
    ...touches.filters.map((one, at) => ({ path: `touches.filters.${at}.property`, name: one.property })),
  ]);
  const ofConversion: TypeOf = await typesOf(deps.listen, workspaceId, conversion.event, [
    ...(value === undefined ? [] : [{ path: 'value', name: value }]),
    ...conversion.filters.map((one, at) => ({ path: `conversion.filters.${at}.property`, name: one.property })),
  ]);
  if (value !== undefined) assertNumber(ofConversion, value, 'value');
  const typeOf: TypeOf = (property) => {
    const [one, other] = [ofTouches(property), ofConversion(property)];
    return one === other ? one : 'both';
  };
  return { workspaceId, typeOf, person: deps.customers.personOf('sender') };
}
