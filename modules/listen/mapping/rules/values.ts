/** What a value is to a mapping: missing, unreadable, or something to write. */
import { plainNumber } from './numbers.ts';

/** A value that cannot be read as asked. Returned, never thrown: a bad row is ordinary, and costs no stack. */
export class Fault {
  readonly field: string | null;
  readonly message: string;

  constructor(field: string | null, message: string) {
    this.field = field;
    this.message = message;
  }
}

/** A text for messages to people: short, quoted, and never a whole document. */
export function shown(value: unknown): string {
  if (typeof value === 'number' && textOf(value) === undefined)
    return `${value}, too large a number to be exact (send it as a text),`;
  const text = textOf(value);
  if (text === undefined) return Array.isArray(value) ? 'a list' : `a value of the kind ${typeof value}`;
  return text.length > 60 ? `"${text.slice(0, 57)}…"` : `"${text}"`;
}

/**
 * The text of a scalar; undefined for lists, objects and whatever JSON does not know. Also for whole numbers beyond 2^53: JSON
 * has already rounded those, and a rounded customer number is another customer.
 */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number')
    return Number.isFinite(value) && (Number.isSafeInteger(value) || !Number.isInteger(value)) ? String(value) : undefined;
  return undefined;
}

export const isMissing = (value: unknown) => value === undefined || value === null || value === '';

/** Equality of a record's value with a document's constant: numbers by value, everything else as text. */
export function sameAs(value: unknown, constant: string | number | boolean | null): boolean {
  if (constant === null) return isMissing(value);
  if (typeof constant === 'number') return plainNumber(value) === constant;
  return textOf(value) === String(constant);
}
