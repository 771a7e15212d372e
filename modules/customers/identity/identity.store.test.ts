import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { getPerson, getTimeline, listPeople, listSuggestions } from '../contract.ts';
import { type CustomersUnderTest, customersUnderTest } from '../testing.ts';
import { compare } from './rules/partition.ts';

let fresh: FreshDatabase;
let house: CustomersUnderTest;
beforeAll(async () => {
  fresh = await freshDatabase();
  house = await customersUnderTest(fresh);
});
afterAll(() => fresh.close());

const person = (ref: string) => house.call(getPerson, { params: { person: ref } });
const names = (list: { type: string; value: string }[]) => list.map(({ type, value }) => `${type}:${value}`).sort(compare);

describe('from the log to people', () => {
  test('a visitor who signs in is one person with a past, under every id', async () => {
    await house.say('browser', { type: 'page', anonymousId: 'v1', name: 'Home', timestamp: '2026-01-01T10:00:00Z' });
    await house.settle();
    const visitor = await person('anonymous_id:v1');
    expect(visitor).toMatchObject({ kind: 'visitor', name: 'Visitor v1', verified: false });

    await house.say('browser', {
      type: 'identify',
      anonymousId: 'v1',
      userId: 'u1',
      traits: { email: 'Ann@Example.org', firstName: 'Ann', plan: 'free' },
      timestamp: '2026-01-02T10:00:00Z',
    });
    await house.settle();
    const ann = await person(visitor.id);
    expect(names(ann.identifiers)).toEqual(['anonymous_id:v1', 'email:ann@example.org', 'user_id:u1']);
    expect(ann).toMatchObject({ kind: 'person', name: 'Ann', email: 'ann@example.org', verified: false, openSuggestions: 0 });
    expect(ann.id).not.toBe(visitor.id);
    expect((await person('email:ANN@example.org')).id).toBe(ann.id);
    const timeline = await house.call(getTimeline, { params: { person: visitor.id } });
    expect(timeline.items.map(({ name }) => name)).toEqual(['identify', 'Home']);
    expect(ann.identifiers.find(({ type }) => type === 'anonymous_id')?.why).toMatchObject([
      { by: 'identify', with: { type: 'user_id', value: 'u1' }, trusted: false, at: '2026-01-02T10:00:00.000Z' },
    ]);
  });

  test('F11: a browser that claims a known address, phone or id gets a suggestion and nothing else', async () => {
    await house.say('server', {
      type: 'identify',
      userId: 'vip',
      traits: { email: 'vip@example.org', phone: '+49 30 123456', tier: 'gold' },
    });
    await house.settle();
    const before = await person('user_id:vip');
    await house.say(
      'browser',
      { type: 'identify', anonymousId: 'thief', traits: { email: 'vip@example.org', name: 'Mallory' } },
      { type: 'identify', anonymousId: 'thief', traits: { phone: '+4930123456' } },
      { type: 'identify', anonymousId: 'thief', userId: 'vip', traits: { tier: 'none', name: 'Mallory' } },
      { type: 'alias', previousId: 'vip', userId: 'thief2' },
      { type: 'track', anonymousId: 'thief', userId: 'vip', event: 'Order Completed' },
    );
    await house.settle();
    const after = await person('user_id:vip');
    expect(after.identifiers.map(({ id }) => id)).toEqual(before.identifiers.map(({ id }) => id));
    expect(after.portrait.now).toEqual(before.portrait.now);
    expect(after.name).toBe(before.name);
    expect(after.portrait.claimed.map(({ name, value }) => [name, value])).toEqual([
      ['name', 'Mallory'],
      ['tier', 'none'],
    ]);
    const thief = await person('anonymous_id:thief');
    expect(thief.id).not.toBe(after.id);
    expect(names(thief.identifiers)).toEqual(['anonymous_id:thief']);
    const { items } = await house.call(listSuggestions, { query: { person: 'user_id:vip' } });
    expect(items.map(({ people }) => people.map(({ id }) => id).sort(compare))).toContainEqual(
      [thief.id, after.id].sort(compare),
    );
    expect(items.every(({ reason }) => reason === 'verified' || reason === 'two_known')).toBe(true);
  });

  test('the directory finds by name, address and phone in any format, and forgives', async () => {
    await house.say('server', {
      type: 'identify',
      userId: 'jm',
      traits: { name: 'Jørgen Müller', email: 'jorgen@firma.de', phone: '+49 (0)171 2345678' },
    });
    await house.settle();
    for (const search of ['jorgen mull', 'JØRGEN', '0171/2345678', '+49171 2345678', 'firma.de', 'jm', 'Jorgne Muller']) {
      const { items } = await house.call(listPeople, { query: { search } });
      expect(
        items.map(({ name }) => name),
        search,
      ).toContain('Jørgen Müller');
    }
    expect((await house.call(listPeople, { query: { search: 'nobody-like-this' } })).items).toEqual([]);
    const first = await house.call(listPeople, { query: { kind: 'all', limit: 2 } });
    const second = await house.call(listPeople, { query: { kind: 'all', limit: 200, after: first.next ?? '' } });
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(4);
  });
});
