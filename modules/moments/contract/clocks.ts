/** Calendars and policies of clocks: when we work, and how long a customer may wait for what. */
import { defineRefusals, defineRoute, defineTopic, id, instant, z } from '#platform/contract';
import { refusals } from './refusals.ts';

// ---- calendars -----------------------------------------------------------------------------------------------------------

/** `HH:MM` on the wall of the office. */
const clockTime = z.iso.time({ precision: -1 }).meta({ examples: ['09:00'] });
/** From `from` until `to`; a shift whose `to` is not after its `from` ends on the next day (`00:00` closes at midnight). */
export const shift = z.strictObject({ from: clockTime, to: clockTime });
export type Shift = z.infer<typeof shift>;

const localDate = z.iso.date();

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
const timeZone = z
  .string()
  .min(1)
  .max(64)
  .refine(isTimeZone, 'not a time zone of the IANA list, such as Europe/Rome')
  .meta({ examples: ['Europe/Rome'] });

export const calendar = z.strictObject({
  name: z.string().trim().min(1).max(200),
  timeZone,
  /** Never closed: neither shifts, nor holidays, nor days count. */
  always: z.boolean(),
  /** ISO weekdays: 1 is Monday. A day may have several shifts, and a shift belongs to the day it starts on. */
  week: z.array(shift.extend({ day: z.number().int().min(1).max(7) })).max(56),
  /** Whose public holidays are closed; null when every day of the week is a day like any other. */
  holidays: z
    .strictObject({
      /** ISO 3166-1, such as `IT`. */
      country: z
        .string()
        .regex(/^[A-Z]{2}$/, 'two capital letters')
        .meta({ examples: ['IT'] }),
      /** A state or province as the list of holidays names it, such as `25` for Lombardia or `BY` for Bavaria. */
      state: z
        .string()
        .regex(/^[A-Za-z0-9]{1,8}$/)
        .meta({ examples: ['25'] })
        .nullable(),
    })
    .nullable(),
  /** Single days with hours of their own, before weekdays and holidays: closed when they have no shifts. */
  days: z.array(z.strictObject({ date: localDate, shifts: z.array(shift).max(8) })).max(1000),
});
export type Calendar = z.infer<typeof calendar>;

// ---- policies ------------------------------------------------------------------------------------------------------------

/** What a customer waits for. */
export const clockKind = z.enum(['first_reply', 'next_reply', 'resolution']);
export type ClockKind = z.infer<typeof clockKind>;

/** What may stop a clock. A resolved moment stops all of its clocks. */
export const pause = z.enum(['customer', 'third_party', 'snooze']);
export type Pause = z.infer<typeof pause>;

/** Who hears of it: the owner, whoever answers for the owner's queue, that person's manager, the manager above, the duty role. */
export const escalationRole = z.enum(['owner', 'accountable', 'manager', 'manager_above', 'duty']);
export type EscalationRole = z.infer<typeof escalationRole>;

const duration = z
  .number()
  .int()
  .min(1_000)
  .max(366 * 86_400_000);

export const target = z.strictObject({
  /** Milliseconds of the calendar's open time. */
  withinMs: duration,
  calendarId: id,
  pausedBy: z.array(pause).max(3),
  /** Fractions of the target at which somebody is warned, each once. */
  warn: z
    .array(
      z.strictObject({
        at: z
          .number()
          .min(0.01)
          .max(0.99)
          .meta({ examples: [0.75] }),
        tell: escalationRole,
      }),
    )
    .max(8),
  /** Whom a breach is told to… */
  onBreach: z.array(escalationRole).max(5),
  /** …and who is told when it stays open, by open time after the breach. */
  escalate: z.array(z.strictObject({ afterMs: duration, tell: escalationRole })).max(8),
});
export type Target = z.infer<typeof target>;

const names = z.array(z.string().trim().min(1).max(200)).min(1).max(100);

/** All that is said must hold; a list holds when one of its values does. Nothing said holds always. */
export const clauseCondition = z.strictObject({
  queues: names.optional(),
  priorities: names.optional(),
  channels: names.optional(),
  segments: names.optional(),
  languages: names.optional(),
  /** The customer's value, in the workspace's own measure. */
  minValue: z.number().finite().optional(),
});
export type ClauseCondition = z.infer<typeof clauseCondition>;

export const clause = z.strictObject({
  id: z.string().min(1).max(64),
  name: z.string().trim().min(1).max(200),
  when: clauseCondition,
  targets: z.strictObject({
    first_reply: target.optional(),
    next_reply: target.optional(),
    resolution: target.optional(),
  }),
});
export type Clause = z.infer<typeof clause>;

/** Clauses in order: the first that holds is the one that counts. */
export const clockPolicy = z.strictObject({ clauses: z.array(clause).max(100) });
export type ClockPolicy = z.infer<typeof clockPolicy>;

// ---- clocks of a moment --------------------------------------------------------------------------------------------------

const ms = z.number();
const role = escalationRole;
const pauseReason = z.enum(['customer', 'third_party', 'snooze', 'resolved']);

/** Why a clock stands as it does, for one sentence. */
const clockReason = z.discriminatedUnion('code', [
  z.object({ code: z.literal('running'), dueAt: instant.nullable(), leftMs: ms }),
  z.object({ code: z.literal('paused'), by: z.array(pauseReason), since: instant, leftMs: ms }),
  z.object({ code: z.literal('met'), at: instant, leftMs: ms }),
  z.object({ code: z.literal('breached'), since: instant, lateMs: ms, stillOpen: z.boolean() }),
]);

export const clock = z.object({
  kind: clockKind,
  /** The turn of the conversation it belongs to, from 1. */
  round: z.number().int(),
  state: z.enum(['running', 'paused', 'met', 'breached']),
  clause: z.object({ id: z.string(), name: z.string() }),
  /** Milliseconds of open time, as all lengths of a clock. */
  withinMs: ms,
  elapsedMs: ms,
  /** Below zero once it is late. */
  remainingMs: ms,
  startedAt: instant,
  endedAt: instant.nullable(),
  warnAt: instant.nullable(),
  /** Null while that cannot be said: paused, or never open. */
  dueAt: instant.nullable(),
  why: clockReason,
  steps: z.array(
    z.object({
      kind: z.enum(['warning', 'breach', 'escalation']),
      tell: z.array(role),
      dueAt: instant.nullable(),
      firedAt: instant.nullable(),
    }),
  ),
});

const holder = z.discriminatedUnion('by', [
  z.object({ by: z.literal('team'), id: z.string(), name: z.string() }),
  z.object({ by: z.literal('customer') }),
  z.object({ by: z.literal('third_party') }),
]);

export const felt = z.object({
  startedAt: instant,
  endedAt: instant.nullable(),
  /** On the customer's own wall, nights included; time between a resolution and a re-opening is not felt. */
  totalMs: ms,
  /** Who held it how long: they sum to the total, exactly. */
  holds: z.array(z.object({ holder, ms })),
  band: z.array(z.object({ from: instant, until: instant, holder })),
});

export const because = z.object({
  factor: z.enum(['queue', 'priority', 'channel', 'segment', 'language', 'value']),
  is: z.union([z.string(), z.number()]),
  atLeast: z.number().optional(),
});

export const momentClocks = z.object({
  /** The clause that counts, and what of the moment it holds by; null when nothing is promised. */
  clause: z.object({ id: z.string(), name: z.string(), because: z.array(because) }).nullable(),
  clocks: z.array(clock),
  felt: felt.nullable(),
});
export type MomentClocks = z.infer<typeof momentClocks>;

// ---- routes --------------------------------------------------------------------------------------------------------------

export const clockRefusals = defineRefusals('moments', {
  no_such_calendar: { status: 404, title: 'No such calendar', cure: 'GET /api/moments/calendars lists them.' },
  calendar_in_use: { status: 409, title: 'A policy counts in this calendar', cure: 'Take it out of the policy first.' },
  calendar_name_taken: { status: 409, title: 'This name is in use', cure: 'Choose another.' },
  too_many_calendars: { status: 409, title: 'There are 200 calendars', cure: 'Change one, or delete one that is not used.' },
  unknown_place: {
    status: 422,
    title: 'No holidays are known of this place',
    cure: 'Name a country by two letters (IT) and a state as its list names it, or leave the state out.',
  },
  policy_changed_meanwhile: {
    status: 409,
    title: 'Somebody changed the policy meanwhile',
    cure: 'Read it again, and send your change with its version.',
  },
});

const one = z.object({ id });
const savedCalendar = calendar.extend({ id, changedAt: instant });
export type SavedCalendar = z.infer<typeof savedCalendar>;
const versionedPolicy = clockPolicy.extend({ version: z.number().int() });
export type VersionedPolicy = z.infer<typeof versionedPolicy>;

export const listCalendars = defineRoute({
  id: 'moments.calendars',
  method: 'GET',
  path: '/api/moments/calendars',
  summary: 'Calendars: when we work, and on which days not',
  access: { action: 'moments.read' },
  reply: z.object({ items: z.array(savedCalendar) }),
});

export const createCalendar = defineRoute({
  id: 'moments.create_calendar',
  method: 'POST',
  path: '/api/moments/calendars',
  summary: 'Make a calendar',
  access: { action: 'moments.write' },
  body: calendar,
  reply: savedCalendar,
  status: 201,
  refusals: [clockRefusals.calendar_name_taken, clockRefusals.unknown_place, clockRefusals.too_many_calendars],
});

export const changeCalendar = defineRoute({
  id: 'moments.change_calendar',
  method: 'PUT',
  path: '/api/moments/calendars/{id}',
  summary: 'Change a calendar; clocks that run count by it from now on',
  access: { action: 'moments.write' },
  params: one,
  body: calendar,
  reply: savedCalendar,
  refusals: [clockRefusals.no_such_calendar, clockRefusals.calendar_name_taken, clockRefusals.unknown_place],
});

export const deleteCalendar = defineRoute({
  id: 'moments.delete_calendar',
  method: 'DELETE',
  path: '/api/moments/calendars/{id}',
  summary: 'Let a calendar go that no policy counts in',
  access: { action: 'moments.write' },
  params: one,
  refusals: [clockRefusals.no_such_calendar, clockRefusals.calendar_in_use],
});

export const readClockPolicy = defineRoute({
  id: 'moments.clock_policy',
  method: 'GET',
  path: '/api/moments/clock-policy',
  summary: 'How long a customer may wait for what: clauses in order, the first that holds counts',
  access: { action: 'moments.read' },
  reply: versionedPolicy,
});

export const changeClockPolicy = defineRoute({
  id: 'moments.change_clock_policy',
  method: 'PUT',
  path: '/api/moments/clock-policy',
  summary: 'Change the policy; open moments count by it from now on, and what has passed stays passed',
  access: { action: 'moments.write' },
  body: versionedPolicy,
  reply: versionedPolicy,
  refusals: [clockRefusals.no_such_calendar, clockRefusals.policy_changed_meanwhile],
});

export const readClocks = defineRoute({
  id: 'moments.clocks',
  method: 'GET',
  path: '/api/moments/{id}/clocks',
  summary: 'The clocks of a moment with their reasons, and the one clock the customer feels with who held it',
  access: { action: 'moments.read' },
  params: one,
  reply: momentClocks,
  refusals: [refusals.no_such_moment],
});

/** A clock asks for somebody: a warning, a breach, a step of its escalation. Each once. */
export const clockFired = z.object({
  momentId: id,
  clock: clockKind,
  round: z.number().int(),
  step: z.enum(['warning', 'breach', 'escalation']),
  dueAt: instant,
  /** How long after it was due this is told: seconds when all is well, hours after an outage. */
  lateMs: ms,
  /** Employees who are told. */
  told: z.array(id),
});
export type ClockFired = z.infer<typeof clockFired>;

export const clockAlarms = defineTopic({
  id: 'moments.alarms',
  summary: 'Clocks that ask for somebody: warnings, breaches, escalations, with whom they tell',
  action: 'moments.read',
  message: clockFired,
});
