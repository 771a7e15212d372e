/** How points in time are called, where the question's days begin. */
import type { Interval } from '#measure/contract';

type Style = Intl.DateTimeFormatOptions;

const short: Record<Interval, Style> = {
  hour: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  day: { day: 'numeric', month: 'short' },
  week: { day: 'numeric', month: 'short' },
  month: { month: 'short', year: 'numeric' },
};
const long: Record<Interval, Style> = {
  hour: { weekday: 'short', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' },
  day: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  week: { day: 'numeric', month: 'long', year: 'numeric' },
  month: { month: 'long', year: 'numeric' },
};

export function timeNames(language: string, interval: Interval, timeZone: string) {
  const inShort = new Intl.DateTimeFormat(language, { ...short[interval], timeZone });
  const inFull = new Intl.DateTimeFormat(language, { ...long[interval], timeZone });
  return { short: (at: string) => inShort.format(new Date(at)), long: (at: string) => inFull.format(new Date(at)) };
}
