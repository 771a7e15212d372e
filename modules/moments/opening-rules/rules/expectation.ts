/**
 * Something that was begun and is waited for. Beginnings and ends may be heard in any order, and more than once: the later
 * beginning and the later end count, so every order of the same events leads to the same state.
 */
import type { Trigger } from '../../contract/rules.ts';
import { type Happened, isRecent, matches, valueAt } from './matches.ts';

export type Waiting = Extract<Trigger, { kind: 'begun_not_finished' }>;

export interface Begun {
  at: number;
  event: Happened;
  dueAt: number;
}

export interface Expectation {
  begun: Begun | null;
  settledAt: number | null;
}

export type Step = { begun: Begun } | { settledAt: number };

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** What can be made of an order's number or the like. */
const longestKey = 500;

/** Under what its beginning and its end find each other; undefined when the event does not say. */
function keyOf({ key }: Waiting, { senderNo, properties }: Happened): string | undefined {
  if (key === null) return senderKey(senderNo);
  const value = valueAt(properties, key);
  if ((typeof value !== 'string' && typeof value !== 'number') || value === '') return undefined;
  // Postgres text holds no NUL.
  return `value ${String(value).slice(0, longestKey).replaceAll('\u0000', '\ufffd')}`;
}

export const senderKey = (senderNo: string) => `sender ${senderNo}`;

/** A day without a time is kept until it ends. Undefined when the event promises nothing. */
function dueOf({ due }: Waiting, { occurredAt, properties }: Happened): number | undefined {
  if (due.by === 'minutes') return occurredAt + due.minutes * minuteMs;
  const value = valueAt(properties, due.property);
  if (typeof value !== 'string') return undefined;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(value);
  const at = Date.parse(value);
  // Years that Postgres or a calendar cannot hold are slips of a pen.
  if (Number.isNaN(at) || Math.abs(at - occurredAt) > 3660 * dayMs) return undefined;
  return day ? at + dayMs : at;
}

/** What this event says to what is waited for. Only what is new begins anything; what ends something may be history. */
export function stepOf(waiting: Waiting, event: Happened, live: boolean): { key: string; step: Step } | undefined {
  const key = keyOf(waiting, event);
  if (key === undefined) return undefined;
  if (waiting.finishes.some((each) => matches(each, event))) return { key, step: { settledAt: event.occurredAt } };
  if (!(live && isRecent(event) && matches(waiting.begins, event))) return undefined;
  const dueAt = dueOf(waiting, event);
  return dueAt === undefined ? undefined : { key, step: { begun: { at: event.occurredAt, event, dueAt } } };
}

const later = (a: Begun, b: Begun) => (a.at === b.at ? BigInt(a.event.id) > BigInt(b.event.id) : a.at > b.at);

export function stepped(before: Expectation | undefined, step: Step): Expectation {
  const { begun, settledAt } = before ?? { begun: null, settledAt: null };
  if ('settledAt' in step) return { begun, settledAt: Math.max(settledAt ?? step.settledAt, step.settledAt) };
  return { begun: begun === null || later(step.begun, begun) ? step.begun : begun, settledAt };
}

export const isWaitedFor = ({ begun, settledAt }: Expectation): boolean =>
  begun !== null && (settledAt === null || settledAt < begun.at);

/**
 * When to look at it again: due, or, once it is settled, to be forgotten. An end is kept for as long as a beginning could wait
 * for it: it may come late, or under another name of the same customer.
 */
export function lookAt({ begun, settledAt }: Expectation, { due }: Waiting): number {
  if (begun !== null && (settledAt === null || settledAt < begun.at)) return begun.dueAt;
  const window = due.by === 'minutes' ? due.minutes * minuteMs : 31 * dayMs;
  return Math.max(begun?.at ?? 0, settledAt ?? 0) + window + dayMs;
}
