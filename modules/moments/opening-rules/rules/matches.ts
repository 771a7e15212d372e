/** Whether an event is one that a rule speaks of. */
import type { EventCondition, EventMatch } from '../../contract/rules.ts';
import { curses } from './curses.ts';

/** What rules see of an event. */
export interface Happened {
  id: string;
  name: string;
  senderNo: string;
  /** Milliseconds since the epoch. */
  occurredAt: number;
  receivedAt: number;
  properties: Record<string, unknown>;
  /** Said by somebody who could say anything: a public key of a page, nobody signed in. */
  claimed?: boolean;
}

/** Own fields only, step by step. A name with a dot in it is found as well. */
export function valueAt(properties: Record<string, unknown>, path: string): unknown {
  if (Object.hasOwn(properties, path)) return properties[path];
  let at: unknown = properties;
  for (const step of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string, unknown>)[step];
  }
  return at;
}

/** As people compare words: without case, accents and punctuation, a space on either side. */
const plain = (text: string) =>
  ` ${text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;

/** So much of a text is looked at. */
const longest = 20_000;

export function says(text: string, words: readonly string[]): boolean {
  const line = plain(text.slice(0, longest));
  return words.some((word) => plain(word).trim() !== '' && line.includes(plain(word)));
}

/** 42 and "42" are the same: sources differ in how they send numbers. */
const same = (value: unknown, wanted: string | number | boolean) =>
  value !== null && typeof value !== 'object' && value !== undefined && String(value) === String(wanted);

const numberOf = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value);

function holds(condition: EventCondition, properties: Record<string, unknown>): boolean {
  const value = valueAt(properties, condition.property);
  const there = value !== undefined && value !== null;
  switch (condition.is) {
    case 'equal':
      return same(value, condition.value);
    case 'not_equal':
      return !same(value, condition.value);
    case 'one_of':
      return condition.values.some((each) => same(value, each));
    case 'at_least': {
      const number = numberOf(value);
      return typeof number === 'number' && number >= condition.value;
    }
    case 'at_most': {
      const number = numberOf(value);
      return typeof number === 'number' && number <= condition.value;
    }
    case 'present':
      return there;
    case 'absent':
      return !there;
    case 'says':
      return typeof value === 'string' && says(value, condition.words.length > 0 ? condition.words : curses);
  }
}

export const matches = ({ event, where }: EventMatch, happened: Happened): boolean =>
  happened.name === event && where.every((condition) => holds(condition, happened.properties));

/** An hour between doing and hearing is a phone in a tunnel; more is history, and history calls for nobody. */
const recentMs = 60 * 60_000;

export const isRecent = ({ occurredAt, receivedAt }: Pick<Happened, 'occurredAt' | 'receivedAt'>): boolean =>
  Math.abs(receivedAt - occurredAt) <= recentMs;
