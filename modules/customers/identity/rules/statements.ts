/**
 * What one event of the log says about who somebody is and what is known about them.
 *
 * Conventions (Segment spec; written down in the room's README):
 * - identify: `traits` are facts about the sender; `traits.email` and `traits.phone` (or `context.traits` of any call) and
 *   `context.externalIds` are further identifiers of the sender.
 * - any call with both `userId` and `anonymousId` says they are one person.
 * - alias: `previousId` is an earlier id of `userId`.
 * - group: the sender belongs to the organisation `groupId`; `traits` are facts about it; the role is `context.role` or
 *   `traits.role`. `Account Added User` and `Account Removed User` (Segment B2B spec) with `context.groupId` say the same.
 * - consent: events named `Consent Updated` or `Segment Consent Preference Updated` with
 *   `context.consent.categoryPreferences`, `properties.categoryPreferences` ({ purpose: boolean }), or `properties.purpose`
 *   and `properties.granted`.
 */
import type { NamedIdentifier } from './identifiers.ts';
import { typeNamed } from './identifiers.ts';

type Json = Record<string, unknown>;

export interface Statements {
  /** Further identifiers of the sender, as stated. */
  alsoKnownAs: NamedIdentifier[];
  /** An earlier id of the sender, given up for this one. */
  previously: NamedIdentifier | undefined;
  traits: Json;
  consents: { purpose: string; granted: boolean; evidence: string | null }[];
  organisation: { value: string; member: boolean; role: string | null; traits: Json } | undefined;
}

export interface LoggedEvent {
  kind: string;
  name: string;
  body: Json;
  /** What kind of identifier the sender is. */
  senderType: string;
}

const consentEvents = new Set(['Consent Updated', 'Segment Consent Preference Updated']);
const memberEvents = new Map([
  ['Account Added User', true],
  ['Account Removed User', false],
]);
const most = { identifiers: 20, traits: 200, purposes: 50 };
const longestName = 200;

/**
 * True when a track, page or screen may say something about identity: cheap enough to ask of every event, so that plain
 * events are never parsed. False negatives are impossible: the names stand in the text, or nothing is said.
 */
export function mayState(kind: string, name: string, body: string): boolean {
  return mayStateMoreThanAPair(kind, name, body) || (body.includes('"userId"') && body.includes('"anonymousId"'));
}

function mayStateMoreThanAPair(kind: string, name: string, body: string): boolean {
  if (kind === 'identify' || kind === 'alias' || kind === 'group') return true;
  return body.includes('"externalIds"') || body.includes('"traits"') || consentEvents.has(name) || memberEvents.has(name);
}

/**
 * The anonymous id of an event that says nothing but "this user, on this device", as browsers say with every click after
 * sign-in; undefined when that is not certain without reading the event.
 */
export function devicePairedIn(kind: string, name: string, body: string): string | undefined {
  const field = '"anonymousId":"';
  const at = body.indexOf(field);
  // Twice: one of them may lie deeper, and only a reader knows which.
  if (at < 0 || body.indexOf('"anonymousId"', at + 1) >= 0 || mayStateMoreThanAPair(kind, name, body)) return undefined;
  const value = body.slice(at + field.length, body.indexOf('"', at + field.length));
  return value.includes('\\') ? undefined : value;
}

export function statementsOf(event: LoggedEvent): Statements {
  const { kind, body, senderType } = event;
  const context = objectOf(body.context);
  const traits = kind === 'identify' ? limited(objectOf(body.traits)) : {};
  return {
    alsoKnownAs: alsoKnownAs(kind, body, context, senderType),
    previously: kind === 'alias' ? previously(body) : undefined,
    traits,
    consents: consentEvents.has(event.name) && kind === 'track' ? consentsOf(body, context) : [],
    organisation: organisationOf(event, context),
  };
}

function alsoKnownAs(kind: string, body: Json, context: Json, senderType: string): NamedIdentifier[] {
  const found: NamedIdentifier[] = [];
  const add = (type: string | undefined, value: unknown) => {
    const text = textOf(value);
    if (type !== undefined && text !== undefined) found.push({ type, value: text });
  };
  if (senderType === 'user_id') add('anonymous_id', body.anonymousId);
  const own = kind === 'identify' ? objectOf(body.traits) : {};
  for (const traits of [own, objectOf(context.traits)]) {
    add('email', traits.email);
    add('phone', traits.phone);
  }
  for (const entry of Array.isArray(context.externalIds) ? context.externalIds.slice(0, most.identifiers) : []) {
    const external = objectOf(entry);
    const collection = external.collection ?? 'users';
    if (collection === 'users' && typeof external.type === 'string') add(typeNamed(external.type), external.id);
  }
  return found.slice(0, most.identifiers);
}

/** An id that looks like a device's (a UUID, or the very anonymousId of the call) was anonymous; any other was a user's. */
function previously(body: Json): NamedIdentifier | undefined {
  const value = textOf(body.previousId);
  if (value === undefined) return undefined;
  const device = value === textOf(body.anonymousId) || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
  return { type: device ? 'anonymous_id' : 'user_id', value };
}

function consentsOf(body: Json, context: Json): Statements['consents'] {
  const properties = objectOf(body.properties);
  const preferences = {
    ...objectOf(objectOf(context.consent).categoryPreferences),
    ...objectOf(properties.categoryPreferences),
    ...(typeof properties.purpose === 'string' ? { [properties.purpose]: properties.granted } : {}),
  };
  const evidence = textOf(properties.evidence)?.slice(0, 1000) ?? null;
  return Object.entries(preferences)
    .filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean' && fits(entry[0]))
    .slice(0, most.purposes)
    .map(([purpose, granted]) => ({ purpose, granted, evidence }));
}

function organisationOf({ kind, name, body }: LoggedEvent, context: Json): Statements['organisation'] {
  const properties = objectOf(body.properties);
  const member = kind === 'group' ? true : memberEvents.get(name);
  if (member === undefined || (kind !== 'group' && kind !== 'track')) return undefined;
  const value = textOf(kind === 'group' ? body.groupId : (context.groupId ?? properties.groupId));
  if (value === undefined) return undefined;
  const traits = kind === 'group' ? limited(objectOf(body.traits)) : {};
  const { role: ofTraits, ...facts } = traits;
  const role = textOf(context.role) ?? textOf(kind === 'group' ? ofTraits : properties.role) ?? null;
  return { value, member, role: role?.slice(0, longestName) ?? null, traits: facts };
}

const objectOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

function textOf(value: unknown): string | undefined {
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  if (typeof text !== 'string') return undefined;
  const trimmed = text.trim();
  // Postgres text holds neither NUL nor half a surrogate pair, and no identifier has control characters.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return trimmed === '' || /[\u0000-\u001f\u007f]/.test(trimmed) || !trimmed.isWellFormed() ? undefined : trimmed;
}

const fits = (name: string) => name !== '' && name.length <= longestName && textOf(name) === name;

function limited(traits: Json): Json {
  return Object.fromEntries(
    Object.entries(traits)
      .filter(([name]) => fits(name))
      .slice(0, most.traits)
      .map(([name, value]) => [name, storable(value)]),
  );
}

/** jsonb refuses NUL and lone surrogates inside strings: they become U+FFFD (case F06). */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\u0000', '\uFFFD').toWellFormed();
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [String(storable(name)), storable(part)]));
}
