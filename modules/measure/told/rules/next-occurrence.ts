/** When a letter is due next: pure. */
import { addDays, type DigestWords, dayOf, instantOf } from '../../contract.ts';

/** The first time after `after` (milliseconds since the epoch) when clocks there show the hour, on the weekday of a weekly one. */
export function nextOccurrence({ every, weekday, hour, timeZone }: DigestWords, after: number): number {
  let day = dayOf(after, timeZone);
  // A week and a day reach past today's hour on the right weekday.
  for (let tries = 0; tries < 9; tries += 1) {
    const at = instantOf(day, hour, timeZone);
    const fits = every === 'day' || (new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7 === weekday - 1;
    if (fits && at > after) return at;
    day = addDays(day, 1);
  }
  throw new Error(`no occurrence after ${after}`);
}
