/** The maps that ship, on the files they are for: whole files, against the figures published for them. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { datasetPath } from '#platform/testing';
import type { MappedMessage, RecordProblem } from '../mapping/contract.ts';
import { parseMapping } from '../mapping/parse.ts';
import { type CompiledMapping, compileMapping } from '../mapping/rules/compile.ts';
import { contentDigest, readRecords } from './readers/read-records.ts';

const examples = new URL('../../../examples/', import.meta.url);

function mapOf(name: string): CompiledMapping {
  const parsed = parseMapping(readFileSync(new URL(`maps/${name}.yaml`, examples), 'utf8'));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const compiled = compileMapping(parsed.mapping);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.mapping;
}

interface Result {
  records: number;
  problems: RecordProblem[];
}

/** Maps a whole file, and says how fast. */
async function mapFile(file: string, map: string, each: (message: MappedMessage) => void): Promise<Result> {
  const digest = await contentDigest(file);
  const started = performance.now();
  const run = mapOf(map).start();
  const result: Result = { records: 0, problems: [] };
  const ids = new Set<string>();
  let messages = 0;
  for await (const read of await readRecords(file)) {
    result.records += 1;
    if ('problem' in read) {
      result.problems.push({ line: read.line, field: null, target: 'record', message: read.problem });
      continue;
    }
    const outcome = run.map(read.record, { digest, line: read.line });
    result.problems.push(...outcome.problems);
    for (const message of outcome.messages) {
      messages += 1;
      ids.add(message.messageId);
      each(message);
    }
  }
  const seconds = (performance.now() - started) / 1000;
  // Straight to the terminal: how fast reading and mapping are is a figure people ask for, not an assertion.
  process.stderr.write(
    `${map}: ${result.records} rows in ${seconds.toFixed(2)} s, ${Math.round(result.records / seconds)} rows/s\n`,
  );
  expect(ids.size).toBe(messages);
  return result;
}

const number = (message: MappedMessage, name: string) => Number(message.properties?.[name] ?? 0);
const countBy = <T>(counts: Map<T, number>, key: T) => counts.set(key, (counts.get(key) ?? 0) + 1);

describe('the maps that ship', () => {
  const retail = datasetPath('purchases/online_retail.csv.gz');
  test.skipIf(retail === undefined)(
    'online retail: 541,909 lines, 25,900 invoices, 4,372 customers, 9,747,747.93',
    { timeout: 120_000 },
    async () => {
      const [invoices, customers, visitors] = [new Set<unknown>(), new Set<string>(), new Set<string>()];
      let [lines, cancelled, identified, revenue, unclear] = [0, 0, 0, 0, 0];
      const result = await mapFile(retail ?? '', 'online-retail', (message) => {
        if (message.type === 'identify') identified += 1;
        else {
          lines += 1;
          revenue += number(message, 'revenue');
          invoices.add(message.properties?.invoice);
          if (message.properties?.cancelled === true) cancelled += 1;
          if (message.userId === undefined) visitors.add(message.anonymousId ?? '');
          else customers.add(message.userId);
          if ((message.userId === undefined) === (message.anonymousId === undefined)) unclear += 1;
        }
      });
      expect(result).toEqual({ records: 541_909, problems: [] });
      expect({ lines, identified, cancelled, unclear }).toEqual({
        lines: 541_909,
        identified: 4372,
        cancelled: 9288,
        unclear: 0,
      });
      expect([invoices.size, customers.size, visitors.size]).toEqual([25_900, 4372, 3710]);
      expect(revenue.toFixed(2)).toBe('9747747.93');
    },
  );

  const tweets = datasetPath('social/airline_tweets.csv.gz');
  test.skipIf(tweets === undefined)('airline tweets: 14,640 voices by airline and day', async () => {
    const [airlines, days, sentiments] = [new Map<unknown, number>(), new Map<unknown, number>(), new Map<unknown, number>()];
    const [posts, authors] = [new Set<unknown>(), new Set<unknown>()];
    let escaped = 0;
    const result = await mapFile(tweets ?? '', 'airline-tweets', (message) => {
      authors.add(message.userId);
      if (message.type !== 'track') return;
      countBy(airlines, message.properties?.airline);
      countBy(days, message.properties?.day);
      countBy(sentiments, message.properties?.sentiment);
      posts.add(message.properties?.post_id);
      if (String(message.properties?.text).includes('&amp;')) escaped += 1;
    });
    expect(result).toEqual({ records: 14_640, problems: [] });
    expect(Object.fromEntries(airlines)).toEqual({
      United: 3822,
      'US Airways': 2913,
      American: 2759,
      Southwest: 2420,
      Delta: 2222,
      'Virgin America': 504,
    });
    expect(Object.fromEntries(sentiments)).toEqual({ negative: 9178, neutral: 3099, positive: 2363 });
    expect(Object.fromEntries(days)).toMatchObject({ '2015-02-22': 3079, '2015-02-23': 3028, '2015-02-16': 4 });
    expect([...days.values()].reduce((sum, count) => sum + count)).toBe(14_640);
    expect([days.size, posts.size, authors.size, escaped]).toEqual([9, 14_485, 7701, 0]);
  });

  const orders = datasetPath('reviews/olist_classified_orders.csv.gz');
  test.skipIf(orders === undefined)('olist: 3,584 orders with score, class and dates', async () => {
    const [scores, classes, visitors] = [new Map<unknown, number>(), new Map<unknown, number>(), new Set<unknown>()];
    const late = { late: 0, delivered: 0, scoreLate: 0, scoreOnTime: 0, sum: 0 };
    const result = await mapFile(orders ?? '', 'olist-classified-orders', (message) => {
      visitors.add(message.anonymousId);
      if (message.event === 'Order Delivered') {
        late.delivered += 1;
        if (message.properties?.late === true) late.late += 1;
      }
      if (message.event !== 'Review Given') return;
      countBy(scores, message.properties?.score);
      countBy(classes, message.properties?.class);
      const days = message.properties?.days_late;
      late.sum += number(message, 'score');
      if (days !== undefined && number(message, 'days_late') > 0) late.scoreLate += number(message, 'score');
      else if (days !== undefined) late.scoreOnTime += number(message, 'score');
    });
    expect(result).toEqual({ records: 3584, problems: [] });
    expect(visitors.size).toBe(3584);
    expect(Object.fromEntries(scores)).toEqual({ 1: 867, 2: 216, 3: 332, 4: 514, 5: 1655 });
    expect(Object.fromEntries(classes)).toEqual({
      satisfied: 1983,
      'delivery problem': 950,
      'quality problem': 480,
      undefined: 171,
    });
    expect([late.delivered, late.late]).toEqual([3467, 380]);
    expect([late.sum / 3584, late.scoreLate / 380, late.scoreOnTime / 3087].map((mean) => mean.toFixed(3))).toEqual([
      '3.523',
      '2.082',
      '3.778',
    ]);
  });

  const views = datasetPath('journeys/diginetica_views_sample.csv.gz');
  test.skipIf(views === undefined)('diginetica: 12,391 views, 2,986 sessions, 7,139 items', async () => {
    const [sessions, items] = [new Set<unknown>(), new Set<unknown>()];
    let [count, first, last] = [0, '9', ''];
    const result = await mapFile(views ?? '', 'diginetica-views', (message) => {
      count += 1;
      sessions.add(message.properties?.session);
      items.add(message.properties?.product_id);
      const day = (message.timestamp ?? '').slice(0, 10);
      if (day < first) first = day;
      if (day > last) last = day;
    });
    expect(result).toEqual({ records: 12_391, problems: [] });
    expect([count, sessions.size, items.size]).toEqual([12_391, 2986, 7139]);
    expect([first, last]).toEqual(['2016-01-03', '2016-06-01']);
  });

  test('the synthetic shop: four good orders, one impossible day listed with line and field', async () => {
    const found: MappedMessage[] = [];
    const file = new URL('orders-synthetic.csv', examples).pathname;
    const result = await mapFile(file, 'orders-synthetic', (message) => found.push(message));
    expect(result.problems).toEqual([
      { line: 8, field: 'placed', target: 'emit[0].timestamp', message: '"31/02/2026 10:00" is no date as d/m/Y H:i' },
    ]);
    expect(found.map((message) => [message.type, message.userId ?? message.anonymousId, message.properties?.revenue])).toEqual([
      ['identify', 'ada.example@example.org', undefined],
      ['track', 'ada.example@example.org', 49.9],
      ['track', 'ada.example@example.org', 13],
      ['track', 'order:S-1002', 1249],
      ['identify', 'grace@example.org', undefined],
      ['track', 'grace@example.org', 240],
      ['track', 'grace@example.org', -120],
    ]);
    expect(found[1]?.timestamp).toBe('2026-02-03T08:14:00.000Z');
  });
});
