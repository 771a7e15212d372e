/** Keyset page cursors: opaque to callers, and checked, so that a forged one is a named mistake and never reaches SQL. */
import { Refusal } from '#platform/contract';
import { refusals } from './problems.ts';

export function writeCursor(...parts: (string | Date)[]): string {
  return Buffer.from(JSON.stringify(parts.map((part) => (part instanceof Date ? part.toISOString() : part)))).toString(
    'base64url',
  );
}

/** The parts as they were written, each passing its check; undefined on the first page. */
export function readCursor(text: string | undefined, checks: readonly RegExp[]): string[] | undefined {
  if (text === undefined) return undefined;
  const parts = parse(text);
  const fits =
    Array.isArray(parts) &&
    parts.length === checks.length &&
    checks.every((check, at) => typeof parts[at] === 'string' && check.test(parts[at]));
  if (!fits) {
    throw new Refusal(refusals.invalid, {
      detail: 'after: not a cursor of this list',
      fields: [{ path: 'after', message: 'pass "next" of the page before, unchanged' }],
    });
  }
  return parts;
}

export const cursorParts = {
  number: /^\d{1,20}$/,
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  instant: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/,
} as const;

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
