/**
 * A dashboard of twelve tiles, as a browser opens it: six requests at a time. Cold: the engine's caches (marks, which parts hold what)
 * are empty, what the system holds of its files is not. And whether intake waits while somebody opens it again and again.
 */
import { type Figure, paired, round, spreadOf } from '../figures.ts';
import { apiKey, type Lab, openLab, runLoad } from '../lab.ts';
import { emptyShop, growShop } from '../shop-events.ts';

const atATime = 6;
const dayMs = 86_400_000;
/** What is offered while dashboards are opened; the two together do not fill both cores. */
const offered = 1_000;

export async function benchDashboard({
  events,
  pairs,
  seconds,
}: {
  events: number;
  pairs: number;
  seconds: number;
}): Promise<Figure[]> {
  const lab = await openLab('api');
  try {
    const { end } = await growShop(lab, emptyShop(Date.now()), events);
    const open = () => opened(lab, tilesOf(end));
    const found = await paired(pairs, open, async () => {
      for (const cache of ['mark', 'query condition', 'uncompressed'])
        await lab.system.clickhouse.command(`system drop ${cache} cache`);
      return open();
    });
    const cold = spreadOf(found.map(({ theirs }) => theirs));
    const warm = spreadOf(found.map(({ ours }) => ours));
    const size = `${events / 1e6} M events`;
    return [
      {
        goal: '§7',
        what: `dashboard of 12 tiles, warm, ${size}`,
        value: round(warm.median, 0),
        unit: 'ms',
        wanted: '≤ 2000',
        met: warm.median <= 2_000,
        beside: `${round(warm.min, 0)}–${round(warm.max, 0)}, until its last tile`,
      },
      {
        goal: '§7',
        what: `dashboard of 12 tiles, cold ÷ warm, ${size}`,
        value: round(spreadOf(found.map(({ ours, theirs }) => theirs / ours)).median),
        unit: '',
        wanted: '≤ 2',
        met: spreadOf(found.map(({ ours, theirs }) => theirs / ours)).median <= 2,
        beside: `cold ${round(cold.median, 0)} ms (${round(cold.min, 0)}–${round(cold.max, 0)})`,
      },
      await intakeBeside(lab, end, seconds),
    ];
  } finally {
    await lab.close();
  }
}

async function intakeBeside(lab: Lab, end: number, seconds: number): Promise<Figure> {
  await runLoad(lab.url, 20, 16, 2, offered);
  const alone = await runLoad(lab.url, 20, 16, seconds, offered);
  let opening = true;
  let times = 0;
  const reader = (async () => {
    for (; opening; times += 1) await opened(lab, tilesOf(end));
  })();
  const beside = await runLoad(lab.url, 20, 16, seconds, offered);
  opening = false;
  await reader;
  const most = 250;
  return {
    goal: 'P5',
    what: `sent → acknowledged, ${offered} events/s while that dashboard is opened again and again, p99`,
    value: round(beside.p99, 0),
    unit: 'ms',
    wanted: `≤ ${most}`,
    met: beside.p99 <= most && beside.refused === 0,
    beside: `p50 ${round(beside.p50, 0)} ms, ${beside.refused} refused, opened ${times} times; alone p50 ${round(alone.p50, 0)} ms, p99 ${round(alone.p99, 0)} ms`,
  };
}

interface Tile {
  path: string;
  ask: Record<string, unknown>;
}

/** Milliseconds until the last tile has its answer. */
async function opened({ url }: Lab, tiles: readonly Tile[]): Promise<number> {
  const began = performance.now();
  const waiting = [...tiles];
  const connection = async () => {
    for (let tile = waiting.shift(); tile !== undefined; tile = waiting.shift()) {
      const reply = await fetch(`${url}/api/measure/${tile.path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(tile.ask),
      });
      const text = await reply.text();
      if (!reply.ok) throw new Error(`${tile.path}: ${text}`);
    }
  };
  await Promise.all(Array.from({ length: atATime }, connection));
  return performance.now() - began;
}

function tilesOf(end: number): Tile[] {
  const to = new Date(end).toISOString();
  const from = (days: number) => new Date(end - days * dayMs).toISOString();
  const trend = (event: string, measure: object, more: object = {}): Tile => ({
    path: 'trend',
    ask: { event, measure, interval: 'day', from: from(28), to, ...more },
  });
  const step = (event: string) => ({ event });
  return [
    trend('Page Viewed', { kind: 'count' }),
    trend('Page Viewed', { kind: 'people' }),
    trend('Product Viewed', { kind: 'people' }),
    trend('Order Completed', { kind: 'count' }),
    trend('Order Completed', { kind: 'sum', property: 'price' }),
    trend('Order Completed', { kind: 'sum', property: 'price' }, { breakdown: 'category' }),
    trend('Order Completed', { kind: 'average', property: 'price' }),
    trend('Products Searched', { kind: 'count' }, { breakdown: 'campaign' }),
    trend('Support Asked', { kind: 'people' }, { interval: 'week', from: from(84) }),
    {
      path: 'funnel',
      ask: {
        steps: ['Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed'].map(step),
        window: { amount: 7, unit: 'day' },
        from: from(28),
        to,
      },
    },
    {
      path: 'retention',
      ask: {
        first: step('Product Viewed'),
        return: step('Order Completed'),
        cohort: 'recurring',
        interval: 'day',
        from: from(14),
        to,
      },
    },
    { path: 'paths', ask: { length: 5, from: from(7), to } },
  ];
}
