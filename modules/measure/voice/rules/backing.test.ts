import { expect, test } from 'vitest';
import { backingOf } from './backing.ts';

const piece = (
  kind: 'study' | 'metric' | 'money' | 'survey',
  dimension: 'contextual' | 'behavioural' | 'financial',
  gone = false,
) => ({
  ...{ kind, dimension, gone },
});

test('three dimensions are enough, fewer are flagged by how many; heard words are attitudinal', () => {
  expect(backingOf(0, [])).toMatchObject({ thin: 'none', crmOnly: false });
  expect(backingOf(7, [])).toMatchObject({
    thin: 'one_dimensional',
    dimensions: [{ dimension: 'attitudinal', pieces: 7 }, {}, {}, {}, {}],
  });
  const two = [piece('metric', 'behavioural'), piece('metric', 'behavioural')];
  expect(backingOf(7, two)).toMatchObject({ thin: 'two_dimensional', crmOnly: true });
  expect(backingOf(7, [...two, piece('money', 'financial')])).toMatchObject({ thin: null, crmOnly: true });
});

test('a study clears what stood on our own systems alone; what is gone backs nothing', () => {
  const own = [piece('metric', 'behavioural')];
  expect(backingOf(0, own)).toMatchObject({ thin: 'one_dimensional', crmOnly: true });
  expect(backingOf(0, [...own, piece('study', 'contextual')])).toMatchObject({ thin: 'two_dimensional', crmOnly: false });
  expect(backingOf(0, [...own, piece('study', 'contextual', true)])).toMatchObject({ thin: 'one_dimensional', crmOnly: true });
});
