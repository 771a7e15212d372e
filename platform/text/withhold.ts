/**
 * For readers who may not know who a customer is: texts of any kind without what is personal, and the names of properties that
 * say who somebody is. Where in doubt it hides: a long number may be an order, or a telephone.
 */
import { redact } from './redact.ts';

const lineAtMost = 5_000;

/** Nine digits or more, written as people write telephone and account numbers. */
const longNumber = /(?<![\w.])[+(]{0,2}\d(?:[ ()./-]{0,2}\d){8,}(?!\w)/g;
/** A day, or a fraction, that only looks like one. */
const noNumberOfAnybody = /^(?:\d{4}-\d\d-\d\d|\d+\.\d+$)/;

/** The text as whoever may not see personal data reads it. Lines beyond 5,000 characters are cut. */
export function withhold(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const { text: shown } = redact(line.slice(0, lineAtMost), null, { phones: false });
      return shown.replace(longNumber, (number) => (noNumberOfAnybody.test(number) ? number : '[number]'));
    })
    .join('\n');
}

/** The text without somebody's own name, wherever a word of it stands by itself. */
export function withholdName(text: string, name: string): string {
  const words = (name.match(/[\p{L}\p{M}'’-]{3,}/gu) ?? []).slice(0, 6);
  if (words.length === 0) return text;
  // Letters, apostrophes and hyphens mean themselves.
  return text.replace(new RegExp(`(?<![\\p{L}\\p{M}])(?:${words.join('|')})(?![\\p{L}\\p{M}])`, 'giu'), '[name]');
}

const aPerson = new Set(
  'customer client user person contact recipient sender buyer guest member traits first last full given family middle nick display billing shipping delivery invoice account'.split(
    ' ',
  ),
);
const aboutSomebody = new Set(
  'email mail phone mobile telephone fax surname firstname lastname fullname forename username nickname address street birthday birthdate dob iban ssn passport avatar ip'.split(
    ' ',
  ),
);
const ofADetail = new Set(['number', 'no', 'line', 'line1', 'line2', '1', '2', 'hash', 'lower']);

/**
 * Does a property of this name hold who somebody is? By Segment's reserved traits and how shops name the same:
 * `email`, `traits.phone`, `shippingAddress.street1`, `customer_name`; not `product_name`, not `email_subject`, not `city`.
 */
export function namesPersonal(property: string): boolean {
  const words = property
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  while (words.length > 1 && ofADetail.has(words.at(-1) ?? '')) words.pop();
  const last = (words.pop() ?? '').replace(/(?<=[a-z])\d$/, '');
  if (aboutSomebody.has(last)) return true;
  if (last === 'birth') return words.includes('date');
  return last === 'name' && words.every((word) => aPerson.has(word));
}
