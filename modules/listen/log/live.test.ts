import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Realtime } from '#platform/realtime';
import type { LiveEvent } from '../contract.ts';
import type { EventRow } from '../store/keep.ts';
import { streamLive } from './live.ts';

interface Message {
  events: LiveEvent[];
  skipped: number;
}

let messages: Message[];
let hear: (...names: string[]) => void;

beforeEach(() => {
  vi.useFakeTimers();
  messages = [];
  const publish: Realtime['publish'] = (_topic, _workspaceId, message) => void messages.push(message as Message);
  const committed = streamLive({ topic: () => undefined, nudge: () => {}, publish }, () => Date.now());
  hear = (...names) => committed({ workspaceId: 'w', rows: names.map(rowOf) });
});
afterEach(() => {
  vi.useRealTimers();
});

const rowOf = (name: string): EventRow => ({
  sourceId: 's',
  eventDay: '2026-03-01',
  keyHash: name,
  contentHash: '',
  sender: { type: 'user_id', value: '42' },
  kind: 'track',
  name,
  trusted: true,
  occurredAt: 0,
  receivedAt: 0,
  messageId: name,
  body: '{}',
});
const many = (count: number) => Array.from({ length: count }, () => 'Page');
const shown = () => messages.map(({ events }) => events.length);

test('a lone event leaves at once, its followers 20 ms later, together', () => {
  hear('first');
  expect(shown()).toEqual([1]);
  hear('second');
  hear('third');
  expect(shown()).toEqual([1]);
  vi.advanceTimersByTime(20);
  expect(messages[1]?.events.map(({ name }) => name)).toEqual(['second', 'third']);
  vi.advanceTimersByTime(1_000);
  expect(messages).toHaveLength(2);
});

test('a burst is shown whole, a flood is not, and every event is counted', () => {
  hear(...many(40));
  expect(messages[0]).toMatchObject({ skipped: 0 });
  for (let tick = 0; tick < 250; tick += 1) {
    hear(...many(100));
    vi.advanceTimersByTime(20);
  }
  const rows = shown().reduce((sum, count) => sum + count, 0);
  const skipped = messages.reduce((sum, message) => sum + message.skipped, 0);
  expect(rows + skipped).toBe(40 + 25_000);
  // Five seconds, a hundred rows each.
  expect(rows - 40).toBeLessThanOrEqual(505);
  expect(rows - 40).toBeGreaterThanOrEqual(495);
});

test('after a silence there is room for a burst again', () => {
  hear(...many(1_000));
  vi.advanceTimersByTime(60_000);
  hear(...many(30));
  expect(messages.at(-1)).toMatchObject({ skipped: 0 });
});
