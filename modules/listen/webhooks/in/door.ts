/**
 * The door webhooks knock at. The order is the point: who is asked for (address), is it theirs (signature, over the raw
 * bytes), can it be read, what does it mean; and 200 only after commit. Reliability cases E12 and F02.
 */
import { Refusal, z } from '#platform/contract';
import type { BindRaw, RawAnswer, RawRequest, RawRoute } from '#platform/http';
import { problemOf } from '#platform/http';
import type { Log } from '#platform/log';
import type { Db } from '#platform/postgres';
import { webhookBodyLimit, webhookInRefusals } from '../../contract/webhooks-in.ts';
import { refusals } from '../../contract.ts';
import type { Intake, Item, Outcome } from '../../ingest/intake.ts';
import * as incoming from '../store/incoming.ts';
import { keepSample } from '../store/samples.ts';
import type { Addresses, KnownWebhook } from './addresses.ts';
import { allHeaders, plainHeaders } from './rules/plain-headers.ts';
import { readBody } from './rules/read-body.ts';
import { verify } from './rules/verify.ts';
import { createSampling } from './sampling.ts';
import { digestOf, translate } from './translate.ts';

export interface DoorDeps {
  bindRaw: BindRaw;
  db: Db;
  intake: Intake;
  addresses: Addresses;
  log: Log;
  now(): number;
  newId(): string;
  counted(outcome: Outcome | 'refused', count: number): void;
}

export function bindDoor(deps: DoorDeps): void {
  const route: RawRoute = {
    id: 'listen.webhook_in',
    method: 'POST',
    path: '/v1/webhooks/:token',
    summary: 'Accept a webhook; how it is verified and read is set under /api/listen/webhooks',
    public: 'Senders sign what they send; the door checks it.',
    bodyLimit: webhookBodyLimit,
    described: {
      params: z.object({ token: z.string() }),
      body: z.unknown().meta({ examples: [{ order: 1001, customer: '42' }] }),
      reply: z.object({
        success: z.literal(true),
        kept: z.number().int(),
        parked: z.number().int(),
        conflict: z.number().int(),
        skipped: z.number().int(),
      }),
      refusals: [
        webhookInRefusals.unknown_webhook_address,
        webhookInRefusals.signature_refused,
        webhookInRefusals.webhook_body_unread,
        refusals.not_json,
        refusals.intake_full,
        refusals.disk_full,
      ],
    },
  };
  const sampling = createSampling(deps.now);
  deps.bindRaw(route, async (request) => {
    try {
      return await accept(deps, sampling, request);
    } catch (error) {
      deps.counted('refused', 1);
      if (!(error instanceof Refusal)) throw error;
      const problem = problemOf(error, deps.newId());
      const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
      if ([503, 507].includes(problem.status)) headers['retry-after'] = '2';
      return { status: problem.status, headers, body: JSON.stringify(problem) };
    }
  });
}

async function accept(deps: DoorDeps, sampling: (sourceId: string) => boolean, request: RawRequest): Promise<RawAnswer> {
  const { addresses, intake, now, newId } = deps;
  const webhook = await addresses.byToken(request.params.token ?? '');
  if (!webhook) throw new Refusal(webhookInRefusals.unknown_webhook_address);
  const headers = allHeaders(request.headers);
  const verdict = verify(webhook.verification, webhook.secrets, { headers, body: request.body, now: now() });
  if (!verdict.ok)
    return refuse(deps, sampling, webhook, new Refusal(webhookInRefusals.signature_refused, { detail: verdict.reason }));

  const contentType = headers['content-type'] ?? '';
  const read = readBody(request.body, contentType, webhook.body);
  if (!read.ok) {
    const kind = read.why === 'type' ? webhookInRefusals.webhook_body_unread : refusals.not_json;
    return refuse(deps, sampling, webhook, new Refusal(kind, { detail: read.reason }));
  }

  // Only who signs can prove who is who; knowing an address is no proof.
  const trusted = webhook.verification.scheme !== 'none';
  const shown = plainHeaders(request.headers, webhook.verification);
  const { items, skipped } = translate(
    read.records.map((record, at) => ({ line: at + 1, record })),
    { mapping: webhook.mapping, headers: shown, digest: digestOf(request.body, verdict.messageId), trusted, now: now(), newId },
  );
  const fresh = await withoutKnown(deps, webhook, items);
  const outcomes = await intake.accept({ workspaceId: webhook.workspaceId, sourceId: webhook.sourceId, trusted }, fresh);
  const counts = countOf(deps, outcomes);
  if (sampling(webhook.sourceId)) {
    const sample = {
      contentType,
      headers: shown,
      body: request.body.toString('utf8'),
      outcome: sentenceOf(counts, skipped, fresh),
    };
    await aside(deps, () =>
      deps.db.inWorkspace(webhook.workspaceId, (tx) =>
        keepSample(tx, webhook.workspaceId, { ...sample, sourceId: webhook.sourceId }),
      ),
    );
  }
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ success: true, ...counts, skipped }),
  };
}

/** The reason is kept beside the webhook, so that whoever sets it up sees why nothing comes. */
async function refuse(
  deps: DoorDeps,
  sampling: (sourceId: string) => boolean,
  { workspaceId, sourceId }: KnownWebhook,
  refusal: Refusal,
): Promise<never> {
  if (sampling(`refused ${sourceId}`)) {
    const reason = `${refusal.kind.title}: ${refusal.message}`;
    await aside(deps, () => deps.db.inWorkspace(workspaceId, (tx) => incoming.noteRefusal(tx, workspaceId, sourceId, reason)));
  }
  throw refusal;
}

/** What is kept aside once is not kept aside again when the sender repeats itself. */
async function withoutKnown({ db }: DoorDeps, { workspaceId, sourceId }: KnownWebhook, items: Item[]): Promise<Item[]> {
  const ids = items.flatMap((item) => ('unusable' in item && item.messageId ? [item.messageId] : []));
  if (ids.length === 0) return items;
  const known = await db.inWorkspace(workspaceId, (tx) => incoming.keptAside(tx, workspaceId, sourceId, ids), { readOnly: true });
  return items.filter((item) => 'message' in item || !item.messageId || !known.has(item.messageId));
}

/** A note for people must never cost the sender its answer. */
async function aside({ log }: DoorDeps, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.warn({ err: error }, 'a note about a webhook could not be kept');
  }
}

function countOf(deps: DoorDeps, outcomes: Outcome[]): Record<Outcome, number> {
  const counts = { kept: 0, parked: 0, conflict: 0 };
  for (const outcome of outcomes) counts[outcome] += 1;
  for (const outcome of ['kept', 'parked', 'conflict'] as const) if (counts[outcome] > 0) deps.counted(outcome, counts[outcome]);
  return counts;
}

function sentenceOf({ kept, parked, conflict }: Record<Outcome, number>, skipped: number, items: Item[]): string {
  const parts: string[] = [];
  if (kept > 0) parts.push(`${kept} kept`);
  const [first] = items.filter((item) => 'unusable' in item);
  if (parked > 0 && first) parts.push(`${parked} kept aside: ${first.field || 'event'}: ${first.reason}`);
  if (conflict > 0) parts.push(`${conflict} known with other content`);
  if (skipped > 0) parts.push(`${skipped} skipped`);
  return parts.join(', ') || 'nothing new';
}
