/**
 * The doors SDKs already know: Segment's HTTP API, long and short paths, and the settings analytics.js asks for.
 *
 * Sources: Segment "HTTP Tracking API" (paths, Basic auth, limits of 32 KB an event and 500 KB a batch) and what
 * @segment/analytics-next, @segment/analytics-node and @rudderstack/rudder-sdk-node really send, tested with the SDKs.
 */

import { Refusal } from '#platform/contract';
import type { BindRaw, Described, RawAnswer, RawRequest } from '#platform/http';
import { refusals } from '../contract.ts';
import type { KnownSource, Sources } from '../sources/sources.ts';
import * as described from './described.ts';
import { type Intake, IntakeFull, type Item, type Outcome } from './intake.ts';
import { userOfToken } from './rules/identity-token.ts';
import { type Kind, kinds, type Message, readMessage } from './rules/read-message.ts';

const maxBatchBytes = 500 * 1024;
const maxBatchEvents = 2_500;
const single: Record<string, Kind> = { t: 'track', i: 'identify', p: 'page', s: 'screen', g: 'group', a: 'alias' };

const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, GET, OPTIONS',
  // analytics.js counts its retries in X-Retry-Count: not allowed, every retry from a page would fail.
  'access-control-allow-headers': 'Authorization, Content-Type, Content-Encoding, AnonymousId, X-Retry-Count',
  'access-control-expose-headers': 'Retry-After',
  'access-control-max-age': '86400',
  'cross-origin-resource-policy': 'cross-origin',
};

export interface Doors {
  bindRaw: BindRaw;
  intake: Intake;
  sources: Sources;
  /** `http` or `https`: how pages reach this server. */
  protocol: string;
  now(): number;
  newId(): string;
  /** Between 0 and 1: callers that were refused together must not come back together. */
  chance(): number;
  counted(outcome: Outcome | 'refused', count: number): void;
}

type Json = Record<string, unknown>;

export function bindDoors(doors: Doors): void {
  const open = (name: string, summary: string, about: Described, answer: (request: RawRequest) => Promise<RawAnswer>): void => {
    const why = 'SDKs bring a write key; the door checks it.';
    const door = { id: `listen.intake.${name}`, path: `/v1/${name}`, public: why, headers: cors };
    doors.bindRaw({ ...door, method: 'POST', summary, bodyLimit: maxBatchBytes, described: about }, (request) =>
      counting(doors, () => answer(request)),
    );
    const preflight = { id: `${door.id}.preflight`, method: 'OPTIONS', summary: 'CORS preflight', bodyLimit: 0 } as const;
    doors.bindRaw({ ...door, ...preflight }, () => ({ status: 204 }));
  };
  const openOne = (name: string, kind: Kind, summary: string) =>
    open(name, summary, described.single(kind), (request) => acceptOne(doors, request, kind));
  for (const kind of kinds) openOne(kind, kind, `Accept one ${kind} event (Segment spec)`);
  for (const [short, kind] of Object.entries(single)) openOne(short, kind, `Short form of /v1/${kind}`);
  for (const name of ['batch', 'b', 'import']) {
    open(name, 'Accept many events at once (Segment spec)', described.batch, (request) => acceptBatch(doors, request));
  }
  // analytics.js reports its own health here; we do not collect it, and must not make it retry.
  open('m', 'SDK self-metrics: answered, not kept', described.selfMetrics, async () => json('{"success":true}'));
  for (const path of ['/v1/projects/:key/settings', '/analytics.js/v1/:key/settings']) {
    doors.bindRaw(
      {
        id: `listen.intake.settings${path.startsWith('/v1') ? '' : '.legacy'}`,
        method: 'GET',
        path,
        summary: 'Settings that analytics.js loads',
        public: 'A write key in a page is public.',
        headers: cors,
        bodyLimit: 0,
        described: described.settings,
      },
      (request) => settingsFor(doors, request),
    );
  }
}

const json = (body: string): RawAnswer => ({ status: 200, headers: { 'content-type': 'application/json' }, body });

/** Refusals are counted, and a full intake says when to come back: not all at once. */
async function counting(doors: Doors, answer: () => Promise<RawAnswer>): Promise<RawAnswer> {
  try {
    return await answer();
  } catch (error) {
    doors.counted('refused', 1);
    if (!(error instanceof IntakeFull)) throw error;
    throw new Refusal(refusals.intake_full, { extra: { retryAfter: 1 + Math.floor(doors.chance() * 3) } });
  }
}

async function acceptOne(doors: Doors, request: RawRequest, kind: Kind): Promise<RawAnswer> {
  const raw = jsonOf(request.body);
  const source = await sourceOf(doors, request, raw);
  const read = readMessage(raw, { kind, receivedAt: doors.now(), newId: doors.newId });
  if (!read.ok)
    throw new Refusal(refusals.unusable_event, {
      detail: `${read.field || 'event'}: ${read.reason}`,
      fields: [{ path: read.field, message: read.reason }],
    });
  const item = itemOf(doors, request, source, read.message);
  const [outcome] = await doors.intake.accept({ ...source, trusted: isTrusted(request, source) }, [item]);
  doors.counted(outcome ?? 'kept', 1);
  if (outcome === 'conflict') throw new Refusal(refusals.same_id_other_content, { extra: { messageId: read.message.messageId } });
  return json('{"success":true}');
}

async function acceptBatch(doors: Doors, request: RawRequest): Promise<RawAnswer> {
  const raw = jsonOf(request.body);
  const source = await sourceOf(doors, request, raw);
  const batch = Array.isArray(raw) ? raw : raw.batch;
  if (!Array.isArray(batch))
    throw new Refusal(refusals.unusable_event, {
      detail: 'batch: must be an array of events',
      fields: [{ path: 'batch', message: 'must be an array of events' }],
    });
  if (batch.length > maxBatchEvents)
    throw new Refusal(refusals.unusable_event, {
      detail: `batch: at most ${maxBatchEvents} events at once`,
      fields: [{ path: 'batch', message: `at most ${maxBatchEvents} events at once` }],
    });
  const receivedAt = doors.now();
  const sentAt = Array.isArray(raw) ? undefined : raw.sentAt;
  const shared = Array.isArray(raw) || typeof raw.context !== 'object' ? undefined : raw.context;
  const items = batch.map((each: unknown): Item => {
    const read = readMessage(withContext(each, shared), { receivedAt, sentAt, newId: doors.newId });
    if (read.ok) return itemOf(doors, request, source, read.message);
    return { unusable: each, field: read.field, reason: read.reason, messageId: textAt(each, 'messageId') };
  });
  const outcomes = await doors.intake.accept({ ...source, trusted: isTrusted(request, source) }, items);
  return json(JSON.stringify({ success: true, ...exceptionsOf(doors, outcomes, items) }));
}

/** What a caller may want to look at: events kept aside, by their place in the batch. Absent when all is well. */
function exceptionsOf(doors: Doors, outcomes: Outcome[], items: Item[]) {
  for (const outcome of ['kept', 'parked', 'conflict'] as const) {
    const count = outcomes.filter((each) => each === outcome).length;
    if (count > 0) doors.counted(outcome, count);
  }
  const exceptions = outcomes.flatMap((outcome, index) => {
    const item = items[index];
    if (outcome === 'kept' || !item) return [];
    return [
      {
        index,
        outcome,
        reason: 'unusable' in item ? `${item.field || 'event'}: ${item.reason}` : 'same messageId, other content',
      },
    ];
  });
  return exceptions.length > 0 ? { exceptions } : {};
}

function itemOf(doors: Doors, request: RawRequest, source: KnownSource, message: Message): Item {
  return { message, trusted: isTrusted(request, source) || proven(doors, source, message) };
}

/** Browsers say where they come from; what a page says about identity is a claim, whatever key it uses. */
function isTrusted(request: RawRequest, source: KnownSource): boolean {
  const fromBrowser = request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined;
  return source.kind !== 'browser' && !fromBrowser;
}

function proven(doors: Doors, source: KnownSource, message: Message): boolean {
  if (!message.identityToken || !source.identitySecret || message.sender.type !== 'user_id') return false;
  return userOfToken(message.identityToken, source.identitySecret, doors.now()) === message.sender.value;
}

async function sourceOf(doors: Doors, request: RawRequest, body: Json | unknown[]): Promise<KnownSource> {
  const key = keyOf(request, body);
  const source = key === undefined ? undefined : await doors.sources.byKey(key);
  if (!source) throw new Refusal(refusals.unknown_write_key);
  return source;
}

/** Basic auth with the write key as user name (Segment), or `writeKey` in the body or query. */
function keyOf(request: RawRequest, body: Json | unknown[]): string | undefined {
  const [scheme, credentials] = String(request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() === 'basic' && credentials) return Buffer.from(credentials, 'base64').toString('utf8').split(':')[0];
  return textAt(body, 'writeKey') ?? (typeof request.query.writeKey === 'string' ? request.query.writeKey : undefined);
}

function jsonOf(body: Buffer): Json | unknown[] {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Json | unknown[];
  } catch (error) {
    throw new Refusal(refusals.not_json, { detail: error instanceof Error ? error.message : 'not JSON' });
  }
  throw new Refusal(refusals.not_json, { detail: 'The body must be a JSON object.' });
}

function withContext(each: unknown, shared: unknown): unknown {
  if (!shared || typeof each !== 'object' || each === null || 'context' in each) return each;
  return { ...each, context: shared };
}

function textAt(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const text = (value as Json)[key];
  return typeof text === 'string' ? text.slice(0, 1_000) : undefined;
}

/** What @segment/analytics-next expects from its CDN: send everything to this server, load nothing from elsewhere. */
async function settingsFor(doors: Doors, request: RawRequest): Promise<RawAnswer> {
  const key = request.params.key ?? '';
  if (!(await doors.sources.byKey(key))) return { ...json('{}'), status: 404 };
  const settings = {
    integrations: {
      'Segment.io': {
        apiKey: key,
        apiHost: `${request.headers.host}/v1`,
        // Left out it is https, which a Verona on a laptop does not speak.
        protocol: doors.protocol,
        unbundledIntegrations: [],
        addBundledMetadata: true,
      },
    },
    plan: {
      track: { __default: { enabled: true, integrations: {} } },
      identify: { __default: { enabled: true } },
      group: { __default: { enabled: true } },
    },
    edgeFunction: {},
    analyticsNextEnabled: true,
    middlewareSettings: {},
    enabledMiddleware: {},
    metrics: { sampleRate: 0 },
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
  };
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=60' },
    body: JSON.stringify(settings),
  };
}
