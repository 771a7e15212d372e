/**
 * Spans as people say them: "the last 30 days", in their own days. Pure: what time it is comes in.
 *
 * What is kept keeps what was meant, not what it came to on the day it was kept.
 */
import type { Interval } from './events.ts';

export const ranges = ['24h', '7d', '30d', '90d', '12m'] as const;
export type Range = (typeof ranges)[number];

/** Milliseconds since the epoch, `to` excluded. */
export interface Span {
  from: number;
  to: number;
}

const HOUR = 3_600_000;
const DAYS = { '7d': 7, '30d': 30, '90d': 90 } as const;

/** Ready-made ranges cover whole intervals, so that no first point is only half told. */
export function spanOfRange(range: Range, interval: Interval, timeZone: string, now: number): Span {
  const today = dayOf(now, timeZone);
  const to = startOfDay(addDays(today, 1), timeZone);
  if (range === '24h') {
    if (interval !== 'hour') return { from: startOfDay(startOfInterval(today, interval), timeZone), to };
    const nextHour = (Math.floor(now / HOUR) + 1) * HOUR;
    return { from: nextHour - 24 * HOUR, to: nextHour };
  }
  const first = range === '12m' ? addMonths(today, -11) : addDays(today, 1 - DAYS[range]);
  return { from: startOfDay(startOfInterval(first, interval), timeZone), to };
}

function startOfInterval(day: string, interval: Interval): string {
  if (interval === 'month') return `${day.slice(0, 7)}-01`;
  if (interval !== 'week') return day;
  const weekday = (new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

export function addDays(day: string, count: number): string {
  const at = new Date(`${day}T00:00Z`);
  at.setUTCDate(at.getUTCDate() + count);
  return at.toISOString().slice(0, 10);
}

/**
 * The span before, drawn step by step over this one: as many whole intervals earlier, so that the first point of both is the
 * first of a week where it is one, and what is still running is set against as much of what was.
 */
export function spanBefore({ from, to }: Span, interval: Interval, timeZone: string): Span {
  if (interval === 'hour') return { from: from - (to - from), to: from };
  const [first, end] = [dayOf(from, timeZone), dayOf(to - 1, timeZone)];
  const length = daysBetween(first, end) + 1;
  const earlier = (day: string) => {
    if (interval === 'month') return addMonthsTo(day, -monthsFrom(first, end));
    return addDays(day, interval === 'week' ? -7 * Math.ceil(length / 7) : -length);
  };
  return { from: startOfDay(earlier(first), timeZone), to: startOfDay(addDays(earlier(end), 1), timeZone) };
}

const daysBetween = (first: string, last: string) => Math.round((Date.parse(last) - Date.parse(first)) / (24 * HOUR));

/** Months that are touched, both included. */
function monthsFrom(first: string, last: string): number {
  const [year = 0, month = 0] = first.split('-').map(Number);
  const [lastYear = 0, lastMonth = 0] = last.split('-').map(Number);
  return (lastYear - year) * 12 + lastMonth - month + 1;
}

/** The same day of another month, or its last one. */
function addMonthsTo(day: string, count: number): string {
  const last = addDays(addMonths(day, count + 1), -1);
  const same = `${last.slice(0, 7)}-${day.slice(8)}`;
  return same < last ? same : last;
}

/** The first day of the month `count` months away. */
function addMonths(day: string, count: number): string {
  const at = new Date(`${day.slice(0, 7)}-01T00:00Z`);
  at.setUTCMonth(at.getUTCMonth() + count);
  return at.toISOString().slice(0, 10);
}

/** The calendar day of an instant, there. */
export function dayOf(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}

/** When a day begins there, clock changes included. */
export const startOfDay = (day: string, timeZone: string): number => instantOf(day, 0, timeZone);

/** When clocks there show the full hour of that day; an hour that a clock change skips comes right after it. */
export function instantOf(day: string, hour: number, timeZone: string): number {
  const shown = Date.parse(`${day}T00:00Z`) + hour * HOUR;
  // The offset at the guess may be the one of the other side of a clock change; the second look is on the right side.
  const guess = shown - offsetAt(shown, timeZone);
  return shown - offsetAt(guess, timeZone);
}

/** Milliseconds that clocks there are ahead of UTC. */
function offsetAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = [
    'year',
    'month',
    'day',
    'hour',
    'minute',
    'second',
  ].map((type) => Number(parts.find((part) => part.type === type)?.value));
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}
