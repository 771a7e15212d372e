/**
 * The doors of open channels. The order is the point: whose key, is it theirs (over the raw bytes), can it be read; and 200 only
 * after commit, with an owner (case E12).
 */
import { Refusal, z } from '#platform/contract';
import { type BindRaw, httpRefusals, type RawAnswer, type RawRequest } from '#platform/http';
import { openDelivery, openHeard, openMessage, openRefusals as refusals } from '../../contract/open.ts';
import { refusals as listenRefusals } from '../../contract.ts';
import { allHeaders } from '../../webhooks/in/rules/plain-headers.ts';
import { readBody } from '../../webhooks/in/rules/read-body.ts';
import { verify } from '../../webhooks/in/rules/verify.ts';
import type { KnownChannel, Open } from './open.ts';
import { toMessage } from './rules/to-message.ts';
import { readForm } from './sms/rules/read-form.ts';
import { provesForm } from './sms/rules/signature.ts';

const bodyLimit = 1024 * 1024;
const params = z.object({ key: z.string() });
const proofs = [refusals.channel_unknown_key, refusals.channel_signature_refused, refusals.channel_body_unread];

interface OpenDoorDeps {
  bindRaw: BindRaw;
  open: Open;
  now(): number;
}

export function bindOpenDoor({ bindRaw, open, now }: OpenDoorDeps): void {
  const base = { method: 'POST', bodyLimit, public: 'The other side signs what it sends; the door checks it.' } as const;

  bindRaw(
    {
      ...base,
      id: 'listen.open.message',
      path: '/channels/v1/:key/messages',
      summary: 'Tell a message that somebody wrote on an open channel (Standard Webhooks signature)',
      described: {
        params,
        body: openMessage,
        reply: openHeard,
        refusals: [...proofs, listenRefusals.not_json, httpRefusals.invalid],
      },
    },
    async (request) => {
      const channel = await open.byKey(request.params.key ?? '', 'webhook');
      const isPublic = channel.settings.provider === 'webhook' && channel.settings.isPublic === true;
      const message = toMessage(channel.id, read(openMessage, provenJson(channel, request)), now(), isPublic);
      if (message === undefined) throw badField('from.value', 'must be a number in full, such as +390612345678');
      const { outcome } = await open.hear(channel, message);
      return json({ outcome });
    },
  );

  bindRaw(
    {
      ...base,
      id: 'listen.open.delivery',
      path: '/channels/v1/:key/deliveries',
      summary: 'Tell what became of a message that went out on an open channel (Standard Webhooks signature)',
      described: {
        params,
        body: openDelivery,
        reply: z.object({}),
        refusals: [...proofs, listenRefusals.not_json, httpRefusals.invalid],
      },
    },
    async (request) => {
      const channel = await open.byKey(request.params.key ?? '', 'webhook');
      const { id, state, reason } = read(openDelivery, provenJson(channel, request));
      await open.tell(channel, { by: { id }, state, reason });
      return json({});
    },
  );

  bindRaw(
    {
      ...base,
      id: 'listen.open.twilio',
      path: '/channels/v1/:key/twilio',
      summary: 'Where a provider of text messages that speaks Twilio tells what came and what became of ours',
      described: { params, body: z.unknown(), replyType: 'text/xml', refusals: [...proofs, httpRefusals.invalid] },
    },
    async (request) => {
      const channel = await open.byKey(request.params.key ?? '', 'twilio');
      const form = provenForm(open, channel, request);
      const told = readForm(channel.id, form, now());
      if (told === undefined) throw badField('MessageSid', 'must be there, with From or MessageStatus');
      if (told.kind === 'message') await open.hear(channel, told.message);
      if (told.kind === 'news') {
        const { id } = request.query;
        const { providerId, state, reason } = told;
        // Ours stands in the address that we gave: it is known before the provider's is.
        const by = z.uuid().safeParse(id).success ? { id: id as string } : { providerId };
        await open.tell(channel, { by, state, reason, providerId });
      }
      // Nothing is answered on the spot: people answer.
      return { status: 200, headers: { 'content-type': 'text/xml' }, body: '<?xml version="1.0" encoding="UTF-8"?><Response/>' };
    },
  );

  function provenJson({ secret }: KnownChannel, { headers, body }: RawRequest): unknown {
    const plain = allHeaders(headers);
    const verdict = verify({ scheme: 'standard' }, [secret], { headers: plain, body, now: now() });
    if (!verdict.ok) throw new Refusal(refusals.channel_signature_refused, { detail: verdict.reason });
    const content = readBody(body, plain['content-type'] ?? '', 'json');
    if (!content.ok)
      throw new Refusal(content.why === 'type' ? refusals.channel_body_unread : listenRefusals.not_json, {
        detail: content.reason,
      });
    if (content.records.length !== 1) throw badField('', 'must be one message');
    return content.records[0];
  }
}

function provenForm(open: Open, { key, secret, settings }: KnownChannel, { headers, query, body }: RawRequest): URLSearchParams {
  const { 'content-type': type = '', 'x-twilio-signature': given } = allHeaders(headers);
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type))
    throw new Refusal(refusals.channel_body_unread, { detail: `the content type is "${type}"` });
  const form = new URLSearchParams(body.toString('utf8'));
  const url = open.smsUrl(key, typeof query.id === 'string' ? query.id : undefined);
  if (!given || !provesForm(secret, url, form, given))
    throw new Refusal(refusals.channel_signature_refused, { detail: `it is not of this address (${url}), form and auth token` });
  if (settings.provider === 'twilio' && form.get('AccountSid') !== settings.accountSid)
    throw new Refusal(refusals.channel_signature_refused, { detail: 'it is of another account' });
  return form;
}

const json = (answer: unknown): RawAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(answer),
});

const badField = (path: string, message: string) =>
  new Refusal(httpRefusals.invalid, { detail: `${path}: ${message}`, fields: [{ path, message }] });

function read<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const detail = fields.map(({ path, message }) => `${path || 'body'}: ${message}`).join('; ');
  throw new Refusal(httpRefusals.invalid, { detail, fields });
}
