import { expect, test } from 'vitest';
import { onAccent } from '../loader/contrast.ts';
import { expectation } from './expectation.ts';
import { languageOf, localeOf, sayIn } from './words.ts';

const state = {
  owner: null,
  staffed: true,
  expectedSeconds: null,
  backAt: null,
  settled: false,
  rating: 'not_yet',
  listening: 'no',
} as const;
const now = new Date('2026-03-02T20:00:00');
const expected = (more: object, language = 'en') => expectation({ ...state, ...more }, language, sayIn(language), now);

test('what is promised is what is known, and no more', () => {
  expect(expected({})).toBe('Someone is here for you');
  expect(expected({ expectedSeconds: 170 })).toBe('Usually answers in about 3 minutes');
  expect(expected({ expectedSeconds: 5 })).toBe('Usually answers in about 1 minute');
  expect(expected({ owner: { name: 'Ada' }, expectedSeconds: 7_200 }, 'de')).toBe(
    'Ada antwortet · Antwortet meist in etwa 2 Stunden',
  );
  expect(expected({ staffed: false })).toBe('Nobody is here right now');
  expect(expected({ staffed: false, backAt: new Date('2026-03-03T09:00:00').toISOString() })).toMatch(
    /^Nobody is here right now · Back Tuesday,? 09:00/,
  );
  expect(expected({ staffed: false, owner: { name: 'Ada' } })).toBe('Ada answers');
});

test('the visitor is spoken to in the first of their languages that we have', () => {
  expect(languageOf(['nl-BE', 'fr-BE', 'en'])).toBe('fr');
  expect(languageOf(['xx'])).toBe('en');
});

test('text on any accent reads at 4.5 : 1 or better', () => {
  const luminance = (hex: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  for (let colour = 0; colour < 0xffffff; colour += 99_991) {
    const accent = `#${colour.toString(16).padStart(6, '0')}`;
    const [light = 0, dark = 0] = [luminance(accent), luminance(onAccent(accent))].sort((a, b) => b - a);
    expect((light + 0.05) / (dark + 0.05), accent).toBeGreaterThanOrEqual(4.5);
  }
});

test('hours and numbers follow the country; what no formatter takes is left out', () => {
  expect(localeOf(['de-AT', 'en-GB'], 'en')).toBe('en-GB');
  expect(localeOf(['en-US@posix'], 'en')).toBe('en');
  expect(localeOf(['sv'], 'en')).toBe('en');
});
