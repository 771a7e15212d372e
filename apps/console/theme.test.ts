/** WCAG 2.2 AA, 1.4.3: text against what it stands on, both schemes. */
import { expect, test } from 'vitest';
import { theme } from './theme.ts';

const shade = (name: string, index: number) => theme.colors?.[name]?.[index] ?? '';

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const white = '#ffffff';
// The same pairs as console.css.
test.each([
  ['quiet ink on paper', shade('gray', 6), shade('gray', 1)],
  ['work on paper', shade('work', 8), white],
  ['work on its soft ground', shade('work', 8), shade('work', 0)],
  ['voice on its soft ground', shade('voice', 8), shade('voice', 0)],
  ['white on a work button', white, shade('work', 8)],
  ['white on a work button in the dark', white, shade('work', 7)],
  ['white on a red button', white, shade('red', 8)],
  ['white on a red button in the dark', white, shade('red', 7)],
  ['ink in the dark', shade('dark', 0), shade('dark', 6)],
  ['quiet ink in the dark', shade('dark', 2), shade('dark', 6)],
  ['work in the dark', shade('work', 4), shade('dark', 7)],
  ['voice in the dark', shade('voice', 4), '#2d211b'],
  ['work on its soft ground in the dark', shade('work', 4), '#1a2628'],
])('%s', (_name, ink, ground) => {
  expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
});
