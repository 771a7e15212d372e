// Answers on the real engine beside oracles in TypeScript that share nothing with the SQL but the question.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshClickHouse, freshClickHouse } from '#platform/testing';
import {
  type Filter,
  type FunnelQuestion,
  type LifecycleState,
  lifecycleStates,
  type PathsQuestion,
  type RetentionQuestion,
  type SessionsPlace,
  type TrendQuestion,
} from '../contract.ts';
import { lineColumns } from '../conversations/rules/line.ts';
import { publishFeedback } from '../voice/analytics/feedback.ts';
import { funnelRows, nextRows, peopleOfBar, shownFunnelWords } from './analytics/funnel.ts';
import { pathEdges, peopleOfPath } from './analytics/paths.ts';
import {
  breadthRows,
  lifecycleRows,
  peopleOfBreadth,
  peopleOfCell,
  peopleOfState,
  retentionRows,
} from './analytics/retention.ts';
import { saidRows, wordIds } from './analytics/said.ts';
import { peopleOfSessions, sessionRows } from './analytics/sessions.ts';
import { shownWords, trendRows } from './analytics/trend.ts';
import { reachedOf } from './rules/funnel.ts';
import { shownValues } from './rules/funnel-sql.ts';
import { shownPlaces } from './rules/paths.ts';
import { sessionsAnswer } from './rules/sessions.ts';
import { addsUp } from './rules/trend-sql.ts';
import {
  began,
  byPerson,
  contextOf,
  type Deed,
  isStep,
  logs,
  quantile,
  tick,
  ticks,
  type Way,
  wayOf,
  writeLog,
} from './testing.ts';

let copy: FreshClickHouse;
beforeAll(async () => {
  copy = await freshClickHouse();
});
afterAll(() => copy.close());

const at = (tickNo: number) => new Date(began + tickNo * tick).toISOString();
const step = fc.record({
  event: fc.constantFrom('A', 'B', 'C', 'D'),
  filters: fc.constantFrom<Filter[]>(
    [],
    [],
    [],
    [{ property: 'plan', operator: 'equals', value: 'pro' }],
    [{ property: 'plan', operator: 'exists' }],
  ),
});
const span = fc
  .tuple(fc.nat(6), fc.integer({ min: 8, max: ticks }))
  .map(([from, to]) => ({ from: at(from), to: at(to), timeZone: 'UTC' }));

const funnels: fc.Arbitrary<FunnelQuestion> = fc
  .record({
    steps: fc.array(step, { minLength: 2, maxLength: 4 }),
    order: fc.constantFrom('ordered' as const, 'strict' as const, 'any' as const),
    window: fc.integer({ min: 1, max: 20 }).map((amount) => ({ amount, unit: 'minute' as const })),
    exclusions: fc.array(fc.record({ step, after: fc.nat(2), length: fc.integer({ min: 1, max: 3 }) }), { maxLength: 2 }),
    breakdown: fc.constantFrom(undefined, 'plan'),
    span,
  })
  .map(({ span: within, exclusions, breakdown, ...rest }) => ({
    ...rest,
    ...within,
    ...(breakdown !== undefined && { breakdown }),
    exclusions: exclusions.flatMap(({ step: ending, after, length }) => {
      const first = Math.min(after + 1, rest.steps.length - 1);
      return [{ ...ending, after: first, before: Math.min(first + length, rest.steps.length) }];
    }),
  }));

const runs = { numRuns: 25, endOnFailure: true };

test('funnels: how far, how long, by which value, and who: as every possible way through the log says', async () => {
  let converted = 0;
  await fc.assert(
    fc.asyncProperty(logs, funnels, async (random, question) => {
      const log = await writeLog(copy.clickhouse, random);
      const base = contextOf(log.workspaceId);
      const shown = question.breakdown === undefined ? [] : await shownFunnelWords(copy.clickhouse, question, base);
      const context = { ...base, shown };
      const ways = new Map<number, Way>();
      for (const [person, deeds] of byPerson(log)) {
        const way = wayOf(deeds, question, shown);
        if (way) ways.set(person, way);
      }
      const expectedOf = (of: Way[]) =>
        question.steps.map((_step, index) => {
          const came = of
            .filter(({ level }) => level > index)
            .map(({ far }) => far[index])
            .filter((one) => one !== undefined);
          const times = (values: number[]) =>
            index === 0 || values.length === 0
              ? null
              : { median: Math.round(quantile(values, 0.5)), p90: Math.round(quantile(values, 0.9)) };
          return {
            people: came.length,
            dropped: index === question.steps.length - 1 ? 0 : of.filter(({ level }) => level === index + 1).length,
            sincePrevious: times(came.map(({ here, previous }) => here - previous)),
            sinceFirst: times(came.map(({ here, first }) => here - first)),
          };
        });
      const rows = await funnelRows(copy.clickhouse, question, context);
      const told = (row: (typeof rows)[number] | undefined) =>
        reachedOf(row?.people ?? question.steps.map(() => 0), row?.sincePrevious ?? [], row?.sinceFirst ?? []);
      const all = [...ways.values()];
      converted += all.filter(({ level }) => level === question.steps.length).length;
      expect(told(rows.find(({ whole }) => whole))).toEqual(expectedOf(all));
      for (const row of rows.filter(({ whole }) => !whole)) {
        expect(row.code).not.toBe(shownValues);
        expect(told(row)).toEqual(expectedOf(all.filter(({ label }) => label === shown[row.code])));
      }
      if (question.breakdown !== undefined)
        expect(rows.filter(({ whole }) => !whole).length).toBe(new Set(all.map(({ label }) => label)).size);

      for (const which of ['reached', 'dropped'] as const) {
        const bar = { step: 2, which, rest: false, next: undefined, limit: 500, offset: 0 };
        const found = await peopleOfBar(copy.clickhouse, question, context, bar);
        const expected = [...ways].flatMap(([person, { level, far }]) =>
          (which === 'reached' ? level >= 2 : level === 2) ? [[String(person), String(far[1]?.here)] as const] : [],
        );
        expect(new Map(found.map(({ person, at: when }) => [person, when]))).toEqual(new Map(expected));
        expect(found[0]?.total ?? 0).toBe(expected.length);
      }
    }),
    runs,
  );
  expect(converted).toBeGreaterThan(15);
});

test('a funnel of as many steps as there may be is planned as quickly as it is answered', async () => {
  const log = await writeLog(copy.clickhouse, {
    deeds: Array.from({ length: 10 }, (_deed, index) => ({
      name: 'A',
      kind: 'track' as const,
      tick: index,
      sender: 1,
      plan: undefined,
      price: undefined,
    })),
    merges: [],
  });
  for (const order of ['ordered', 'strict', 'any'] as const) {
    const question: FunnelQuestion = {
      steps: Array.from({ length: 10 }, () => ({ event: 'A', filters: [] })),
      order,
      window: { amount: 1, unit: 'day' },
      exclusions: Array.from({ length: 5 }, () => ({ event: 'B', filters: [] })),
      from: at(0),
      to: at(ticks),
      timeZone: 'UTC',
    };
    const asked = performance.now();
    const [row] = await funnelRows(copy.clickhouse, question, { ...contextOf(log.workspaceId), shown: [] });
    expect(row?.people).toEqual(Array.from({ length: 10 }, () => 1));
    expect(performance.now() - asked).toBeLessThan(3_000);
  }
});

test('what people said, began and looked for after a step: those who stopped beside those who went on, by the same clock', async () => {
  const question: FunnelQuestion = {
    steps: [
      { event: 'A', filters: [] },
      { event: 'B', filters: [] },
    ],
    order: 'ordered',
    window: { amount: 4, unit: 'minute' },
    exclusions: [],
    from: at(0),
    to: at(ticks),
    timeZone: 'UTC',
  };
  const withinMs = 5 * tick;
  let spoke = 0;
  await fc.assert(
    fc.asyncProperty(logs, async (random) => {
      const log = await writeLog(copy.clickhouse, random);
      const theme = crypto.randomUUID();
      // Each C stands for words, for a conversation and for a search at that moment.
      const voices = log.deeds.filter(({ name }) => name === 'C').map((deed) => ({ ...deed, id: crypto.randomUUID() }));
      await writeVoices(log.workspaceId, theme, voices);
      const expected = new Map<string, { records: number; people: Set<number> }>();
      const count = (person: number, ...key: (string | boolean)[]) => {
        const row = expected.get(key.join(' ')) ?? { records: 0, people: new Set() };
        expected.set(key.join(' '), { records: row.records + 1, people: row.people.add(person) });
      };
      const words: { id: string; at: number }[] = [];
      for (const [person, deeds] of byPerson(log)) {
        const way = wayOf(deeds, question, []);
        if (way === undefined) continue;
        const [went, stood] = [way.level > 1, way.far[0]?.here ?? 0];
        const said = voices.filter((each) => deeds.some(({ event }) => event === each.event));
        const soon = said.filter((each) => each.at > stood && each.at <= stood + withinMs);
        expected.set(`${went} people`, {
          records: 0,
          people: (expected.get(`${went} people`)?.people ?? new Set()).add(person),
        });
        for (const { plan, id, at: happened } of soon) {
          for (const key of [
            'said',
            plan ? 'kind curse' : 'kind question',
            plan ? 'mood negative' : 'mood unknown',
            'conversing',
          ])
            count(person, went, key);
          count(person, went, 'theme', theme);
          count(person, went, 'conversation', plan ? 'open' : 'settled');
          count(person, went, 'search', 'shoes');
          if (!went) words.push({ id, at: happened });
          spoke += 1;
        }
      }
      const context = { ...contextOf(log.workspaceId), shown: [] };
      const rows = await saidRows(copy.clickhouse, question, context, { step: 1, withinMs });
      const told = rows.map(({ went, dimension, value, records, people }) => [
        [went, dimension, value].join(' ').trim(),
        { records: dimension === 'people' ? 0 : records, people },
      ]);
      expect(Object.fromEntries(told)).toEqual(
        Object.fromEntries([...expected].map(([key, { records, people }]) => [key, { records, people: people.size }])),
      );
      const ids = await wordIds(copy.clickhouse, question, context, { step: 1, withinMs }, 500);
      expect(new Set(ids)).toEqual(new Set(words.map(({ id }) => id)));
      const when = new Map(words.map(({ id, at: happened }) => [id, happened]));
      const times = ids.map((id) => when.get(id) ?? 0);
      expect(times).toEqual(times.toSorted((a, b) => b - a));
    }),
    { numRuns: 6, endOnFailure: true },
  );
  // Not by finding nobody who spoke.
  expect(spoke).toBeGreaterThan(3);
});

async function writeVoices(workspaceId: string, theme: string, voices: readonly (Deed & { id: string })[]): Promise<void> {
  const unknown = { momentId: null, language: null, emotion: null, effort: null };
  const said = { channel: 'chat', source: 'chat', product: '', touchpoint: '' };
  await publishFeedback(
    copy.clickhouse,
    workspaceId,
    voices.map(({ id, sender, at: happened, plan }) => ({
      ...{ ...unknown, ...said, id, senderNo: String(sender), occurredAt: new Date(happened), themes: [theme], version: '1' },
      ...(plan === undefined ? { kind: 'question', sentiment: null } : { kind: 'curse', sentiment: -0.5 }),
    })) as never,
  );
  const instant = (ms: number) => new Date(ms).toISOString();
  const conversations = voices.map(({ id, sender, at: happened, plan }) => {
    const cells = [workspaceId, id, 1, 0, 1, sender, 'chat', 'question', '', 'customer', instant(happened)];
    return JSON.stringify([...cells, plan ? 'open' : 'answered', 'human', 1, 1, 0, 0, 1, null, null, null, '', null, {}, id]);
  });
  await copy.clickhouse.insert('measure_conversation', lineColumns, conversations.join('\n'), { repeatable: true });
  const searches = voices.map(({ sender, at: happened, event }) =>
    JSON.stringify([workspaceId, 'Products Searched', 'track', 's', happened, happened, sender, event, { query: 'Shoes' }, {}]),
  );
  const columns = ['workspace', 'name', 'kind', 'source', 'occurred_at', 'received_at', 'sender', 'event', 'text', 'num'];
  await copy.clickhouse.insert('listen_events', columns, searches.join('\n'), { token: crypto.randomUUID() });
}

test('sessions: cut by the pause, told to their end, counted where they begin, with their people', async () => {
  const question = {
    ...{ pause: { amount: 2, unit: 'minute' as const }, ignore: ['D'], breakdown: 'plan', interval: 'hour' as const },
    ...{ from: at(4), to: at(16), timeZone: 'UTC' },
  };
  await fc.assert(
    fc.asyncProperty(logs, async (random) => {
      const log = await writeLog(copy.clickhouse, random);
      const cut = [...byPerson(log)].flatMap(([person, deeds]) => {
        const did = deeds
          .filter(({ kind, name }) => kind === 'track' && name !== 'D')
          .toSorted((a, b) => a.at - b.at || a.event - b.event);
        const all: Deed[][] = [];
        for (const deed of did) {
          const last = all.at(-1)?.at(-1);
          if (last !== undefined && deed.at - last.at <= 2 * tick) all.at(-1)?.push(deed);
          else all.push([deed]);
        }
        return all.map((session) => ({ person, session, began: session[0]?.at ?? 0, entry: session[0], exit: session.at(-1) }));
      });
      const begun = cut.filter(({ began: start }) => start >= Date.parse(at(4)) && start < Date.parse(at(16)));
      const context = contextOf(log.workspaceId);
      const rows = await sessionRows(copy.clickhouse, question, context);
      const answer = sessionsAnswer(rows, [began / 1000]);
      const seconds = begun.map(({ session, exit }) => ((exit?.at ?? 0) - (session[0]?.at ?? 0)) / 1000);
      expect(answer.whole).toMatchObject({
        sessions: begun.length,
        people: new Set(begun.map(({ person }) => person)).size,
        bounced: begun.filter(({ session }) => session.length === 1).length,
      });
      expect(answer.whole.medianSeconds).toBeCloseTo(quantile(seconds, 0.5), 6);
      expect(answer.points[0]?.sessions).toBe(begun.length);
      expect(answer.lengths.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(begun.length);
      expect(answer.sizes.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(begun.length);
      expect(answer.split.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(begun.length);
      const places: [SessionsPlace, (one: (typeof begun)[number]) => boolean][] = [
        [{ entry: 'A' }, ({ entry }) => entry?.name === 'A'],
        [{ exit: 'B', bounced: false }, ({ exit, session }) => exit?.name === 'B' && session.length > 1],
        [{ bounced: true, label: null }, ({ entry, session }) => session.length === 1 && entry?.plan === undefined],
        [{ label: 'pro', size: 1 }, ({ entry, session }) => entry?.plan === 'pro' && session.length > 1 && session.length <= 3],
        [{ at: at(0), length: 0 }, ({ session, exit }) => exit?.at === session[0]?.at],
      ];
      for (const [place, fits] of places) {
        const found = await peopleOfSessions(copy.clickhouse, question, context, { ...place, limit: 500, offset: 0 });
        const expected = new Map<string, string>();
        for (const one of begun.filter(fits).toSorted((a, b) => a.began - b.began))
          expected.set(String(one.person), String(one.began));
        expect(new Map(found.map(({ person, at: when }) => [person, when]))).toEqual(expected);
      }
    }),
    { numRuns: 6, endOnFailure: true },
  );
});

test('what those who dropped out did next is the first thing after their last step', async () => {
  const question: FunnelQuestion = {
    steps: [
      { event: 'A', filters: [] },
      { event: 'B', filters: [] },
    ],
    order: 'ordered',
    window: { amount: 6, unit: 'minute' },
    exclusions: [],
    from: at(0),
    to: at(ticks),
    timeZone: 'UTC',
  };
  await fc.assert(
    fc.asyncProperty(logs, async (random) => {
      const log = await writeLog(copy.clickhouse, random);
      const context = { ...contextOf(log.workspaceId), shown: [] };
      const expected = new Map<string, string[]>();
      for (const [person, deeds] of byPerson(log)) {
        const way = wayOf(deeds, question, []);
        if (way?.level !== 1) continue;
        const next = nextAfter(deeds, way.far[0]?.here ?? 0, 6 * tick);
        expected.set(next, [...(expected.get(next) ?? []), String(person)]);
      }
      const rows = await nextRows(copy.clickhouse, question, context, 1);
      expect(Object.fromEntries(rows.map(({ next, people }) => [next, people]))).toEqual(
        Object.fromEntries([...expected].map(([next, people]) => [next, people.length])),
      );
      for (const [next, people] of expected) {
        const bar = { step: 1, which: 'dropped' as const, rest: false, next, limit: 500, offset: 0 };
        const found = await peopleOfBar(copy.clickhouse, question, context, bar);
        expect(new Set(found.map(({ person }) => person))).toEqual(new Set(people));
      }
    }),
    { numRuns: 8, endOnFailure: true },
  );
});

function nextAfter(deeds: readonly Deed[], here: number, windowMs: number): string {
  const [first] = deeds
    .filter(({ kind, at: when }) => kind === 'track' && when > here && when <= here + windowMs)
    .toSorted((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1));
  return first?.name ?? '';
}

const numbered = (people: Iterable<number>) => new Set([...people].map(String));
const page = { limit: 500, offset: 0 };
/** Rows of counts as one word each, so that two lists can be compared whatever their order. */
const words = (rows: readonly (readonly (string | number)[])[]) => new Set(rows.map((row) => row.join('|')));

function counts<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

const pathQuestions: fc.Arbitrary<PathsQuestion> = fc
  .record({
    anchor: fc.option(step, { nil: undefined }),
    direction: fc.constantFrom('after' as const, 'before' as const),
    length: fc.integer({ min: 2, max: 5 }),
    pause: fc.integer({ min: 1, max: 8 }).map((amount) => ({ amount, unit: 'minute' as const })),
    ignore: fc.constantFrom<string[]>([], ['B']),
    shown: fc.constant(2),
    span,
  })
  .map(({ span: within, anchor, ...rest }) => ({ ...rest, ...within, ...(anchor && { anchor }) }));

test('paths: visits, folded, from the anchor on or back, and who took each edge', async () => {
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(logs, pathQuestions, async (random, question) => {
      const log = await writeLog(copy.clickhouse, random);
      const context = contextOf(log.workspaceId);
      const edges = [...byPerson(log)].flatMap(([person, deeds]) =>
        pathsOf(deeds, question).flatMap((way) =>
          way.map((from, index) => ({ person, at: index + 1, from, to: way[index + 1] ?? '' })),
        ),
      );
      seen += edges.length;
      const byEdge = counts(edges, ({ at: place, from, to }) => `${place}|${from}|${to}`);
      const rows = await pathEdges(copy.clickhouse, question, context);
      expect(words(rows.map(({ at: place, from, to, visits }) => [place, from, to, visits]))).toEqual(
        words([...byEdge].map(([edge, all]) => [edge, all.length])),
      );
      const one = edges[0];
      if (one === undefined) return;
      const shown = shownPlaces(rows, 1);
      const place = (event: string) => ({ event: event === '' ? null : event, rest: false });
      const exact = { at: one.at, from: place(one.from), to: place(one.to), shown, ...page };
      const takers = edges.filter(({ at: where, from, to }) => where === one.at && from === one.from && to === one.to);
      const found = await peopleOfPath(copy.clickhouse, question, context, exact);
      expect(new Set(found.map(({ person }) => person))).toEqual(numbered(takers.map(({ person }) => person)));
      const others = await peopleOfPath(copy.clickhouse, question, context, {
        at: 1,
        from: { event: null, rest: true },
        to: undefined,
        shown,
        ...page,
      });
      const elsewhere = edges.filter(({ at: where, from }) => where === 1 && from !== shown[0]?.[0]);
      expect(new Set(others.map(({ person }) => person))).toEqual(numbered(elsewhere.map(({ person }) => person)));
    }),
    { numRuns: 15, endOnFailure: true },
  );
  expect(seen).toBeGreaterThan(200);
});

/** Every path of one person's visits. */
function pathsOf(deeds: readonly Deed[], question: PathsQuestion): string[][] {
  const { anchor, direction, ignore, length, pause, from, to } = question;
  const done = deeds
    .filter(
      ({ kind, name, at: when }) =>
        kind === 'track' && !ignore.includes(name) && when >= Date.parse(from) && when < Date.parse(to),
    )
    .toSorted((a, b) => a.at - b.at || a.event - b.event);
  const visits: Deed[][] = [];
  for (const deed of done) {
    const before = visits.at(-1);
    if (before && deed.at - (before.at(-1)?.at ?? 0) <= pause.amount * tick) before.push(deed);
    else visits.push([deed]);
  }
  return visits.flatMap((visit) => {
    const told = direction === 'after' ? visit : visit.toReversed();
    const begin = anchor === undefined ? 0 : told.findIndex((deed) => isStep(deed, anchor));
    if (begin < 0) return [];
    const names = told.slice(begin).map(({ name }) => name);
    return [names.filter((name, index) => name !== names[index - 1]).slice(0, length)];
  });
}

const hours = 3_600_000;
const quarterDays = 6 * hours;
const comings: fc.Arbitrary<RetentionQuestion> = fc
  .record({
    first: step,
    return: step,
    cohort: fc.constantFrom('first_time' as const, 'recurring' as const),
    interval: fc.constantFrom('day' as const, 'day' as const, 'day' as const, 'week' as const, 'month' as const),
    timeZone: fc.constantFrom('UTC', 'Europe/Rome', 'America/Los_Angeles'),
    days: fc.integer({ min: 3, max: 5 }),
    begin: fc.nat(2),
  })
  .map(({ days, begin, ...rest }) => {
    // Midnight of the first of March in either zone is an instant between two ticks.
    const from = began + begin * 24 * hours + hours;
    return { ...rest, from: new Date(from).toISOString(), to: new Date(from + days * 24 * hours).toISOString() };
  });

/** Calendar intervals since the one an instant lies in, told by the calendar of `Intl`. */
function slotOf(at: number, { interval, timeZone, from }: Pick<RetentionQuestion, 'interval' | 'timeZone' | 'from'>): number {
  const number = (instant: number) => {
    const day = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(instant);
    const days = Date.parse(`${day}T00:00Z`) / (24 * hours);
    if (interval === 'day') return days;
    // The fifth of January 1970 was a Monday.
    if (interval === 'week') return Math.floor((days - 4) / 7);
    return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  };
  return number(at) - number(Date.parse(from));
}

test('retention: cohorts, who came back when, and who did not', async () => {
  let returned = 0;
  await fc.assert(
    fc.asyncProperty(logs, comings, async (random, question) => {
      const log = await writeLog(copy.clickhouse, random, quarterDays);
      const context = contextOf(log.workspaceId);
      const cells = [...byPerson(log)].flatMap(([person, deeds]) => {
        const until = deeds.filter(({ at: when }) => when < Date.parse(question.to));
        const within = until.filter(({ at: when }) => when >= Date.parse(question.from));
        const firsts = (question.cohort === 'recurring' ? within : until).filter((deed) => isStep(deed, question.first));
        const earliest = Math.min(...firsts.map(({ at: when }) => when));
        const slots = (done: Deed[]) => [...new Set(done.map(({ at: when }) => slotOf(when, question)))];
        const cohorts =
          question.cohort === 'recurring' ? slots(firsts) : slots(within.filter(({ at: when }) => when === earliest));
        const returns = slots(within.filter((deed) => isStep(deed, question.return)));
        return cohorts.flatMap((cohort) =>
          [-1, ...returns.filter((slot) => slot >= cohort).map((slot) => slot - cohort)].map((after) => ({
            person,
            cohort,
            after,
          })),
        );
      });
      returned += cells.filter(({ after }) => after > 0).length;
      const byCell = counts(cells, ({ cohort, after }) => `${cohort}|${after}`);
      const rows = await retentionRows(copy.clickhouse, question, context);
      expect(words(rows.map(({ cohort, after, people }) => [cohort, after, people]))).toEqual(
        words([...byCell].map(([cell, all]) => [cell, all.length])),
      );
      const one = cells.find(({ after }) => after > 0);
      if (one === undefined) return;
      const inCohort = byCell.get(`${one.cohort}|-1`) ?? [];
      const came = new Set((byCell.get(`${one.cohort}|${one.after}`) ?? []).map(({ person }) => person));
      for (const which of ['returned', 'lost'] as const) {
        const found = await peopleOfCell(copy.clickhouse, question, context, { ...one, which, ...page });
        const expected = inCohort.map(({ person }) => person).filter((person) => came.has(person) === (which === 'returned'));
        expect(new Set(found.map(({ person }) => person))).toEqual(numbered(expected));
      }
    }),
    { numRuns: 15, endOnFailure: true },
  );
  expect(returned).toBeGreaterThan(5);
});

test('lifecycle: new, returning, back after a pause, gone quiet; and how much each person used', async () => {
  await fc.assert(
    fc.asyncProperty(logs, comings, fc.boolean(), async (random, spaced, anything) => {
      const log = await writeLog(copy.clickhouse, random, quarterDays);
      const context = contextOf(log.workspaceId);
      const question = {
        interval: spaced.interval,
        timeZone: spaced.timeZone,
        from: spaced.from,
        to: spaced.to,
        ...(!anything && { active: spaced.first }),
      };
      const states = [...byPerson(log)].flatMap(([person, deeds]) => {
        const done = deeds.filter(
          (deed) => deed.at < Date.parse(question.to) && (anything ? deed.kind === 'track' : isStep(deed, spaced.first)),
        );
        const slots = new Set(done.map(({ at: when }) => slotOf(when, question)));
        const first = Math.min(...slots);
        const stateOf = (slot: number): LifecycleState | undefined => {
          if (!slots.has(slot)) return slots.has(slot - 1) ? 'dormant' : undefined;
          if (slot === first) return 'fresh';
          return slots.has(slot - 1) ? 'returning' : 'resurrected';
        };
        return Array.from({ length: 12 }, (_slot, slot) => ({ person, slot, state: stateOf(slot) })).filter(
          ({ state }) => state !== undefined,
        );
      });
      const byState = counts(states, ({ slot, state }) => `${slot}|${state}`);
      const rows = await lifecycleRows(copy.clickhouse, question, context);
      expect(words(rows.map(({ interval, state, people }) => [interval, lifecycleStates[state] ?? '?', people]))).toEqual(
        words([...byState].map(([state, all]) => [state, all.length])),
      );
      const one = states[0];
      if (one?.state !== undefined) {
        const found = await peopleOfState(copy.clickhouse, question, context, { interval: one.slot, state: one.state, ...page });
        const expected = byState.get(`${one.slot}|${one.state}`) ?? [];
        expect(new Set(found.map(({ person }) => person))).toEqual(numbered(expected.map(({ person }) => person)));
      }

      const chosen = { events: ['A', 'B', 'C'], from: spaced.from, to: spaced.to, timeZone: 'UTC' };
      const used = [...byPerson(log)].flatMap(([person, deeds]) => {
        const names = new Set(
          deeds
            .filter(
              ({ name, at: when }) =>
                chosen.events.includes(name) && when >= Date.parse(chosen.from) && when < Date.parse(chosen.to),
            )
            .map(({ name }) => name),
        );
        return names.size > 0 ? [{ person, used: names.size }] : [];
      });
      expect(words((await breadthRows(copy.clickhouse, chosen, context)).map(({ events, people }) => [events, people]))).toEqual(
        words([...counts(used, (one) => String(one.used))].map(([events, all]) => [events, all.length])),
      );
      const most = await peopleOfBreadth(copy.clickhouse, chosen, context, { events: 3, ...page });
      expect(new Set(most.map(({ person }) => person))).toEqual(
        numbered(used.filter((one) => one.used === 3).map(({ person }) => person)),
      );
    }),
    { numRuns: 12, endOnFailure: true },
  );
});

const measures = fc.constantFrom<TrendQuestion['measure']>(
  { kind: 'count' },
  { kind: 'people' },
  { kind: 'unique', property: 'plan' },
  { kind: 'sum', property: 'price' },
  { kind: 'average', property: 'price' },
  { kind: 'percentile', property: 'price', percentile: 90 },
);

/** Null: there is no value, as of the average of nothing. */
function measureOf(deeds: (Deed & { person: number })[], measure: TrendQuestion['measure']): number | null {
  const prices = deeds.flatMap(({ price }) => price ?? []);
  if (measure.kind === 'count') return deeds.length;
  if (measure.kind === 'people') return new Set(deeds.map(({ person }) => person)).size;
  if (measure.kind === 'unique') return new Set(deeds.flatMap(({ plan }) => plan ?? [])).size;
  const sum = prices.reduce((all, price) => all + price, 0);
  if (measure.kind === 'sum') return sum;
  return measure.kind === 'average' ? sum / prices.length : quantile(prices, measure.percentile / 100);
}

test('trends: every measure of every day, over the whole span, and by the words that most events carry', async () => {
  let others = 0;
  await fc.assert(
    fc.asyncProperty(
      logs,
      comings,
      measures,
      fc.constantFrom(undefined, 'plan', 'price'),
      async (random, spaced, measure, breakdown) => {
        const log = await writeLog(copy.clickhouse, random, quarterDays);
        const { from, to, timeZone } = spaced;
        const question = { measure, filters: [], interval: 'day' as const, from, to, timeZone, ...(breakdown && { breakdown }) };
        const typeOf = (property: string) => (property === 'price' ? ('number' as const) : ('text' as const));
        const base = { ...contextOf(log.workspaceId), typeOf, shown: [] };
        const counted = [...byPerson(log)]
          .flatMap(([person, deeds]) => deeds.map((deed) => ({ ...deed, person })))
          .filter(({ at: when }) => when >= Date.parse(from) && when < Date.parse(to))
          .filter((deed) => !('property' in measure) || deed[measure.property as 'plan' | 'price'] !== undefined);
        const wordOf = (deed: Deed) => (breakdown === undefined ? undefined : deed[breakdown]?.toString());
        const carried = [...counts(counted, (deed) => wordOf(deed) ?? '')].filter(([word]) => word !== '');
        const shown = carried
          .toSorted(([a, left], [b, right]) => right.length - left.length || (a < b ? -1 : 1))
          .slice(0, 10)
          .map(([word]) => word);
        others += carried.length - shown.length;
        const seriesOf = (deed: Deed) => {
          const word = wordOf(deed);
          return word === undefined || shown.includes(word) ? `${word}` : 'others';
        };
        const told = (groups: Map<string, typeof counted>) =>
          words([...groups].map(([group, deeds]) => [group, Number(measureOf(deeds, measure)).toFixed(6)]));
        if (breakdown !== undefined && !addsUp(measure)) expect(await shownWords(copy.clickhouse, question, base)).toEqual(shown);
        const rows = await trendRows(copy.clickhouse, question, { ...base, shown });
        const answered = (whole: boolean, day: (at: number) => string) =>
          words(
            rows
              .filter((row) => row.whole === whole)
              .map(({ at: second, label, rest, value }) => [
                `${day(second * 1000)}${rest ? 'others' : (label ?? undefined)}`,
                Number(value).toFixed(6),
              ]),
          );
        const dayOf = (instant: number) => `${slotOf(instant, { interval: 'day', timeZone, from })}|`;
        expect(answered(false, dayOf)).toEqual(told(counts(counted, (deed) => dayOf(deed.at) + seriesOf(deed))));
        expect(answered(true, () => '')).toEqual(addsUp(measure) ? new Set() : told(counts(counted, seriesOf)));
        const never = await trendRows(copy.clickhouse, { ...question, event: 'Never' }, { ...base, shown });
        expect(never).toEqual([]);
      },
    ),
    { numRuns: 20, endOnFailure: true },
  );
  expect(others).toBeGreaterThan(5);
});
