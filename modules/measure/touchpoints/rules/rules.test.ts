import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { figuresOf, isAlive, nothing, placed, type Sums, together } from './matrix.ts';
import { qualityOf, voiceScore } from './quality.ts';

describe('quality', () => {
  test('is what both parts say, by their weight', () => {
    expect(qualityOf(0.5, 80, 60)).toEqual({ score: 70, of: 'both' });
    expect(qualityOf(0.25, 80, 60)).toEqual({ score: 65, of: 'both' });
  });

  test('says so when one part stands alone, and a part without weight never stands in', () => {
    expect(qualityOf(0.5, 80, null)).toEqual({ score: 80, of: 'voice' });
    expect(qualityOf(0.5, null, 60)).toEqual({ score: 60, of: 'audit' });
    expect(qualityOf(1, null, 60)).toEqual({ score: null, of: 'nothing' });
    expect(qualityOf(0, 80, null)).toEqual({ score: null, of: 'nothing' });
    expect(qualityOf(1, 80, 60)).toEqual({ score: 80, of: 'voice' });
  });

  test('lies between its parts', () => {
    const score = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), score, score, (weight, voice, audit) => {
        const made = qualityOf(weight, voice, audit).score ?? Number.NaN;
        expect(made).toBeGreaterThanOrEqual(Math.min(voice, audit) - 1e-9);
        expect(made).toBeLessThanOrEqual(Math.max(voice, audit) + 1e-9);
      }),
    );
  });

  test('a mood of nought is the middle', () => {
    expect([-1, 0, 1].map(voiceScore)).toEqual([0, 50, 100]);
  });
});

describe('cells', () => {
  const sums = (): fc.Arbitrary<Sums> => {
    const count = fc.nat(1_000);
    return fc.record({
      ...{ open: count, conversations: count, detected: count, engaged: count, openHours: count, said: count, known: count },
      sum: fc.integer({ min: -100, max: 100 }),
      given: fc.dictionary(fc.constantFrom('EUR', 'USD'), count),
    });
  };

  test('add up to the whole however they are put together', () => {
    fc.assert(
      fc.property(fc.array(sums(), { maxLength: 8 }), fc.nat(8), (all, cut) => {
        const parts = together([together(all.slice(0, cut)), together(all.slice(cut))]);
        expect(parts).toEqual(together(all));
        expect(parts.open).toBe(all.reduce((total, each) => total + each.open, 0));
      }),
    );
  });

  test('conversations and words of one place stand in one cell; elsewhere is nothing', () => {
    const at = placed([
      { touchpoint: 'a', department: '', open: 2, given: { EUR: 5 } },
      { touchpoint: 'a', department: '', said: 4, known: 2, sum: 1 },
    ]);
    expect(figuresOf(at('a', ''))).toMatchObject({ open: 2, said: 4, voice: 75, goodwill: [{ currency: 'EUR', amount: 5 }] });
    expect(at('a', 'b')).toEqual(nothing);
    expect([isAlive(at('a', '')), isAlive(at('a', 'b'))]).toEqual([true, false]);
    expect(figuresOf(nothing).voice).toBeNull();
  });
});
