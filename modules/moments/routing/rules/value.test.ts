import { describe, expect, test } from 'vitest';
import { worthOf } from './value.ts';

const known = { traits: { lifetime_value: 250, plan: 'gold' }, segments: [{ id: 'vip' }] };
const byTrait = (trait: string, full: number) => ({ by: 'trait' as const, trait, full });

describe('how valuable a customer is', () => {
  test('by a segment: in it or not known', () => {
    expect(worthOf({ by: 'segment', segment: 'vip' }, known)).toEqual({ share: 1, value: null });
    expect(worthOf({ by: 'segment', segment: 'other' }, known)).toBeNull();
  });

  test('by a number among the traits: in proportion, in full from there on, never below nothing', () => {
    expect(worthOf(byTrait('lifetime_value', 1_000), known)).toEqual({ share: 0.25, value: 250 });
    expect(worthOf(byTrait('lifetime_value', 100), known)).toEqual({ share: 1, value: 250 });
    expect(worthOf(byTrait('balance', 100), { ...known, traits: { balance: -5 } })).toEqual({ share: 0, value: -5 });
  });

  test('what is no number, or is not there, is not guessed', () => {
    expect(worthOf(byTrait('plan', 1), known)).toBeNull();
    expect(worthOf(byTrait('toString', 1), known)).toBeNull();
    expect(worthOf(byTrait('lifetime_value', 1), undefined)).toBeNull();
    expect(worthOf(null, known)).toBeNull();
  });
});
