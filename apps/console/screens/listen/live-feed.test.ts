import { expect, test } from 'vitest';
import type { LiveEvent } from '#listen/contract';
import { LiveFeed } from './live-feed.ts';

const T0 = Date.parse('2026-03-01T12:00:00.000Z');
const iso = (ms: number) => new Date(T0 + ms).toISOString();

const event = (id: string, more: Partial<LiveEvent> = {}): LiveEvent => ({
  id,
  kind: 'track',
  name: 'Order Completed',
  sourceId: 's1',
  sender: { type: 'user_id', value: '42' },
  trusted: true,
  occurredAt: iso(0),
  receivedAt: iso(0),
  body: '{}',
  ...more,
});
const message = (events: LiveEvent[], skipped = 0, sentAt = iso(0)) => ({ events, skipped, sentAt });
const ids = (feed: LiveFeed) => feed.events().map(({ id }) => id);

test('newest first, each once, never more than it keeps', () => {
  const feed = new LiveFeed({});
  feed.hear(message([event('a'), event('b')]), T0);
  feed.hear(message([event('b'), event('c')]), T0);
  expect(ids(feed)).toEqual(['c', 'b', 'a']);
  for (let batch = 0; batch < 100; batch++) {
    feed.hear(message(Array.from({ length: 20 }, (_none, index) => event(`${batch}-${index}`))), T0);
  }
  expect(feed.events()).toHaveLength(500);
  expect(ids(feed)[0]).toBe('99-19');
});

test('what was kept before joins in its place, without doubles', () => {
  const feed = new LiveFeed({});
  feed.hear(message([event('new', { receivedAt: iso(3_000) })]), T0);
  feed.fill([event('between', { receivedAt: iso(2_000) }), event('new'), event('old', { receivedAt: iso(1_000) })]);
  expect(ids(feed)).toEqual(['new', 'between', 'old']);
});

test.each([
  [{ search: 'order' }, ['a', 'b']],
  [{ search: ' ROMEO ' }, ['c']],
  [{ source: 's2' }, ['b']],
  [{ kind: 'page', search: 'home' }, ['c']],
])('filter %j', (filter, expected) => {
  const feed = new LiveFeed(filter);
  feed.hear(message([event('c', { kind: 'page', name: 'Home', sender: { type: 'user_id', value: 'romeo' } })]), T0);
  feed.hear(message([event('b', { sourceId: 's2' }), event('a')]), T0);
  expect(ids(feed)).toEqual(expected);
});

test('the rate counts what was skipped and what the filter hides, and falls to nothing in silence', () => {
  const feed = new LiveFeed({ kind: 'page' });
  for (let second = 0; second < 5; second++) feed.hear(message([event(`e${second}`)], 99), T0 + 100 + second * 1000);
  expect(feed.figures(T0 + 4_200)).toMatchObject({ perSecond: 100, skipped: 495 });
  expect(feed.figures(T0 + 20_000)).toMatchObject({ perSecond: 0, skipped: 495 });
});

test('freshness is from accepted to painted, though this clock is an hour ahead', () => {
  const ahead = 3_600_000;
  const feed = new LiveFeed({});
  feed.hear(message([event('a', { receivedAt: iso(0) })], 0, iso(10)), T0 + ahead + 10);
  feed.painted(feed.drawing(), T0 + ahead + 40);
  expect(feed.figures(T0 + ahead + 50).freshness).toBe(40);
  expect(feed.drawing()).toEqual([]);
});
