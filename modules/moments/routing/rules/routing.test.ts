import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { choose, defaultWeights } from './choose.ts';
import { nextFor } from './next-for.ts';
import type { Candidate, Waiting } from './types.ts';

const now = Date.parse('2026-06-01T12:00Z');
const minute = 60_000;
const day = 86_400_000;
const moment = (more: Partial<Waiting> = {}): Waiting => ({
  id: 'm',
  priority: 1,
  skills: [],
  language: null,
  languageRequired: false,
  value: null,
  weight: 1,
  waitingSince: now - 10 * minute,
  dueAt: null,
  promisedBy: null,
  lastOwner: null,
  declinedBy: [],
  ...more,
});
const person = (id: string, more: Partial<Candidate> = {}): Candidate => ({
  id,
  able: true,
  online: true,
  capacity: 4,
  load: 0,
  skills: [],
  languages: ['en'],
  senior: false,
  idleSince: now,
  ...more,
});

describe('who should own it', () => {
  test('a promise goes before knowing the customer, knowing before language, seniority and idleness', () => {
    const all = [
      person('idle', { idleSince: now - 8 * 60 * minute }),
      person('senior', { senior: true }),
      person('speaks', { languages: ['it'] }),
      person('knows', { load: 3 }),
      person('promised', { load: 3 }),
    ];
    const facts = moment({
      language: 'it',
      value: 1,
      promisedBy: 'promised',
      lastOwner: { id: 'knows', until: now - day },
    });
    const { chosen, ranking, why } = choose(facts, all, now);
    expect(chosen).toBe('promised');
    expect(ranking.map(({ id }) => id)).toEqual(['promised', 'knows', 'speaks', 'senior', 'idle']);
    expect(why).toMatchObject({ code: 'chosen', because: [{ factor: 'promised' }, { factor: 'free', load: 3, capacity: 4 }] });
    for (const { score, because } of ranking)
      expect(score).toBeCloseTo(
        because.reduce((sum, { points }) => sum + points, 0),
        6,
      );
  });

  test('a relationship fades: after a month it counts half, after a year being free counts more', () => {
    const all = [person('knows', { load: 3 }), person('free')];
    const points = (until: number) =>
      choose(moment({ lastOwner: { id: 'knows', until } }), all, now)
        .ranking.find(({ id }) => id === 'knows')
        ?.because.find(({ factor }) => factor === 'relationship')?.points;
    expect(points(now)).toBe(defaultWeights.relationship);
    expect(points(now - 30 * day)).toBe(defaultWeights.relationship / 2);
    expect(choose(moment({ lastOwner: { id: 'knows', until: now - 30 * day } }), all, now).chosen).toBe('knows');
    expect(choose(moment({ lastOwner: { id: 'knows', until: now - 365 * day } }), all, now).chosen).toBe('free');
  });

  test('fair: the freest, then who has been idle longest, then the smaller id', () => {
    expect(choose(moment(), [person('a', { load: 1 }), person('b')], now).chosen).toBe('b');
    expect(choose(moment(), [person('a'), person('b', { idleSince: now - minute })], now).chosen).toBe('b');
    expect(choose(moment(), [person('b'), person('a')], now).chosen).toBe('a');
  });

  test('nobody: each is named with what stands in the way, the promise included', () => {
    const facts = moment({
      skills: ['refunds', 'vat'],
      language: 'it',
      languageRequired: true,
      promisedBy: 'away',
      declinedBy: ['no'],
    });
    const skills = ['refunds', 'vat'];
    const all = [
      person('left', { able: false }),
      person('away', { online: false }),
      person('no'),
      person('busy', { load: 4 }),
      person('novice', { skills: ['vat'] }),
      person('foreign', { skills }),
    ];
    const { chosen, why, excluded } = choose(facts, all, now);
    expect(chosen).toBeNull();
    expect(why).toEqual({
      code: 'nobody',
      obstacles: { unable: 1, offline: 1, declined: 1, full: 1, skills_missing: 1, language_missing: 1 },
    });
    expect(excluded).toContainEqual({ id: 'novice', obstacle: { code: 'skills_missing', missing: ['refunds'] } });
    expect(choose(facts, [...all, person('right', { skills, languages: ['it'] })], now).chosen).toBe('right');
  });
});

describe('what somebody with room takes next', () => {
  test('promised, then priority, then the nearest breach, then the longest wait; it says what decided', () => {
    const waiting = [
      moment({ id: 'late', waitingSince: now - 99 * minute }),
      moment({ id: 'soon', dueAt: now + minute }),
      moment({ id: 'over', dueAt: now - minute }),
      moment({ id: 'urgent', priority: 5 }),
      moment({ id: 'promise', promisedBy: 'ada', priority: 0 }),
      moment({ id: 'fresh' }),
      moment({ id: 'other', promisedBy: 'bob', waitingSince: now }),
      moment({ id: 'hard', skills: ['vat'], priority: 9 }),
    ];
    const pull = nextFor(person('ada'), waiting);
    expect(pull.order).toEqual(['promise', 'urgent', 'over', 'soon', 'late', 'fresh', 'other']);
    expect(pull.why).toEqual({ code: 'pulled', id: 'promise', before: { id: 'urgent', precedence: { by: 'promised' } } });
    const why = (ids: string[]) =>
      nextFor(
        person('ada'),
        waiting.filter(({ id }) => ids.includes(id)),
      ).why;
    expect(why(['urgent', 'over'])).toMatchObject({ before: { precedence: { by: 'priority', priority: 5, next: 1 } } });
    expect(why(['soon', 'late'])).toMatchObject({ before: { precedence: { by: 'due', dueAt: now + minute, next: null } } });
    expect(why(['late', 'fresh'])).toMatchObject({ id: 'late', before: { precedence: { by: 'waiting' } } });
    expect(why(['hard'])).toEqual({ code: 'nothing', obstacles: { skills_missing: 1 } });
    expect(nextFor(person('ada', { load: 4 }), waiting).chosen).toBeNull();
  });
});

// ---- random teams and queues ---------------------------------------------------------------------------------------------

const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
const skill = fc.constantFrom('vat', 'refunds', 'repairs');
const language = fc.constantFrom('en', 'it', 'de');
const recently = fc.integer({ min: 0, max: 90 }).map((days) => now - days * day);

const aCandidate: fc.Arbitrary<Candidate> = fc.record({
  id: fc.constantFrom(...ids),
  able: fc.integer({ min: 0, max: 9 }).map((die) => die > 0),
  online: fc.integer({ min: 0, max: 4 }).map((die) => die > 0),
  capacity: fc.integer({ min: 0, max: 4 }),
  load: fc.integer({ min: 0, max: 4 }),
  skills: fc.uniqueArray(skill),
  languages: fc.uniqueArray(language),
  senior: fc.boolean(),
  idleSince: fc.integer({ min: 0, max: 3 }).map((hours) => now - hours * 60 * minute),
});
const team = fc.uniqueArray(aCandidate, { selector: ({ id }) => id, maxLength: ids.length });

const aMoment: fc.Arbitrary<Waiting> = fc.record({
  id: fc.uuid(),
  priority: fc.integer({ min: 0, max: 2 }),
  skills: fc.uniqueArray(skill, { maxLength: 2 }),
  language: fc.option(language),
  languageRequired: fc.boolean(),
  value: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  weight: fc.integer({ min: 1, max: 2 }),
  waitingSince: recently,
  dueAt: fc.option(recently),
  promisedBy: fc.option(fc.constantFrom(...ids)),
  lastOwner: fc.option(fc.record({ id: fc.constantFrom(...ids), until: recently })),
  declinedBy: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 2 }),
});

/** Said again, without the code that is tested. */
const could = (one: Waiting, who: Candidate) =>
  who.able &&
  who.online &&
  who.load + one.weight <= who.capacity &&
  one.skills.every((needed) => who.skills.includes(needed)) &&
  !one.declinedBy.includes(who.id) &&
  (!one.languageRequired || one.language === null || who.languages.includes(one.language));

test('chosen are only those who can, somebody whenever somebody can, and everybody is accounted for', () => {
  fc.assert(
    fc.property(aMoment, team, (one, all) => {
      const { chosen, ranking, excluded } = choose(one, all, now);
      const able = all.filter((who) => could(one, who)).map(({ id }) => id);
      expect(new Set(ranking.map(({ id }) => id))).toEqual(new Set(able));
      expect(ranking.length + excluded.length).toBe(all.length);
      expect(chosen).toBe(ranking[0]?.id ?? null);
      expect(chosen === null).toBe(able.length === 0);
    }),
    { numRuns: 2_000 },
  );
});

test('the order in which people or moments come never changes the choice', () => {
  const shuffled = team.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
  const queue = fc.array(aMoment, { maxLength: 8 });
  const queues = queue.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
  fc.assert(
    fc.property(aMoment, shuffled, aCandidate, queues, (one, [all, mixed], who, [line, mixedLine]) => {
      expect(choose(one, mixed, now)).toEqual(choose(one, all, now));
      expect(nextFor(who, mixedLine)).toEqual(nextFor(who, line));
    }),
    { numRuns: 2_000 },
  );
});

test('work-conserving: when everybody with room has pulled, nothing waits that anybody could take', () => {
  fc.assert(
    fc.property(team, fc.array(aMoment, { maxLength: 12 }), (all, queue) => {
      const people = all.map((who) => ({ ...who }));
      let waiting = queue;
      for (const who of people) {
        for (let pull = nextFor(who, waiting); pull.chosen !== null; pull = nextFor(who, waiting)) {
          const taken = waiting.find(({ id }) => id === pull.chosen);
          if (!taken) throw new Error('took what did not wait');
          expect(could(taken, who)).toBe(true);
          who.load += taken.weight;
          expect(who.load).toBeLessThanOrEqual(who.capacity);
          waiting = waiting.filter((one) => one !== taken);
        }
      }
      for (const one of waiting) for (const who of people) expect(could(one, who)).toBe(false);
    }),
    { numRuns: 1_000 },
  );
});
