/** The slow truth about open time (the wall is read minute by minute, each minute is open or not), and random lives of moments. */
import fc from 'fast-check';
import type { Pause, Shift } from '../contract/clocks.ts';
import type { AppliedClause, AppliedTarget, Fact } from './rules/facts.ts';
import type { OpenHours } from './rules/open-time.ts';

const minute = 60_000;
const hour = 3_600_000;
const day = 86_400_000;

// Zones with half and quarter hours, with changes of half an hour, at midnight, and backwards for a month.
const zones = [
  'Europe/Rome',
  'America/New_York',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Beirut',
  'UTC',
] as const;

/** Windows start near these: changes of clocks of the zones above, holidays, the end of a year, a leap day. */
const interesting = [
  '2024-02-29',
  '2025-03-30',
  '2025-10-26',
  '2025-12-31',
  '2026-02-15',
  '2026-03-08',
  '2026-03-22',
  '2026-03-29',
  '2026-04-05',
  '2026-09-06',
  '2026-10-04',
  '2026-10-25',
  '2026-11-01',
];

// ---- reading the wall, without the code that is tested -------------------------------------------------------------------

const formats = new Map<string, Intl.DateTimeFormat>();
const walls = new Map<string, Map<number, number>>();

/** What the wall shows at an instant, as milliseconds of a day without a zone. Clocks change at whole half hours of UTC. */
function wallAt(timeZone: string, at: number): number {
  const halfHour = Math.floor(at / (30 * minute)) * 30 * minute;
  const kept = walls.get(timeZone) ?? new Map<number, number>();
  walls.set(timeZone, kept);
  let wall = kept.get(halfHour);
  if (wall === undefined) {
    let format = formats.get(timeZone);
    if (!format) {
      format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
      formats.set(timeZone, format);
    }
    wall = Date.parse(`${format.format(halfHour).replace(' ', 'T')}Z`);
    kept.set(halfHour, wall);
  }
  return wall + (at - halfHour);
}

const minutesOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

function shiftsOn(hours: OpenHours, midnight: number): readonly Shift[] {
  const date = new Date(midnight).toISOString().slice(0, 10);
  const own = hours.days.findLast((one) => one.date === date);
  if (own) return own.shifts;
  if (hours.closed.includes(date)) return [];
  return hours.week.filter((one) => one.day === (new Date(midnight).getUTCDay() || 7));
}

const openDays = new WeakMap<OpenHours, Map<number, Uint8Array>>();

/** One day of the office, a mark for each open minute: today's shifts, and what is left of yesterday's. */
function openMinutes(hours: OpenHours, midnight: number): Uint8Array {
  const kept = openDays.get(hours) ?? new Map<number, Uint8Array>();
  openDays.set(hours, kept);
  let marks = kept.get(midnight);
  if (!marks) {
    marks = new Uint8Array(1440);
    for (const { from, to } of shiftsOn(hours, midnight)) {
      const [first, last] = [minutesOf(from), minutesOf(to)];
      marks.fill(1, first, last > first ? last : 1440);
    }
    for (const { from, to } of shiftsOn(hours, midnight - day)) {
      const [first, last] = [minutesOf(from), minutesOf(to)];
      if (last <= first) marks.fill(1, 0, last);
    }
    kept.set(midnight, marks);
  }
  return marks;
}

/** Whether the office is open during the minute that starts at `at`. */
export function isOpen(hours: OpenHours, at: number): boolean {
  if (hours.always) return true;
  const wall = wallAt(hours.timeZone, at);
  const midnight = Math.floor(wall / day) * day;
  return openMinutes(hours, midnight)[Math.floor((wall - midnight) / minute)] === 1;
}

export function slowBusinessMs(hours: OpenHours, from: number, until: number): number {
  let sum = 0;
  for (let at = Math.floor(from / minute) * minute; at < until; at += minute) {
    if (isOpen(hours, at)) sum += Math.min(at + minute, until) - Math.max(at, from);
  }
  return sum;
}

/** Null when the time is not up by `giveUp`. */
export function slowAddBusiness(hours: OpenHours, from: number, ms: number, giveUp: number): number | null {
  if (ms <= 0) return from;
  let left = ms;
  for (let at = Math.floor(from / minute) * minute; at < giveUp; at += minute) {
    if (!isOpen(hours, at)) continue;
    const open = at + minute - Math.max(at, from);
    const due = Math.max(at, from) + left;
    if (open >= left) return due <= giveUp ? due : null;
    left -= open;
  }
  return null;
}

// ---- random calendars ----------------------------------------------------------------------------------------------------

/** Quarter hours mostly, midnight often, any minute sometimes. */
const clockTime = fc
  .oneof(
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * 15) },
    { weight: 2, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 1439 }) },
  )
  .map((at) => `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`);
const shift = fc.record({ from: clockTime, to: clockTime });

/** An instant near an interesting one, on a whole minute. */
export const anInstant = fc
  .tuple(fc.constantFrom(...interesting), fc.integer({ min: -2 * 1440, max: 1440 }))
  .map(([date, minutes]) => Date.parse(`${date}T00:00Z`) + minutes * minute);

const nearDate = (start: number) =>
  fc.integer({ min: -1, max: 5 }).map((days) => new Date(start + days * day).toISOString().slice(0, 10));

export const openHoursNear = (start: number): fc.Arbitrary<OpenHours> =>
  fc.record({
    timeZone: fc.constantFrom(...zones),
    always: fc.integer({ min: 0, max: 19 }).map((die) => die === 0),
    week: fc.array(
      fc.tuple(fc.integer({ min: 1, max: 7 }), shift).map(([weekday, one]) => ({ day: weekday, ...one })),
      { maxLength: 12 },
    ),
    closed: fc.uniqueArray(nearDate(start), { maxLength: 2 }),
    days: fc.uniqueArray(fc.record({ date: nearDate(start), shifts: fc.array(shift, { maxLength: 2 }) }), {
      maxLength: 2,
      selector: ({ date }) => date,
    }),
  });

export const length = { minute, hour, day };

// ---- random lives --------------------------------------------------------------------------------------------------------

const aTarget = (hours: readonly OpenHours[]): fc.Arbitrary<AppliedTarget> =>
  fc.record({
    withinMs: fc.integer({ min: 1, max: 20 * 60 }).map((minutes) => minutes * minute),
    hours: fc.constantFrom(...hours),
    pausedBy: fc.subarray<Pause>(['customer', 'third_party', 'snooze']),
    warn: fc.array(fc.record({ at: fc.constantFrom(0.25, 0.5, 0.8), tell: fc.constant('owner' as const) }), { maxLength: 2 }),
    onBreach: fc.constant(['owner' as const]),
    escalate: fc.array(
      fc.record({ afterMs: fc.integer({ min: 1, max: 300 }).map((n) => n * minute), tell: fc.constant('accountable' as const) }),
      { maxLength: 2 },
    ),
  });

const aClause = (hours: readonly OpenHours[]): fc.Arbitrary<AppliedClause | null> =>
  fc.option(
    fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      name: fc.constant('clause'),
      targets: fc.record({ first_reply: aTarget(hours), next_reply: aTarget(hours), resolution: aTarget(hours) }),
    }),
    { freq: 12 },
  );

type Happening = Fact extends infer F ? (F extends Fact ? Omit<F, 'at'> : never) : never;
const aHappening = (hours: readonly OpenHours[], at: number): fc.Arbitrary<Happening> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant({ what: 'customer_spoke' as const }) },
    { weight: 4, arbitrary: fc.constant({ what: 'human_replied' as const }) },
    {
      weight: 3,
      arbitrary: fc.record({
        what: fc.constant('waiting' as const),
        for: fc.constantFrom<'customer' | 'third_party' | 'team'>('customer', 'third_party', 'team'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.integer({ min: -60, max: 900 }).map((n) => ({ what: 'snoozed' as const, until: at + n * minute })),
    },
    { weight: 2, arbitrary: fc.constant({ what: 'resolved' as const }) },
    { weight: 2, arbitrary: fc.constant({ what: 'reopened' as const }) },
    { weight: 2, arbitrary: aClause(hours).map((clause) => ({ what: 'clause_applied' as const, clause })) },
    { weight: 2, arbitrary: fc.constantFrom('care', 'billing', 'stores').map((to) => ({ what: 'handed_over' as const, to })) },
  );

export interface Life {
  facts: Fact[];
  hours: OpenHours;
  now: number;
}

/** A life of up to three days on whole minutes, near days on which clocks change. */
export const aLife: fc.Arbitrary<Life> = anInstant
  .chain((start) => fc.tuple(fc.constant(start), openHoursNear(start), openHoursNear(start)))
  .chain(([start, one, two]) =>
    fc
      .tuple(
        aClause([one, two]),
        fc.array(
          fc
            .integer({ min: 0, max: 2 * 1440 })
            .chain((n) =>
              aHappening([one, two], start + n * minute).map((happening) => ({ at: start + n * minute, ...happening }) as Fact),
            ),
          { maxLength: 12 },
        ),
        fc.integer({ min: 0, max: 3 * 1440 }),
      )
      .map(([clause, later, n]) => ({
        facts: [
          { at: start, what: 'opened', heldBy: 'care' } satisfies Fact,
          { at: start, what: 'clause_applied', clause } satisfies Fact,
          ...later.sort((a, b) => a.at - b.at),
        ],
        hours: one,
        now: start + n * minute,
      })),
  );
