import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { madeAt, tidOf } from './keys.ts';
import { afterPage, type PlaceState, readBackTo } from './walk.ts';
import { backOff, nextLook, notBefore } from './when-again.ts';
import { isWanted, speaksOf } from './words.ts';

const minute = 60_000;

interface Listed {
  /** Minute, and by how many it is listed late. */
  at: number;
  late: number;
}

/**
 * A network that lists things newest first, some of them late under an earlier time, and looks that are cut after so many pages.
 * Answers what had been listed by the end of them and was never met, although whole looks followed.
 */
function missed(things: Listed[], looks: { after: number; pages: number }[], size: number): Listed[] {
  const met = new Set<number>();
  let state: PlaceState = {};
  let now = 0;
  const look = (pages: number) => {
    const back = readBackTo(state, 0, now);
    const listed = things
      .map(({ at, late }, id) => ({ id, at: at * minute, from: (at + late) * minute }))
      .filter(({ from }) => from <= now)
      .toSorted((a, b) => b.at - a.at || b.id - a.id);
    for (let page = 0; page < pages; page += 1) {
      // A cursor is a place in time: what is listed meanwhile does not move it.
      const [at = 0, id = 0] = (state.walk?.cursor ?? 'Infinity Infinity').split(' ').map(Number);
      const rest = listed.filter((one) => one.at < at || (one.at === at && one.id < id));
      const shown = rest.slice(0, size);
      for (const one of shown) met.add(one.id);
      const last = shown.at(-1);
      const next = last && rest.length > size ? `${last.at} ${last.id}` : undefined;
      const step = afterPage(state, { listed: shown.map((one) => one.at), next }, { back, now });
      state = step.state;
      if (step.over) return;
    }
  };
  for (const { after, pages } of looks) {
    now += after * minute;
    look(pages);
  }
  const ended = now;
  for (let more = 0; more < 5; more += 1) {
    now += 16 * minute;
    look(1_000);
  }
  return things.filter(({ at, late }, id) => (at + late) * minute <= ended && !met.has(id));
}

describe('walk', () => {
  const steady = Array.from({ length: 300 }, (_, no) => ({ at: no, late: 0 }));

  test('whatever is cut, what is listed within the hour is heard', () => {
    const thing = fc.record({ at: fc.integer({ min: 0, max: 600 }), late: fc.integer({ min: 0, max: 60 }) });
    const look = fc.record({ after: fc.integer({ min: 1, max: 20 }), pages: fc.integer({ min: 1, max: 4 }) });
    const looks = fc.array(look, { minLength: 5, maxLength: 60 });
    fc.assert(
      fc.property(fc.array(thing, { maxLength: 60 }), looks, fc.integer({ min: 5, max: 40 }), (things, cuts, size) => {
        expect(missed([...steady, ...things], cuts, size)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('the worst of it: an hour late, just after we had looked that far', () => {
    const late = steady.map(({ at }) => ({ at, late: 60 }));
    const everyMinute = Array.from({ length: 400 }, () => ({ after: 1, pages: 1_000 }));
    expect(missed([...steady, ...late], everyMinute, 2)).toEqual([]);
  });

  test('only whole walks move the mark, and a clock that is ahead does not skip what comes', () => {
    const now = 1_000 * minute;
    const cut = afterPage({}, { listed: [now - minute], next: 'c' }, { back: 0, now });
    expect(cut).toEqual({ over: false, state: { walk: { cursor: 'c', newest: now - minute } } });
    const whole = afterPage(cut.state, { listed: [now - 2 * minute], next: undefined }, { back: 0, now });
    expect(whole.state).toEqual({ upTo: now - minute, wideAt: now });
    expect(afterPage({}, { listed: [now * 9], next: undefined }, { back: 0, now }).state.upTo).toBe(now);
  });
});

describe('when again', () => {
  const now = Date.UTC(2026, 10, 22, 12);
  test.each([
    [{ 'retry-after': '90' }, 90_000],
    [{ 'retry-after': new Date(now + 60_000).toUTCString() }, 60_000],
    [{ 'ratelimit-reset': String(now / 1000 + 300) }, 300_000],
    [{ 'x-ratelimit-reset': new Date(now + 240_000).toISOString() }, 240_000],
    [{ 'retry-after': '999999999' }, 86_400_000],
  ])('%j', (headers, wait) => expect(notBefore(headers, now)).toBe(now + wait));
  test.each([{}, { 'retry-after': 'soon' }, { 'ratelimit-reset': '12' }, { 'x-ratelimit-reset': '2020-01-01' }])(
    '%j says nothing',
    (headers) => expect(notBefore(headers as Record<string, string>, now)).toBeUndefined(),
  );
  test('later each time, six hours at most, never all at once', () => {
    expect([1, 2, 3].map((failures) => backOff(failures, 0.5))).toEqual([minute, 2 * minute, 4 * minute]);
    expect(backOff(1_000, 1)).toBeLessThanOrEqual(7.5 * 60 * minute);
    expect(backOff(4, 0)).not.toBe(backOff(4, 0.9));
    expect(nextLook(5, 0.5)).toBe(5 * minute);
  });
});

test('words are whole, in any case and accent', () => {
  expect(speaksOf('The DÉLIVERY was late', ['delivery'])).toBe(true);
  expect(speaksOf('a relationship', ['ship'])).toBe(false);
  expect(speaksOf('ship, ship!', ['ship'])).toBe(true);
  expect(speaksOf('Casa Aurora is slow', ['casa aurora'])).toBe(true);
  expect(speaksOf('anything', [' '])).toBe(false);
  expect(isWanted('a delivery job', { keywords: ['delivery'], without: ['job'] })).toBe(false);
  expect(isWanted('anything', { keywords: [], without: [] })).toBe(true);
});

test('the key of a record follows from its message alone, sorts by time, and differs', () => {
  const at = Date.UTC(2026, 10, 22);
  const idAt = (ms: number, rest: string) => {
    const hex = ms.toString(16).padStart(12, '0');
    return `${hex.slice(0, 8)}-${hex.slice(8)}-7${rest.slice(0, 3)}-a${rest.slice(3, 6)}-${'0'.repeat(12)}`;
  };
  const id = idAt(at, '123456');
  expect(madeAt(id)).toBe(at);
  expect(tidOf(id)).toMatch(/^[234567a-j][234567a-z]{12}$/);
  expect(tidOf(id)).toBe(tidOf(id));
  expect(tidOf(idAt(at + 1, '000000')) > tidOf(idAt(at, 'fff3ff'))).toBe(true);
  expect(tidOf(idAt(at, '123457'))).not.toBe(tidOf(id));
});
