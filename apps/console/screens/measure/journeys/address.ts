/** A question about journeys as the address carries it, and as the server takes it. Pure. */
import type { JourneyQuestion, Range } from '#measure/contract';
import { filtersOf, many, readSpan, readWhere, type SpanWords } from '../address.ts';
import { exactly, spanSearch } from '../dashboards/addresses.ts';
import { type Condition, one, type Search, spanOf, writeCondition } from '../question.ts';

export const pauses = [15, 30, 60, 240, 1440, 10_080] as const;
export const caseKinds = ['session', 'person', 'property'] as const;

export interface JourneyWords extends SpanWords {
  kind: (typeof caseKinds)[number];
  idleMinutes: number;
  /** Of a case by property. */
  property: string | undefined;
  events: string[];
  activity: string;
  starts: string | undefined;
  ends: string | undefined;
  where: Condition[];
}

export function readJourney(search: Search, home: string): JourneyWords {
  const idle = Number(one(search.pause));
  return {
    ...readSpan(search, home),
    kind: caseKinds.find((kind) => kind === search.case) ?? 'session',
    idleMinutes: Number.isInteger(idle) && idle >= 1 && idle <= 43_200 ? idle : 30,
    property: one(search.of),
    events: many(search.event),
    activity: one(search.step) ?? '$event',
    starts: one(search.starts),
    ends: one(search.ends),
    where: readWhere(search),
  };
}

/** Undefined while the sentence is not finished. */
export function journeyFor(words: JourneyWords, now: number): JourneyQuestion | undefined {
  const span = spanOf({ ...words, interval: 'day' }, now);
  if (!span || (words.kind === 'property' && words.property === undefined)) return undefined;
  return {
    case: caseOf(words),
    events: words.events,
    activity: words.activity,
    filters: filtersOf(words.where),
    ...(words.starts !== undefined && { starts: words.starts }),
    ...(words.ends !== undefined && { ends: words.ends }),
    through: [],
    without: [],
    from: new Date(span.from).toISOString(),
    to: new Date(span.to).toISOString(),
    timeZone: words.timeZone,
    variants: 25,
  };
}

function caseOf({ kind, idleMinutes, property = '' }: JourneyWords): JourneyQuestion['case'] {
  if (kind === 'session') return { of: 'session', idleMinutes };
  return kind === 'person' ? { of: 'person' } : { of: 'property', property };
}

export function journeyAddress(question: JourneyQuestion, range: Range | null): string | undefined {
  const { case: of, events, activity, filters, starts, ends } = question;
  const search = {
    case: of.of,
    ...(of.of === 'session' && { pause: String(of.idleMinutes) }),
    ...(of.of === 'property' && { of: of.property }),
    ...(events.length > 0 && { event: events }),
    ...(activity !== '$event' && { step: activity }),
    ...(starts !== undefined && { starts }),
    ...(ends !== undefined && { ends }),
    ...(filters.length > 0 && {
      where: filters.map(({ property, operator, value = '' }) => writeCondition({ property, operator, value: String(value) })),
    }),
    ...spanSearch(question, range),
  };
  return exactly('/journeys', search, { question, range }, (read, now) => journeyFor(readJourney(read, 'UTC'), now));
}
