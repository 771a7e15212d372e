/** One spelling per identifier: what is compared, joined and searched. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { IdentitySettings, TypeSettings } from '../../contract/settings.ts';

/** `type:value` in its one spelling: the name of a node in the identity graph. */
export type Key = string;

export interface NamedIdentifier {
  type: string;
  value: string;
}

export const keyOf = (identifier: NamedIdentifier): Key => `${identifier.type}:${identifier.value}`;

/** Longer ids are junk (RFC 5321 allows 254 characters in an address; a UUID has 36). */
const longest = 500;

/**
 * Lower-case throughout. RFC 5321 §2.4 lets a mailbox distinguish case; no provider that matters does, and people do not.
 * Dots and `+tags` are kept: whether they matter is the provider's business, and a guess would merge two people.
 */
export function normaliseEmail(stated: string): string | undefined {
  const address = stated.trim().replace(/^mailto:/i, '');
  const at = address.lastIndexOf('@');
  if (at < 1 || at > 64 || address.length > 254) return undefined;
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  if (!/^[^\s<>(),;:"@\\]+$/u.test(local) || !/^[^\s@_/\\]+\.[^\s@_/\\.]{2,}$/u.test(domain)) return undefined;
  return `${local}@${domain}`.normalize('NFC').toLowerCase();
}

/** E.164 (`+4930123456`), or undefined when it is not a possible number of any country. */
export function normalisePhone(stated: string, country: string | null): string | undefined {
  if (stated.length > 60) return undefined;
  // libphonenumber types countries as a union of its own; an unknown one simply finds nothing.
  const options = country === null ? {} : { defaultCountry: country as 'DE' };
  const number = parsePhoneNumberFromString(stated.trim().replace(/^tel:/i, ''), { ...options, extract: false });
  return number?.isPossible() ? number.number : undefined;
}

/** The identifier in its one spelling; undefined when it cannot be one. Ids given by others are kept verbatim. */
export function normalise(
  stated: NamedIdentifier,
  settings: Pick<IdentitySettings, 'phoneCountry'>,
): NamedIdentifier | undefined {
  const { type } = stated;
  if (type === 'email') return named(type, normaliseEmail(stated.value));
  if (type === 'phone') return named(type, normalisePhone(stated.value, settings.phoneCountry));
  return stated.value.length > longest ? undefined : named(type, stated.value);
}

function named(type: string, value: string | undefined): NamedIdentifier | undefined {
  return value ? { type, value } : undefined;
}

/** External id types arrive in any spelling (`GA_Client_ID`, `ios.idfa`); one that cannot be a type is undefined. */
export function typeNamed(stated: string): string | undefined {
  const type = stated
    .trim()
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  return /^[a-z0-9][a-z0-9_.]{0,59}$/.test(type) ? type : undefined;
}

export interface TypeRules extends TypeSettings {
  /** 0 is strongest. */
  rank: number;
}

/** Looks up how a type is treated. Unlisted types stand between the named ones and the anonymous ones. */
export function typeRulesOf(settings: IdentitySettings): (type: string) => TypeRules {
  const listed = new Map<string, TypeRules>();
  for (const [at, entry] of settings.types.entries()) {
    listed.set(entry.type, { ...entry, rank: entry.anonymous ? 1000 + at : at });
  }
  return (type) => listed.get(type) ?? { type, limit: settings.otherTypes.limit, anonymous: false, rank: 500 };
}
