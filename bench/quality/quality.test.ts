/** What ships keeps the quality it was measured with: a slower or more wrong reader fails here. Needs the public data sets. */
import { afterAll, describe, expect, test } from 'vitest';
import { createOutbound } from '#platform/outbound';
import { datasetPath, refuses, says, startModel } from '#platform/testing';
import { accuracy, correlation, macroF1, macroRecall } from './measures.ts';
import { measureModel, sampleOf } from './model.ts';
import { measureQuality, showModelQuality } from './run.ts';

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

describe('a language model', async () => {
  const server = await startModel();
  const outbound = createOutbound({ allow: [server.endpoint] });
  afterAll(() => Promise.all([server.close(), outbound.close()]));
  const at = { address: server.address, model: 'tiny', key: null, format: 'json_schema' } as const;
  const way = { outbound, at, sample: 40, now: () => 0 };
  const reading = { language: 'en', kind: 'experience', sentiment: 0.9, emotion: 'none', effort: null, offensive: false };

  test.skipIf(!file)('is measured on the same rows as what ships; what it does not answer is left out and told', async () => {
    let count = 0;
    server.behave((response) => {
      count += 1;
      says(count % 10 === 0 ? 'no idea' : reading)(response);
    });
    const measured = await measureModel(folder, way, ['sentiment']);
    // Always "positive": the recall of one label of three.
    expect(measured.figures[0]).toMatchObject({ who: 'model', ours: 1 / 3, rows: 36, unanswered: 4 });
    expect(measured.figures[1]).toMatchObject({ who: 'ships', rows: 36 });
    expect(measured.tokens).toBe(3_600);
    expect(showModelQuality(measured, 'tiny')).toContain('4 questions without an answer');
  });

  test.skipIf(!file)('that is not there ends the measuring with what is wrong', async () => {
    server.behave(refuses(401, {}));
    await expect(measureModel(folder, way, ['sentiment'])).rejects.toThrow('refused: 401');
  });

  test('is asked about rows from all over the file, the same each time', () => {
    expect(sampleOf([1, 2, 3, 4, 5, 6, 7, 8, 9], 3)).toEqual([1, 4, 7]);
    expect(sampleOf([1, 2], 3)).toEqual([1, 2]);
  });
});
