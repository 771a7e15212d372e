/**
 * P7, P8, P9 and P11 for behaviour: what ClickHouse spends on funnels, paths, retention, trends and the size of a segment as the API asks them, beside the
 * best SQL we know to write by hand for the same answer, and beside the shapes in which the market's usual product asks, over a table as
 * it keeps it. All sides read the same rows in the same engine, in turn, and are compared only after they have given the same answer.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Figure, type Pair, paired, round, spreadOf } from '../figures.ts';
import { apiKey, type Lab, openLab } from '../lab.ts';
import { costOf } from '../processes.ts';
import * as byHand from '../shapes/by-hand.ts';
import * as usual from '../shapes/usual.ts';
import { type EventShop, emptyShop, growShop, shopDays, untilMerged } from '../shop-events.ts';

type Answer = Record<string, number | number[]>;

interface Side {
  name: string;
  sql: string;
  /** Undefined: it answers less than we do, and is here for what that costs. */
  answer?: (rows: never[]) => Answer;
  /** Its way of asking overlooks some: it may find up to a tenth fewer, and what it finds stands beside the figure. */
  overlooks?: true;
}

interface Case {
  what: string;
  path: string;
  ask: Record<string, unknown>;
  answer: (reply: never) => Answer;
  byHand: Side[];
  usual?: Side & { wanted: number };
}

const dayMs = 86_400_000;
const steps = ['Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed'];
/** Kernel ticks are hundredths of a second: a side is asked until it has taken many of them. */
const leastCpuMs = 400;
const mostAsks = 20;
/** From so many events on, a tenth of them is measured before, for the growth. */
const growsFrom = 10_000_000;

export async function benchBehaviour({ events, pairs }: { events: number; pairs: number }): Promise<Figure[]> {
  const lab = await openLab('api');
  try {
    let shop = emptyShop(Date.now());
    const before = new Map<string, number>();
    if (events >= growsFrom) {
      shop = await growShop(lab, shop, events / 10);
      for (const one of casesOf(shop)) before.set(one.what, await alone(lab, one, pairs));
    }
    shop = await growShop(lab, shop, events);
    await usual.keepAsUsual(lab, shop.end, shopDays);
    await untilMerged(lab);
    const figures: Figure[] = [];
    for (const one of casesOf(shop)) {
      await assertSame(lab, shop, one);
      figures.push(...(await besideOthers(lab, shop, one, events, pairs)), await overHttp(lab, one, events, pairs));
      const less = before.get(one.what);
      if (less !== undefined) figures.push(growth(one, less, await alone(lab, one, pairs), events));
    }
    return figures;
  } finally {
    await lab.close();
  }
}

async function besideOthers(lab: Lab, shop: EventShop, one: Case, events: number, pairs: number): Promise<Figure[]> {
  const ours = () => cpuMs(() => askApi(lab, one));
  const figures: Figure[] = [];
  const beside = async (side: Side) => {
    const found = await paired(pairs, ours, () => cpuMs(() => askSql(lab, shop, side.sql)));
    const [us, them] = [spreadOf(found.map((pair) => pair.ours)), spreadOf(found.map((pair) => pair.theirs))];
    return { found, text: `ours ${words(us)} CPU-ms, ${side.name} ${words(them)}` };
  };
  for (const side of one.byHand) {
    const { found, text } = await beside(side);
    figures.push(
      ratioFigure('P7', `${one.what}: CPU ÷ ${side.name}`, found, text, (pair) => pair.ours / pair.theirs, events, 1.15),
    );
  }
  if (one.usual) {
    const { found, text } = await beside(one.usual);
    const what = `${one.what}: CPU of ${one.usual.name} ÷ ours`;
    figures.push(ratioFigure('P8', what, found, text, (pair) => pair.theirs / pair.ours, events, one.usual.wanted));
  }
  return figures;
}

function ratioFigure(
  goal: 'P7' | 'P8',
  what: string,
  pairs: Pair[],
  text: string,
  ratioOf: (pair: Pair) => number,
  events: number,
  wanted: number,
): Figure {
  const ratio = spreadOf(pairs.map(ratioOf));
  return {
    goal,
    what: `${what}, ${events / 1e6} M events`,
    value: round(ratio.median),
    unit: '',
    wanted: `${goal === 'P7' ? '≤' : '≥'} ${wanted}`,
    met: goal === 'P7' ? ratio.median <= wanted : ratio.median >= wanted,
    beside: `ratio ${round(ratio.min)}–${round(ratio.max)}; ${text}`,
    pairs,
  };
}

const words = ({ median, min, max }: { median: number; min: number; max: number }) =>
  `${round(median, 0)} (${round(min, 0)}–${round(max, 0)})`;

async function overHttp(lab: Lab, one: Case, events: number, pairs: number): Promise<Figure> {
  const took: number[] = [];
  for (let at = 0; at < pairs; at += 1) {
    const began = performance.now();
    await askApi(lab, one);
    took.push(performance.now() - began);
  }
  const wall = spreadOf(took);
  return {
    goal: 'P9',
    what: `${one.what}: answer over HTTP, ${events / 1e6} M events`,
    value: round(wall.median, 0),
    unit: 'ms',
    wanted: '≤ 400',
    met: wall.median <= 400,
    beside: `${round(wall.min, 0)}–${round(wall.max, 0)}, ${pairs} asked one after another`,
  };
}

function growth(one: Case, less: number, all: number, events: number): Figure {
  const exponent = Math.log10(all / less);
  return {
    goal: 'P11',
    what: `${one.what}: growth of CPU, ${events / 1e7} M → ${events / 1e6} M events`,
    value: round(exponent),
    unit: '',
    wanted: '≤ 1.15',
    met: exponent <= 1.15,
    beside: `${round(less, 0)} → ${round(all, 0)} CPU-ms`,
  };
}

async function alone(lab: Lab, one: Case, times: number): Promise<number> {
  await askApi(lab, one);
  const found: number[] = [];
  for (let at = 0; at < times; at += 1) found.push(await cpuMs(() => askApi(lab, one)));
  return spreadOf(found).median;
}

/** CPU milliseconds of ClickHouse for one asking. */
async function cpuMs(ask: () => Promise<unknown>): Promise<number> {
  const now = () => costOf(process.pid).clickhouse.cpuSeconds * 1000;
  const before = now();
  let spent = 0;
  let asked = 0;
  while (asked === 0 || (spent < leastCpuMs && asked < mostAsks)) {
    await ask();
    asked += 1;
    spent = now() - before;
  }
  return spent / asked;
}

async function assertSame(lab: Lab, shop: EventShop, one: Case): Promise<void> {
  const ours = one.answer((await askApi(lab, one)) as never);
  for (const side of [...one.byHand, ...(one.usual ? [one.usual] : [])]) {
    if (side.answer === undefined) continue;
    const theirs = side.answer(await askSql(lab, shop, side.sql));
    const differ = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].filter((key) =>
      side.overlooks ? !isPartOf(theirs[key], ours[key]) : !isDeepStrictEqual(ours[key], theirs[key]),
    );
    if (side.overlooks)
      process.stderr.write(`${one.what}: ${side.name} finds ${Object.values(theirs)}, we find ${Object.values(ours)}\n`);
    if (Object.keys(theirs).length === 0 || differ.length > 0) {
      const some = differ.slice(0, 3).map((key) => `${key}: ${ours[key]} and ${theirs[key]}`);
      throw new Error(`${one.what}: ${side.name} answers otherwise in ${differ.length} places: ${some.join('; ')}`);
    }
  }
}

const isPartOf = (some: Answer[string] = [], all: Answer[string] = []) =>
  [some].flat().length === [all].flat().length &&
  [all].flat().every((value, at) => ([some].flat()[at] ?? 0) <= value && ([some].flat()[at] ?? 0) >= 0.9 * value);

async function askApi({ url }: Lab, { path, ask }: Case): Promise<unknown> {
  const reply = await fetch(`${url}/api/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(ask),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(text);
  return JSON.parse(text);
}

const askSql = ({ system, workspaceId }: Lab, { end }: EventShop, statement: string): Promise<never[]> =>
  system.clickhouse.query(statement, { workspace: workspaceId, to: new Date(end).toISOString(), steps }, { timeoutMs: 120_000 });

const hand = 'hand-written';
const usually = 'the usual shape';

function casesOf({ end }: EventShop): Case[] {
  const span = (days: number) => ({ from: new Date(end - days * dayMs).toISOString(), to: new Date(end).toISOString() });
  const people = (rows: { people: number[] }[]): Answer => ({ people: rows[0]?.people ?? [] });
  const cells = (rows: { cohort: number; later: number; people: number }[]): Answer => {
    // Days as they were counted: from whatever the first of them is.
    const first = Math.min(...rows.map(({ cohort }) => cohort));
    const aDay = Math.max(...rows.map(({ cohort }) => cohort)) - first > 1_000 ? 86_400 : 1;
    return sorted(rows.map(({ cohort, later, people: came }) => [`${(cohort - first) / aDay} + ${later}`, came]));
  };
  const daily = (rows: { at: number; people: number }[]): Answer =>
    sorted(rows.filter(({ at }) => at > 0).map(({ at, people: came }) => [String(at), came]));
  return [
    {
      what: 'funnel of 4 steps, 28 days',
      path: 'measure/funnel',
      ask: { steps: steps.map((event) => ({ event })), window: { amount: 7, unit: 'day' }, ...span(28) },
      answer: (reply: { steps: { people: number }[] }) => ({ people: reply.steps.map((one) => one.people) }),
      byHand: [
        { name: `${hand}, counts alone`, sql: byHand.funnelCounts, answer: people },
        { name: `${hand}, with times`, sql: byHand.funnelTimes, answer: people },
      ],
      usual: { name: usually, sql: usual.funnel, answer: people, overlooks: true, wanted: 5 },
    },
    {
      what: 'paths of 5, 7 days',
      path: 'measure/paths',
      ask: { length: 5, pause: { amount: 1, unit: 'day' }, shown: 20, ...span(7) },
      answer: (reply: { edges: { at: number; from: { event: string }; to: { event: string | null }; visits: number }[] }) =>
        sorted(
          reply.edges.flatMap(({ at, from, to, visits }) =>
            to.event === null ? [] : [[`${at} ${from.event} > ${to.event}`, visits]],
          ),
        ),
      byHand: [
        {
          name: hand,
          sql: byHand.paths,
          answer: (rows: { at: number; here: string; then: string; visits: number }[]) =>
            sorted(rows.flatMap(({ at, here, then, visits }) => (then === '' ? [] : [[`${at} ${here} > ${then}`, visits]]))),
        },
      ],
      usual: {
        name: usually,
        sql: usual.paths,
        answer: (rows: { previous: string; item: string; visits: number }[]) =>
          sorted(
            rows.map(({ previous, item, visits }) => [
              `${previous.split('_')[0]} ${previous.slice(previous.indexOf('_') + 1)} > ${item.slice(item.indexOf('_') + 1)}`,
              visits,
            ]),
          ),
        wanted: 3.5,
      },
    },
    {
      what: 'retention of 14 days',
      path: 'measure/retention',
      ask: { first: { event: steps[0] }, return: { event: steps[3] }, cohort: 'recurring', interval: 'day', ...span(14) },
      answer: (reply: { cohorts: { returned: number[] }[] }) =>
        sorted(
          reply.cohorts.flatMap(({ returned }, cohort) =>
            returned.flatMap((came, later) => (came === 0 ? [] : [[`${cohort} + ${later}`, came]])),
          ),
        ),
      byHand: [{ name: hand, sql: byHand.retention, answer: cells }],
      usual: { name: usually, sql: usual.retention, answer: cells, wanted: 4 },
    },
    {
      what: 'people a day, 28 days',
      path: 'measure/trend',
      ask: { event: steps[0], measure: { kind: 'people' }, interval: 'day', ...span(28) },
      answer: (reply: { series: { points: { at: string; value: number }[] }[] }) =>
        sorted((reply.series[0]?.points ?? []).map(({ at, value }) => [String(Date.parse(at) / 1000), value])),
      byHand: [{ name: hand, sql: byHand.dailyPeople, answer: daily }],
      usual: { name: usually, sql: usual.dailyPeople, answer: daily, wanted: 3 },
    },
    {
      what: 'sum by a property, 28 days',
      path: 'measure/trend',
      ask: { event: steps[0], measure: { kind: 'sum', property: 'price' }, breakdown: 'category', interval: 'day', ...span(28) },
      // Of the twelve words ten are shown by themselves: the days' sums over all of them are compared.
      answer: (reply: { series: { points: { at: string; value: number }[] }[] }) =>
        summed(
          reply.series.flatMap(({ points }) => points.map(({ at, value }) => [String(Date.parse(at) / 1000), value] as const)),
        ),
      byHand: [
        {
          name: hand,
          sql: byHand.sumByProperty,
          answer: (rows: { at: number; value: number }[]) => summed(rows.map(({ at, value }) => [String(at), value] as const)),
        },
      ],
    },
    {
      what: 'size of a segment: bought and asked for support',
      path: 'customers/segments/preview',
      ask: { rule: { kind: 'group', match: 'all', rules: [didOnce(steps[3]), didOnce('Support Asked')] } },
      answer: (reply: { size: number }) => ({ size: reply.size }),
      byHand: [{ name: hand, sql: byHand.segmentSize, answer: (rows: { size: number }[]) => ({ size: rows[0]?.size ?? 0 }) }],
    },
    {
      what: 'lifecycle of 8 weeks, every event since ever',
      path: 'measure/lifecycle',
      ask: { interval: 'week', ...span(56) },
      answer: () => ({}),
      byHand: [],
    },
  ] as Case[];
}

const didOnce = (event = '') => ({
  kind: 'event',
  event,
  where: [],
  window: { in: 'ever' },
  measure: { of: 'count' },
  operator: 'at_least',
  amount: 1,
});

const sorted = (entries: (string | number)[][]): Answer =>
  Object.fromEntries(entries.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1))) as Answer;

function summed(entries: (readonly [string, number])[]): Answer {
  const sums: Record<string, number> = {};
  for (const [key, value] of entries) sums[key] = round((sums[key] ?? 0) + value, 3);
  return sums;
}
