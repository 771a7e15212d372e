/** Calendars and policies of clocks: when we work, and how long a customer may wait for what. */
import { id, z } from '#platform/contract';

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
      country: z.string().regex(/^[A-Z]{2}$/, 'two capital letters'),
      /** A state or province as the list of holidays names it, such as `25` for Lombardia or `BY` for Bavaria. */
      state: z
        .string()
        .regex(/^[A-Za-z0-9]{1,8}$/)
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
  warn: z.array(z.strictObject({ at: z.number().min(0.01).max(0.99), tell: escalationRole })).max(8),
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
export const policy = z.strictObject({ clauses: z.array(clause).max(100) });
export type Policy = z.infer<typeof policy>;
