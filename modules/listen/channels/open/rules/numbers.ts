/** Phone numbers in their one spelling, and what it may cost to write to one. Pure. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

const read = (stated: string) => parsePhoneNumberFromString(stated.trim().replace(/^tel:/i, ''), { extract: false });

/** E.164 (`+4930123456`); undefined without a country or when no country has such numbers. */
export function fullNumber(stated: string): string | undefined {
  if (stated.length > 60) return undefined;
  const number = read(stated);
  return number?.isPossible() ? number.number : undefined;
}

/** The beginning that all numbers of its country share: `+39`. */
export function countryPrefix(number: string): string | undefined {
  const country = read(number)?.countryCallingCode;
  return country === undefined ? undefined : `+${country}`;
}

/** Why nothing is sent to this number, or undefined (case F16: numbers whose owners earn by what is sent to them). */
export function whyNotTo(number: string, prefixes: readonly string[]): string | undefined {
  if (!prefixes.some((prefix) => number.startsWith(prefix)))
    return `numbers that begin so are not among those this channel may write to (${prefixes.join(', ')})`;
  if (read(number)?.getType() === 'PREMIUM_RATE') return 'it is a number whose owner earns by what is sent to it';
  return undefined;
}
