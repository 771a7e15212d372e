/** What a watch says, in sentences. Pure. */
import type { Grain } from '../../contract.ts';
import type { Looked } from './look.ts';

const numbers = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const figure = (value: number | null) => (value === null ? '–' : numbers.format(value));

function whenOf(at: number, grain: Grain, timeZone: string): string {
  const day = new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'long', year: 'numeric' }).format(at);
  if (grain === 'day') return `on ${day}`;
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at);
  return `in the hour from ${hour} on ${day} (${timeZone})`;
}

function usualOf({ expected, low, high }: Looked): string {
  if (expected !== null) return `where ${figure(low)} to ${figure(high)} were to be expected`;
  return low !== null && high !== null
    ? `outside the lines at ${figure(low)} and ${figure(high)}`
    : `past the line at ${figure(low ?? high)}`;
}

interface About {
  title: string;
  grain: Grain;
  timeZone: string;
}

/** "Orders: 12 on 3 March 2026, where 60 to 110 were to be expected." */
export function sentenceOf(
  { title, grain, timeZone }: About,
  bucket: Looked,
  parts: readonly { label: string | null; share: number }[],
) {
  const moved = parts
    .flatMap(({ label, share }) => (label === null || share < 0.01 ? [] : [`${label} ${Math.round(share * 100)} %`]))
    .slice(0, 3);
  const why = moved.length > 0 ? ` What moved: ${moved.join(', ')}.` : '';
  return `${title}: ${figure(bucket.seen)} ${whenOf(bucket.at, grain, timeZone)}, ${usualOf(bucket)}.${why}`;
}

export const headOf = (title: string, side: 'high' | 'low') => `${title}: unusually ${side}`.slice(0, 200);
