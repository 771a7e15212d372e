/** What was said about somebody, as a person would write it. */
import type { TFunction } from 'i18next';
import type { Format } from '../../ui/format.ts';

const LONGEST = 120;

export function textOf(value: unknown, t: TFunction, format: Format): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return t(value ? 'customers.yes' : 'customers.no');
  // Numbers may be sizes, years or codes: never with thousands separators that nobody said.
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : format.exact(value);
  if (typeof value === 'string') return shorten(value);
  if (Array.isArray(value)) return shorten(value.map((one) => textOf(one, t, format)).join(', '));
  return shorten(
    Object.entries(value)
      .map(([key, one]) => `${key}: ${textOf(one, t, format)}`)
      .join(' · '),
  );
}

const shorten = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
