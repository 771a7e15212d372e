/**
 * One message of the Segment spec, checked and reduced to what the log keeps.
 *
 * Written by hand because it runs once an event: a schema library costs as much as the parse itself. Source of the rules:
 * Segment spec "Common fields", "Track", "Identify", "Group", "Alias", and its HTTP API limits (32 KB an event).
 */

import { createIso } from '../../rules/iso.ts';

export const kinds = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const;
export type Kind = (typeof kinds)[number];

export interface Message {
  kind: Kind;
  /** Event name for track; page or screen name; the kind itself for identify, group and alias. */
  name: string;
  messageId: string;
  /** Over HTTP a userId or an anonymousId; channels know their senders by address. */
  sender: { type: 'user_id' | 'anonymous_id' | 'email' | 'phone' | 'bluesky' | 'mastodon' | 'author'; value: string };
  /** The day its sender wrote on it, `YYYY-MM-DD`; undefined without a timestamp. Never corrected: a resend must match. */
  ownDay: string | undefined;
  /** Milliseconds since the epoch, corrected for the sender's clock when it said `sentAt`. */
  occurredAt: number;
  /** The message as JSON, without transport fields (writeKey, sentAt) and without secrets. */
  body: string;
  /** A token that may prove who the sender is; never kept. */
  identityToken: string | undefined;
}

export type Read = { ok: true; message: Message } | { ok: false; field: string; reason: string };

export interface ReadOptions {
  receivedAt: number;
  /** `sentAt` of the batch; the message's own wins. */
  sentAt?: unknown;
  /** The kind a single-event door stands for. */
  kind?: Kind;
  /** Makes an id for messages that came without one. */
  newId(): string;
}

type Json = Record<string, unknown>;

export const maxEventBytes = 32 * 1024;
/** Deeper than any real event, and far from where engines and browsers run out of stack on a recursive read. */
const maxDepth = 64;
const maxText = 1_000;
/** An index of Postgres takes 2,704 bytes, and a letter has up to four: one id too long would fail whatever is kept with it. */
const maxTextBytes = 1_500;
const ofLength = `of at most ${maxText} characters and ${maxTextBytes} bytes`;
const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(2200, 0, 1);
const farFuture = 24 * 60 * 60 * 1000;
const iso = createIso();

const no = (field: string, reason: string): Read => ({ ok: false, field, reason });
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

export function readMessage(raw: unknown, options: ReadOptions): Read {
  if (!isObject(raw)) return no('', 'an event must be a JSON object');
  const kind = options.kind ?? raw.type;
  if (typeof kind !== 'string' || !isKind(kind)) return no('type', `must be one of ${kinds.join(', ')}`);

  const userId = idOf(raw.userId);
  const anonymousId = idOf(raw.anonymousId);
  if (userId === null) return no('userId', `must be a string or number ${ofLength}, without control characters`);
  if (anonymousId === null) return no('anonymousId', `must be a string ${ofLength}, without control characters`);
  const value = userId ?? anonymousId;
  if (value === undefined) return no('userId', 'an event needs a userId or an anonymousId');

  const name = nameOf(kind, raw);
  if (name === undefined) return no(kind === 'track' ? 'event' : 'name', `must be a non-empty string ${ofLength}`);
  const missing = missingOf(kind, raw);
  if (missing) return missing;

  const messageId = raw.messageId === undefined || raw.messageId === null ? options.newId() : idOf(raw.messageId);
  if (!messageId) return no('messageId', `must be a non-empty string ${ofLength}`);

  if (nestsDeeper(raw, maxDepth)) return no('', `an event may nest at most ${maxDepth} levels deep`);

  const time = timesOf(raw, options);
  if ('reason' in time) return no(time.field, time.reason);

  const { body, identityToken } = bodyOf(raw, kind, messageId);
  if (Buffer.byteLength(body) > maxEventBytes) return no('', `an event may have at most ${maxEventBytes} bytes`);
  return {
    ok: true,
    message: {
      kind,
      name,
      messageId,
      sender: { type: userId === undefined ? 'anonymous_id' : 'user_id', value },
      ownDay: time.ownDay,
      occurredAt: time.occurredAt,
      body,
      identityToken,
    },
  };
}

function nestsDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const key in value) if (nestsDeeper((value as Json)[key], levels - 1)) return true;
  return false;
}

function isKind(text: string): text is Kind {
  return (kinds as readonly string[]).includes(text);
}

/** The id as text; undefined when absent; null when unusable. Postgres cannot hold NUL, and no id has control characters. */
function idOf(value: unknown): string | undefined | null {
  if (value === undefined || value === null || value === '') return undefined;
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  if (typeof text !== 'string' || text.length > maxText) return null;
  if (text.length * 3 > maxTextBytes && Buffer.byteLength(text) > maxTextBytes) return null;
  const trimmed = text.trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return /[\u0000-\u001f\u007f]/.test(trimmed) || !trimmed.isWellFormed() ? null : trimmed || undefined;
}

function nameOf(kind: Kind, raw: Json): string | undefined {
  if (kind === 'identify' || kind === 'group' || kind === 'alias') return kind;
  const properties = isObject(raw.properties) ? raw.properties : {};
  const stated = kind === 'track' ? raw.event : (raw.name ?? properties.name ?? kind);
  const name = idOf(stated);
  return name ?? (kind === 'track' || name === null ? undefined : kind);
}

function missingOf(kind: Kind, raw: Json): Read | undefined {
  if (kind === 'group' && !idOf(raw.groupId)) return no('groupId', 'a group call needs a groupId');
  if (kind === 'alias' && !idOf(raw.previousId)) return no('previousId', 'an alias call needs a previousId');
  if (kind === 'alias' && !idOf(raw.userId)) return no('userId', 'an alias call needs a userId');
  for (const field of ['properties', 'traits', 'context', 'integrations']) {
    const part = raw[field];
    if (part !== undefined && part !== null && !isObject(part)) return no(field, 'must be an object');
  }
  return undefined;
}

type Times = { ownDay: string | undefined; occurredAt: number } | { field: string; reason: string };

/**
 * When it happened. Senders' clocks are wrong; the gap between their `timestamp` and `sentAt` is not (Segment spec,
 * "Timestamps": timestamp = receivedAt - (sentAt - originalTimestamp)).
 */
function timesOf(raw: Json, { receivedAt, sentAt }: ReadOptions): Times {
  const stated = instantOf(raw.timestamp ?? raw.originalTimestamp);
  if (stated === null) return { field: 'timestamp', reason: 'must be an ISO 8601 date' };
  if (stated === undefined) return { ownDay: undefined, occurredAt: receivedAt };
  if (stated < earliest || stated > latest) return { field: 'timestamp', reason: 'must lie between 1900 and 2200' };
  const sent = instantOf(raw.sentAt ?? sentAt);
  const corrected = typeof sent === 'number' ? receivedAt - (sent - stated) : stated;
  const usable = corrected >= earliest && corrected <= receivedAt + farFuture;
  return { ownDay: iso.day(stated), occurredAt: usable ? corrected : receivedAt };
}

const zoneless = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/;

function instantOf(value: unknown): number | undefined | null {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string' || value.length > 64 || !/^\d{4}-\d\d-\d\d/.test(value)) return null;
  // Without a zone it is UTC, as the spec means it; JavaScript would read the clock of this machine.
  const at = Date.parse(zoneless.test(value) ? `${value.replace(' ', 'T')}Z` : value);
  return Number.isNaN(at) ? null : at;
}

/** Set by themselves, or no part of what was said. */
const apart = new Set(['type', 'messageId', '__proto__', 'writeKey', 'sentAt', '_metadata', 'receivedAt']);

function bodyOf(raw: Json, kind: Kind, messageId: string): { body: string; identityToken: string | undefined } {
  const kept: Json = { type: kind, messageId };
  // A key like any other (reliability case D13), which an assignment would take for something else.
  const proto = Object.getOwnPropertyDescriptor(raw, '__proto__');
  if (proto) Object.defineProperty(kept, '__proto__', proto);
  for (const key of Object.keys(raw)) if (!apart.has(key)) kept[key] = raw[key];
  const context = kept.context;
  if (!isObject(context) || typeof context.identityToken !== 'string')
    return { body: JSON.stringify(kept), identityToken: undefined };
  const { identityToken, ...rest } = context;
  kept.context = rest;
  return { body: JSON.stringify(kept), identityToken: String(identityToken) };
}
