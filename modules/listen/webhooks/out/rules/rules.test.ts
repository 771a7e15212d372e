import { describe, expect, test } from 'vitest';
import { eventPattern } from '../../../contract/webhooks-out.ts';
import { asksToStop, isDelivered, shownAnswer } from './answer.ts';
import { compileMatcher } from './match.ts';
import { messageOf, messageOfEvent } from './message.ts';
import { isGivenUp, pauseAfter, restAfter } from './schedule.ts';

describe('what an endpoint wants to hear', () => {
  const hears = (pattern: string, type: string, name = '') => compileMatcher([pattern])({ type, name });

  test.each([
    ['*', 'event.track', 'Order Paid'],
    ['event.*', 'event.identify', 'identify'],
    ['event.track', 'event.track', 'anything'],
    ['event.track:Order *', 'event.track', 'Order Paid'],
    ['event.track:*Paid', 'event.track', 'Order Paid'],
    ['event.*:O*r*d', 'event.track', 'Order Paid'],
    ['event.track:a:b', 'event.track', 'a:b'],
    ['event.track:**', 'event.track', ''],
    ['customers.*', 'customers.people_merged', ''],
  ])('%s hears %s %s', (pattern, type, name) => {
    expect(eventPattern.safeParse(pattern).success).toBe(true);
    expect(hears(pattern, type, name)).toBe(true);
  });

  test.each([
    ['event.track:Order *', 'event.track', 'Order'],
    ['event.track:Order *', 'event.page', 'Order Paid'],
    ['event.track:a*a', 'event.track', 'a'],
    ['event.track:ab*b*b', 'event.track', 'abb'],
    ['event.track:ORDER*', 'event.track', 'Order Paid'],
    ['customers.*', 'event.track', 'customers.x'],
    ['customers.people_merged', 'customers.people_merge', ''],
  ])('%s does not hear %s %s', (pattern, type, name) => expect(hears(pattern, type, name)).toBe(false));

  test.each(['', 'event', 'event.*.x', 'event.tracks', 'Customers.x', 'event.track:', 'a.b.c', 'track'])(
    '%j is no pattern',
    (pattern) => {
      expect(eventPattern.safeParse(pattern).success).toBe(false);
    },
  );

  test('E13: stars and long names cost nothing', () => {
    const began = performance.now();
    expect(hears(`event.track:${'a*'.repeat(120)}b`, 'event.track', 'a'.repeat(50_000))).toBe(false);
    expect(performance.now() - began).toBeLessThan(50);
  });
});

describe('when', () => {
  const quiet = '0198b3c0-0000-7000-8000-000000000000';

  test('pauses grow from five seconds to a day, then end', () => {
    const all = Array.from({ length: 10 }, (_, at) => pauseAfter(at + 1, quiet));
    expect(all.map((pause) => pause && pause / 1000)).toEqual([
      5,
      300,
      1800,
      7200,
      18_000,
      36_000,
      50_400,
      72_000,
      86_400,
      undefined,
    ]);
    expect(pauseAfter(1, 'ffffffff')).toBe(6000);
  });

  test('five failures in a row open the circuit, longer and longer, a quarter of an hour at most', () => {
    expect([1, 4, 5, 6, 11, 1000].map((failures) => restAfter(failures, quiet) / 1000)).toEqual([0, 0, 15, 30, 900, 900]);
  });

  test('five days of failure switch it off', () => {
    expect([isGivenUp(5 * 86_400_000 - 1), isGivenUp(5 * 86_400_000)]).toEqual([false, true]);
  });
});

describe('what is said', () => {
  test('an accepted event goes out to the letter', () => {
    const body = '{"type":"track","messageId":"m1","event":"Paid","properties":{"n":1.10,"text":"città"}}';
    const message = messageOfEvent({
      sourceId: 's',
      customerId: 'c',
      kind: 'track',
      trusted: true,
      occurredAt: new Date('2026-03-01T10:00:00Z'),
      receivedAt: new Date('2026-03-01T10:00:01Z'),
      body,
    });
    expect(message).toContain(body);
    expect(JSON.parse(message)).toEqual({
      type: 'event.track',
      timestamp: '2026-03-01T10:00:00.000Z',
      data: { sourceId: 's', customerId: 'c', trusted: true, receivedAt: '2026-03-01T10:00:01.000Z', event: JSON.parse(body) },
    });
  });

  test('so does a domain event', () => {
    expect(JSON.parse(messageOf('customers.people_erased', new Date(0), { ids: ['a'] }))).toEqual({
      type: 'customers.people_erased',
      timestamp: '1970-01-01T00:00:00.000Z',
      data: { ids: ['a'] },
    });
  });
});

test('answers: 2xx arrived, everything else did not, 410 asks to stop', () => {
  expect([200, 204, 301, 302, 400, 410, 500].map(isDelivered)).toEqual([true, true, false, false, false, false, false]);
  expect([410, 404].map(asksToStop)).toEqual([true, false]);
  expect(shownAnswer(Buffer.from('ok\u0000'), undefined)).toBe('ok\uFFFD');
  expect(shownAnswer(Buffer.alloc(2000, 'a'), 'identity')).toBe(`${'a'.repeat(1024)}…`);
  expect(shownAnswer(Buffer.from('x'), 'gzip')).toBe('(gzip, 1 bytes)');
});
