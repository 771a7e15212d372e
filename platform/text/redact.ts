/**
 * Takes personal data out of customers' words, for whoever may not see it: addresses, phone numbers, payment cards (Luhn),
 * bank accounts (IBAN, mod 97), network addresses, and keys inside web addresses. Names of people stay: nothing here can tell
 * them from other words, and pretending to would be worse.
 */
import { type CountryCode, findPhoneNumbersInText } from 'libphonenumber-js';
import { z } from '#platform/contract';

export const personalKinds = ['email', 'phone', 'card', 'iban', 'ip', 'token'] as const;
export type PersonalKind = (typeof personalKinds)[number];

interface Found {
  kind: PersonalKind;
  from: number;
  to: number;
}

/** ISO/IEC 7812-1: the check digit of a payment card. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at]);
    const weighed = at % 2 === 0 ? digit : digit * 2;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}

/** ISO 13616: the account without its spaces, moved and read in base 97. */
export function passesMod97(iban: string): boolean {
  const moved = iban.slice(4) + iban.slice(0, 4);
  let rest = 0;
  for (const sign of moved) rest = Number(`${rest}${Number.parseInt(sign, 36)}`) % 97;
  return rest === 1;
}

// Begins where a word begins, and within the lengths of RFC 5321: a wall of letters is looked at once, not once a letter.
const email = /(?<![\p{L}\p{N}._%+'-])[\p{L}\p{N}._%+'-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu;
const iban = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/giu;
const card = /\b\d(?:[ -]?\d){12,18}\b/gu;
const ip = /(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?![\w.:])/giu;
const url = /https?:\/\/[^\s<>"']+/giu;
/** A part of an address nobody types: long, and of letters and digits mixed. */
const secret = /(?<=[=/])(?=[\w.~+-]*\d)(?=[\w.~+-]*[a-z])[\w.~+-]{16,}/giu;

const address = z.union([z.ipv4(), z.ipv6()]);
const isAddress = (word: string) => address.safeParse(word).success;

const kept = /\D/g;

/** Whose way of writing phone numbers without a country we try first: the largest country of the language. */
const countryOf: Record<string, CountryCode> = { en: 'US', it: 'IT', es: 'ES', pt: 'BR', de: 'DE', fr: 'FR' };

function* found(text: string, country: CountryCode | undefined, phones: boolean): Generator<Found> {
  const spans = (kind: PersonalKind, pattern: RegExp, is: (word: string) => boolean = () => true) =>
    [...text.matchAll(pattern)]
      .filter(([word]) => is(word))
      .map(({ index, 0: word }) => ({ kind, from: index, to: index + word.length }));
  yield* spans('email', email);
  for (const { index, 0: link } of text.matchAll(url))
    for (const part of link.matchAll(secret))
      yield { kind: 'token', from: index + part.index, to: index + part.index + part[0].length };
  yield* spans('iban', iban, (word) => passesMod97(word.replaceAll(' ', '').toUpperCase()));
  yield* spans('card', card, (word) => passesLuhn(word.replace(kept, '')));
  yield* spans('ip', ip, (word) => word.length > 3 && isAddress(word));
  if (!phones) return;
  for (const { startsAt, endsAt } of findPhoneNumbersInText(text, country)) yield { kind: 'phone', from: startsAt, to: endsAt };
}

/**
 * The text with `[email]`, `[phone]` … where something personal stood, and what was found. Earlier kinds win where two overlap.
 * Telling telephones from other numbers takes most of the time; who hides all long numbers asks without.
 */
export function redact(
  text: string,
  language?: string | null,
  { phones } = { phones: true },
): { text: string; found: PersonalKind[] } {
  const taken: Found[] = [];
  for (const one of found(text, countryOf[language ?? ''], phones))
    if (!taken.some(({ from, to }) => one.from < to && from < one.to)) taken.push(one);
  taken.sort((a, b) => a.from - b.from);
  let shown = '';
  let at = 0;
  for (const { kind, from, to } of taken) {
    shown += `${text.slice(at, from)}[${kind}]`;
    at = to;
  }
  return { text: shown + text.slice(at), found: taken.map(({ kind }) => kind) };
}
