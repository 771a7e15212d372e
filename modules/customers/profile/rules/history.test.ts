import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Range, rebuild, type Statement, state } from './history.ts';

const statement: fc.Arbitrary<Statement<string | null>> = fc.record({
  at: fc.integer({ min: 1, max: 8 }),
  value: fc.constantFrom('red', 'blue', null),
});

/** The plainest possible answer: sort everything, the last word of each instant holds until the next different one. */
function oracle(statements: Statement<string | null>[]): { from: number; value: string | null }[] {
  const instants = [...new Set(statements.map(({ at }) => at))].sort((a, b) => a - b);
  const words = instants.map((from) => {
    const said = statements.filter(({ at }) => at === from).map(({ value }) => JSON.stringify(value));
    const last = said.sort((a, b) => (a < b ? -1 : 1)).at(-1) ?? 'null';
    return { from, value: JSON.parse(last) as string | null };
  });
  return words.filter(({ value }, at) => at === 0 || value !== words[at - 1]?.value);
}

/** As the store does it: one at a time as they come, back to the log when told to. */
function asTheyCome(statements: Statement<string | null>[]): Range<string | null>[] {
  let ranges: Range<string | null>[] = [];
  for (const [index, said] of statements.entries()) {
    const next = state<string | null, Range<string | null>>(ranges, said);
    if (next.ok) {
      ranges = next.ranges;
      continue;
    }
    const { from, to } = next.between;
    const heard = statements.slice(0, index + 1).filter(({ at }) => at >= from && at <= to);
    const others = ranges.filter((range) => range.from !== from);
    const again = others.flatMap(({ from: at, confirmedAt, value }) => [
      { at, value },
      { at: confirmedAt, value },
    ]);
    ranges = rebuild<string | null, Range<string | null>>([...again, ...heard]);
  }
  return ranges;
}

test('history says what the oracle says, in whatever order the words arrive', () => {
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 12 }), (statements) => {
      const ranges = asTheyCome(statements);
      expect(ranges.map(({ from, value }) => ({ from, value }))).toEqual(oracle(statements));
      for (const [at, range] of ranges.entries()) expect(range.until).toBe(ranges[at + 1]?.from);
    }),
    { numRuns: 2000 },
  );
}, 30_000);

test('the order of keys in an object is no change', () => {
  const first = state<unknown, Range<unknown>>([], { at: 1, value: { city: 'Rome', zip: 1 } });
  if (!first.ok) throw new Error('refused');
  const second = state<unknown, Range<unknown>>(first.ranges, { at: 2, value: { zip: 1, city: 'Rome' } });
  expect(second).toMatchObject({ ok: true, ranges: [{ from: 1, confirmedAt: 2 }] });
});
