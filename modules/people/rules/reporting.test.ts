import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Change, circleFrom, type Line, withChange } from './reporting.ts';

const always = Number.POSITIVE_INFINITY;
const line = (employeeId: string, managerId: string, from = 0, until = always): Line => ({ employeeId, managerId, from, until });

describe('circles', () => {
  test('nobody reports to themselves', () => {
    expect(circleFrom([], { employeeId: 'a', managerId: 'a', since: 5 })).toBe(5);
  });

  test('not through others either', () => {
    const lines = [line('b', 'c'), line('c', 'a')];
    expect(circleFrom(lines, { employeeId: 'a', managerId: 'b', since: 5 })).toBe(5);
  });

  test('a line that ended before does not count; one that is planned does, from then on', () => {
    expect(circleFrom([line('b', 'a', 0, 5)], { employeeId: 'a', managerId: 'b', since: 5 })).toBeUndefined();
    expect(circleFrom([line('b', 'a', 9)], { employeeId: 'a', managerId: 'b', since: 5 })).toBe(9);
  });

  test('links that never held at the same time are no circle', () => {
    const lines = [line('b', 'c', 0, 10), line('c', 'a', 10)];
    expect(circleFrom(lines, { employeeId: 'a', managerId: 'b', since: 0 })).toBeUndefined();
  });
});

describe('a change', () => {
  test('replaces what was planned for later and leaves the past', () => {
    const lines = [line('a', 'b', 0, 20), line('a', 'c', 20)];
    expect(withChange(lines, { employeeId: 'a', managerId: 'd', since: 10 })).toEqual([
      line('a', 'b', 0, 10),
      line('a', 'd', 10),
    ]);
    expect(withChange(lines, { employeeId: 'a', managerId: null, since: 10 })).toEqual([line('a', 'b', 0, 10)]);
  });
});

const person = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const change: fc.Arbitrary<Change> = fc.record({
  employeeId: person,
  managerId: fc.option(person, { freq: 6 }),
  since: fc.integer({ min: 0, max: 12 }),
});

/** Slow and plain: at this instant, does anyone reach themselves? */
function hasCircleAt(lines: Line[], at: number): boolean {
  const manager = new Map(lines.filter((l) => l.from <= at && at < l.until).map((l) => [l.employeeId, l.managerId]));
  return [...manager.keys()].some((start) => {
    let next = manager.get(start);
    for (let steps = 0; next !== undefined && steps < 10; steps++) {
      if (next === start) return true;
      next = manager.get(next);
    }
    return false;
  });
}
const instants = Array.from({ length: 14 }, (_, at) => at);

test('for any history of changes: refused exactly when some instant would hold a circle, and the first such instant is named', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 25 }), (changes) => {
      let lines: Line[] = [];
      for (const next of changes) {
        const would = withChange(lines, next);
        const firstCircle = instants.find((at) => hasCircleAt(would, at));
        expect(circleFrom(lines, next)).toBe(firstCircle);
        if (firstCircle === undefined) lines = would;
      }
    }),
    { numRuns: 500 },
  );
});

test('for any history: one manager at a time', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 25 }), (changes) => {
      const lines = changes.reduce<Line[]>(withChange, []);
      for (const at of instants) {
        const here = lines.filter((l) => l.from <= at && at < l.until).map((l) => l.employeeId);
        expect(new Set(here).size).toBe(here.length);
      }
      expect(lines.every((l) => l.from < l.until)).toBe(true);
    }),
  );
});
