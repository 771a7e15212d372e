import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accentStyle, contrast, readable } from './style.ts';

test('contrast as WCAG 2.2 counts it', () => {
  expect(contrast('#000000', '#ffffff')).toBe(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

test('whatever colour somebody chooses, links can be read on both backgrounds, and words on the colour', () => {
  const colour = fc.integer({ min: 0, max: 0xffffff }).map((no) => `#${no.toString(16).padStart(6, '0')}`);
  fc.assert(
    fc.property(colour, (accent) => {
      for (const background of ['#fbfaf8', '#ffffff']) {
        expect(contrast(readable(accent, background, '#000000'), background)).toBeGreaterThanOrEqual(4.5);
      }
      for (const background of ['#1c2225', '#14181a']) {
        expect(contrast(readable(accent, '#1c2225', '#ffffff'), background)).toBeGreaterThanOrEqual(4.5);
      }
      const onAccent = /--on-accent:(#...);/.exec(accentStyle(accent))?.[1] === '#fff' ? '#ffffff' : '#000000';
      expect(contrast(accent, onAccent)).toBeGreaterThanOrEqual(4.5);
    }),
  );
});
