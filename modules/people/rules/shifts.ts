/** Working hours as a person states them: weekday shifts in a time zone. */
import type { WorkingHours } from '../contract.ts';

const minuteMs = 60_000;
const isoDay: Record<string, number> = { Mon: 1, Tue: 2, Wed: 3, Thu: 4, Fri: 5, Sat: 6, Sun: 7 };

/** Is this instant inside a shift? A shift that ends before it starts runs past midnight. No shifts: never at work. */
export function atWork({ timeZone, shifts }: WorkingHours, at: Date): boolean {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  const day = isoDay[part('weekday')] ?? 0;
  const time = `${part('hour')}:${part('minute')}`;
  const yesterday = day === 1 ? 7 : day - 1;
  return shifts.some(({ day: on, from, to }) => {
    if (from < to) return on === day && from <= time && time < to;
    return (on === day && from <= time) || (on === yesterday && time < to);
  });
}

/**
 * Did a shift end within the last minutes, while this presence held? Who comes back after the end of the shift works on
 * purpose and is left alone.
 */
export function shiftJustEnded(hours: WorkingHours, since: Date, now: Date, lookBackMinutes = 5): boolean {
  if (atWork(hours, now)) return false;
  for (let back = 1; back <= lookBackMinutes; back += 1) {
    const then = new Date(now.getTime() - back * minuteMs);
    if (then < since) return false;
    if (atWork(hours, then)) return true;
  }
  return false;
}
