import { expect, test } from 'vitest';
import { fewestReturned, type History, learn } from './learn.ts';

/** Fifty customers of all kinds, a year known of each. */
const histories: History[] = Array.from({ length: 50 }, (_, no) => {
  const repeats = no % 6;
  return {
    person: String(no),
    repeats,
    recency: repeats === 0 ? 0 : 60 + ((no * 37) % 300),
    age: 365,
    spent: repeats * (20 + ((no * 13) % 50)),
  };
});
const learnt = (given: readonly History[], discount: number) => learn(given, { days: 365, discount });
const of = (person: string, discount = 0) => learnt(histories, discount)?.people.find((each) => each.person === person);

test('too few who came back teach nothing', () => {
  const returned = histories.filter(({ repeats }) => repeats > 0).slice(0, fewestReturned - 1);
  expect(learnt([...returned, ...histories.filter(({ repeats }) => repeats === 0)], 0)).toBeUndefined();
});

test('everybody is told: whoever bought lately is likelier still there and worth more than whoever bought as often long ago', () => {
  expect(learnt(histories, 0)?.people).toHaveLength(histories.length);
  const alike = [60, 350].map((recency, at) => ({ person: `x${at}`, repeats: 4, recency, age: 365, spent: 160 }));
  const [silent, lately] = learnt([...histories, ...alike], 0)?.people.slice(-2) ?? [];
  if (!(silent && lately)) throw new Error('nothing was learnt');
  expect(lately.alive).toBeGreaterThan(silent.alive);
  expect(lately.value).toBeGreaterThan(silent.value);
});

test('a discount makes later purchases worth less and changes nothing else', () => {
  const [plain, discounted] = [of('5'), of('5', 20)];
  if (!(plain && discounted)) throw new Error('nothing was learnt');
  expect(discounted.expected).toBe(plain.expected);
  expect(discounted.value).toBeLessThan(plain.value);
  expect(discounted.value).toBeGreaterThan(plain.value / 1.2);
});
