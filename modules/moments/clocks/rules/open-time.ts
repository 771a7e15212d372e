/**
 * Open time: how much of a stretch of time we were there, and when an amount of it is used up.
 *
 * One definition holds everywhere: **we are open while the clock on the office's wall shows an open time.** So a night shift is
 * an hour shorter when clocks go forward, an hour longer when they go back, and a day that a zone skipped was never open.
 * A shift belongs to the day it starts on: a holiday closes what starts on it, not the end of the night shift before.
 */
import type { Calendar, Shift } from '../../contract/clocks.ts';
import { offsetStretches } from './offsets.ts';

export interface OpenHours extends Pick<Calendar, 'timeZone' | 'always' | 'week' | 'days'> {
  /** Dates (`YYYY-MM-DD`) of the public holidays, whole days of the calendar's zone. */
  closed: readonly string[];
}

/** Instants in milliseconds; `until` is excluded. */
export interface Stretch {
  from: number;
  until: number;
}

const minute = 60_000;
const day = 86_400_000;
/** How far ahead an opening is looked for. A calendar that stays closed longer never opens. */
const horizon = 10 * 366 * day;

/** Shifts of a day as milliseconds from its midnight, by start. They may reach into the next day. */
type DayPlan = readonly Stretch[];

interface Plan {
  /** By ISO weekday minus one. */
  week: readonly DayPlan[];
  /** By day number (days since 1970-01-01 on the office's calendar). */
  days: ReadonlyMap<number, DayPlan>;
}

const dayNumber = (date: string): number => Date.parse(`${date}T00:00Z`) / day;
/** 1970-01-01 was a Thursday. */
const weekdayOf = (number: number): number => (((number + 3) % 7) + 7) % 7;

function msOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return (hours * 60 + minutes) * minute;
}

const planOf = (shifts: readonly Shift[]): DayPlan =>
  shifts
    .map(({ from, to }) => ({ from: msOf(from), until: msOf(to) > msOf(from) ? msOf(to) : msOf(to) + day }))
    .sort((a, b) => a.from - b.from);

const plans = new WeakMap<OpenHours, Plan>();

function planFor(hours: OpenHours): Plan {
  const kept = plans.get(hours);
  if (kept) return kept;
  const days = new Map<number, DayPlan>(hours.closed.map((date) => [dayNumber(date), []]));
  for (const { date, shifts } of hours.days) days.set(dayNumber(date), planOf(shifts));
  const week = [1, 2, 3, 4, 5, 6, 7].map((weekday) => planOf(hours.week.filter((shift) => shift.day === weekday)));
  const plan = { week, days };
  plans.set(hours, plan);
  return plan;
}

/** Open stretches on the wall's own time line, in order, not overlapping, clipped. */
function* onTheWall(plan: Plan, from: number, until: number): Generator<Stretch> {
  let done = from;
  // The day before may reach into the first one.
  for (let number = Math.floor(from / day) - 1; number * day < until; number += 1) {
    for (const shift of plan.days.get(number) ?? plan.week[weekdayOf(number)] ?? []) {
      const open = { from: Math.max(number * day + shift.from, done), until: Math.min(number * day + shift.until, until) };
      if (open.from < open.until) {
        yield open;
        done = open.until;
      }
    }
  }
}

/** The open stretches between two instants, in order and not overlapping. */
export function* openStretches(hours: OpenHours, from: number, until: number): Generator<Stretch> {
  if (hours.always) {
    if (from < until) yield { from, until };
    return;
  }
  const plan = planFor(hours);
  for (const { offset, ...zone } of offsetStretches(hours.timeZone, from, until)) {
    for (const wall of onTheWall(plan, zone.from + offset, zone.until + offset)) {
      yield { from: wall.from - offset, until: wall.until - offset };
    }
  }
}

/** Milliseconds of open time from one instant to another; 0 when they are in the wrong order. */
export function businessMs(hours: OpenHours, from: number, until: number): number {
  let sum = 0;
  for (const open of openStretches(hours, from, until)) sum += open.until - open.from;
  return sum;
}

/**
 * The first instant by which `ms` of open time have passed since `from`: `from` itself for 0, and the closing time, not the
 * next opening, when the time is up exactly then. Null when the calendar does not open for so long within ten years.
 */
export function addBusiness(hours: OpenHours, from: number, ms: number): number | null {
  if (ms <= 0) return from;
  if (hours.always) return from + ms;
  if (hours.week.length === 0 && hours.days.every(({ shifts }) => shifts.length === 0)) return null;
  let left = ms;
  for (const open of openStretches(hours, from, from + horizon)) {
    if (open.until - open.from >= left) return open.from + left;
    left -= open.until - open.from;
  }
  return null;
}
