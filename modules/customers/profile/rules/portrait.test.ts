import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faceOf } from './face.ts';
import type { TraitRow } from './facts.ts';
import { portraitOf, traitsNow } from './portrait.ts';

const day = 24 * 60 * 60 * 1000;
const row = (name: string, value: unknown, from: number, until?: number, more: Partial<TraitRow> = {}): TraitRow => ({
  senderNo: '1',
  name,
  value,
  from,
  until,
  confirmedAt: from,
  trusted: true,
  sourceId: null,
  eventId: null,
  editor: null,
  ...more,
});

describe('then and now', () => {
  const rows = [
    row('plan', 'free', 0, 5 * day),
    row('plan', 'gold', 5 * day),
    row('name', 'Ann', day / 2),
    row('city', 'Rome', 9 * day, 12 * day),
    row('city', null, 12 * day),
  ];
  test('the start is what was known after the first day; changes have their time', () => {
    const { start, now, changes } = portraitOf(rows, true);
    expect(start).toEqual({ at: 0, traits: { plan: 'free', name: 'Ann' } });
    expect(now.map(({ name, value }) => [name, value])).toEqual([
      ['name', 'Ann'],
      ['plan', 'gold'],
    ]);
    expect(changes.map(({ name, from, to, at }) => [name, from, to, at / day])).toEqual([
      ['city', 'Rome', null, 12],
      ['city', null, 'Rome', 9],
      ['plan', 'free', 'gold', 5],
    ]);
  });
  test('of two identifiers the last word counts', () => {
    const both = [row('plan', 'free', 1), row('plan', 'gold', 2, undefined, { senderNo: '2' })];
    expect(traitsNow(both, true)).toEqual({ plan: 'gold' });
  });
  test('what is said again by one identifier holds again after another said otherwise', () => {
    const both = [
      row('colour', 'blue', day, undefined, { confirmedAt: 8 * day }),
      row('colour', 'red', 5 * day, undefined, { senderNo: '2' }),
    ];
    const { now, changes } = portraitOf(both, true);
    expect(now.map(({ value }) => value)).toEqual(['blue']);
    expect(changes.map(({ from, to, at }) => [from, to, at / day])).toEqual([
      ['red', 'blue', 8],
      ['blue', 'red', 5],
    ]);
  });
  test('M6: claims about a vouched-for person are shown and not used', () => {
    const both = [row('plan', 'free', 1), row('plan', 'gold', 2, undefined, { trusted: false })];
    const { now, claimed } = portraitOf(both, true);
    expect([now, claimed].map((list) => list.map(({ value }) => value))).toEqual([['free'], ['gold']]);
    expect(traitsNow(both, false)).toEqual({ plan: 'gold' });
  });
  test('nothing said, nothing shown', () => {
    expect(portraitOf([], false)).toEqual({ start: undefined, now: [], changes: [], claimed: [] });
  });
  test('the order in which rows are read is no matter', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }), (shuffled) => {
        expect(portraitOf(shuffled, true)).toEqual(portraitOf(rows, true));
      }),
    );
  });
});

describe('what to call them', () => {
  const device = { type: 'anonymous_id', value: '3f2a-77', verified: false, anonymous: true };
  const address = { type: 'email', value: 'ann@x.org', verified: false, anonymous: false };
  const user = { type: 'user_id', value: '42', verified: true, anonymous: false };
  test('a name, an address, an id, a visitor', () => {
    expect(faceOf(user, [user, address], { firstName: 'Ann', lastName: 'Bø' })).toEqual({
      kind: 'person',
      name: 'Ann Bø',
      email: 'ann@x.org',
      phone: null,
      search: 'ann bo 42 ann@x.org',
    });
    expect(faceOf(user, [user, address], {}).name).toBe('ann@x.org');
    expect(faceOf(user, [user], { name: ' ' }).name).toBe('42');
    expect(faceOf(device, [device], {})).toMatchObject({ kind: 'visitor', name: 'Visitor 3f2a', search: '' });
  });
});
