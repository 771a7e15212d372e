/** What ships keeps the quality it was measured with: a slower or more wrong reader fails here. Needs the public data sets. */
import { describe, expect, test } from 'vitest';
import { datasetPath } from '#platform/testing';
import { accuracy, correlation, macroF1, macroRecall } from './measures.ts';
import { measureQuality } from './run.ts';

const file = datasetPath('social/vader_tweets.csv.gz');
const folder = process.env.VERONA_DATASETS ?? '';

test.skipIf(!file)('sentiment agrees with people as the published VADER does', { timeout: 30_000 }, () => {
  const { figures, perSecond } = measureQuality(folder, ['vader_tweets', 'sentiment']);
  const [tweets, recall] = figures;
  expect(tweets?.ours).toBeGreaterThan(0.87);
  expect(recall?.ours).toBeGreaterThan(0.57);
  expect(perSecond).toBeGreaterThan(100);
});

describe('the measures', () => {
  const judged = [
    { truth: 'a', said: 'a' },
    { truth: 'a', said: 'b' },
    { truth: 'b', said: 'b' },
    { truth: 'b', said: 'b' },
  ];
  test('agree with hand calculation', () => {
    expect(accuracy(judged)).toBe(0.75);
    expect(macroRecall(judged)).toBe(0.75);
    // a: p 1, r 1/2, F1 2/3; b: p 2/3, r 1, F1 4/5.
    expect(macroF1(judged)).toBeCloseTo((2 / 3 + 4 / 5) / 2, 10);
    expect(
      correlation([
        [1, 2],
        [2, 4],
        [3, 6],
      ]),
    ).toBeCloseTo(1, 10);
    expect(
      correlation([
        [1, 3],
        [2, 2],
        [3, 1],
      ]),
    ).toBeCloseTo(-1, 10);
  });
  test('a check that does not exist is named', () => expect(() => measureQuality('.', ['nothing'])).toThrow(/choose from/));
});
