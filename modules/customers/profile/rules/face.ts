/** How a customer appears in lists: kind, name, addresses, and the text the directory searches. */
import type { CustomerKind } from '../../contract/people.ts';
import { plain } from '../../directory/rules/search.ts';

export interface KnownIdentifier {
  type: string;
  value: string;
  verified: boolean;
  /** Names a device, not somebody. */
  anonymous: boolean;
}

export interface Face {
  kind: CustomerKind;
  name: string;
  email: string | null;
  phone: string | null;
  search: string;
}

/** `canonical` is the identifier the customer is called by. */
export function faceOf(
  canonical: KnownIdentifier,
  identifiers: readonly KnownIdentifier[],
  traits: Readonly<Record<string, unknown>>,
): Face {
  const kind = kindOf(canonical, identifiers);
  const email = firstOf('email', identifiers);
  const phone = firstOf('phone', identifiers);
  const given = [text(traits.firstName ?? traits.first_name), text(traits.lastName ?? traits.last_name)];
  const full = text(traits.name) ?? (given.some(Boolean) ? given.filter(Boolean).join(' ') : undefined);
  const name = full ?? text(traits.username) ?? email ?? phone ?? called(kind, canonical);
  const spoken = [full, text(traits.username), text(traits.company)];
  const named = identifiers.filter((identifier) => !identifier.anonymous).map(({ value }) => value);
  const search = [...new Set([...spoken, ...named].filter((part) => part !== undefined).map(plain))].join(' ');
  return { kind, name: name.slice(0, 200), email, phone, search: search.slice(0, 2000) };
}

function kindOf(canonical: KnownIdentifier, identifiers: readonly KnownIdentifier[]): CustomerKind {
  if (canonical.type === 'group_id') return 'organisation';
  return identifiers.every(({ anonymous }) => anonymous) ? 'visitor' : 'person';
}

function called(kind: CustomerKind, canonical: KnownIdentifier): string {
  return kind === 'visitor' ? `Visitor ${canonical.value.slice(0, 4)}` : canonical.value;
}

/** A vouched-for one before a claimed one; then by spelling, so that everybody sees the same. */
function firstOf(type: string, identifiers: readonly KnownIdentifier[]): string | null {
  const [first] = identifiers
    .filter((identifier) => identifier.type === type)
    .sort((a, b) => Number(b.verified) - Number(a.verified) || (a.value < b.value ? -1 : 1));
  return first?.value ?? null;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
