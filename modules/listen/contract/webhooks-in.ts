/** Webhooks in: another system posts to an address of ours; its bodies become events by a mapping. */
import { defineRefusals, defineRoute, id, instant, z } from '#platform/contract';
import { exampleMapping, mappedMessage, recordProblem } from '../mapping/contract.ts';

export const webhookInRefusals = defineRefusals('listen', {
  no_such_webhook: { status: 404, title: 'No such webhook', cure: 'GET /api/listen/webhooks lists them.' },
  unknown_webhook_address: {
    status: 404,
    title: 'Nobody listens at this address',
    cure: 'Use the address as it was shown when the webhook was made; it ends when the webhook is switched off or its address renewed.',
  },
  signature_refused: {
    status: 401,
    title: 'The signature does not prove this message',
    cure: 'Sign the exact bytes of the body with the secret of this webhook, and keep the clocks within five minutes.',
  },
  webhook_body_unread: {
    status: 415,
    title: 'A content type this webhook does not read',
    cure: 'Send application/json, or choose form bodies in the settings of the webhook.',
  },
  mapping_refused: {
    status: 422,
    title: 'The mapping cannot be used',
    cure: 'Correct the places named in "fields"; the preview shows what becomes of a sample.',
  },
  too_many_secrets: {
    status: 409,
    title: 'Too many secrets at once',
    cure: 'Remove the one that is no longer used, then add the new one.',
  },
  last_secret: {
    status: 409,
    title: 'Its last secret cannot be removed',
    cure: 'Add the new secret first, or choose to verify by the address alone.',
  },
});

const headerName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'is no header name');

/** How a caller proves that the body is its own. Secrets are kept apart and never read back. */
export const verification = z.discriminatedUnion('scheme', [
  /** Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`. */
  z.strictObject({ scheme: z.literal('standard') }),
  /** HMAC-SHA256 over the body in one header: GitHub (`x-hub-signature-256`, `sha256=`, hex), Shopify (base64). */
  z.strictObject({
    scheme: z.literal('hmac'),
    header: headerName,
    prefix: z.string().max(40).default(''),
    encoding: z.enum(['hex', 'base64']).default('hex'),
  }),
  /** Stripe's way: `t=<seconds>,v1=<hex>` over `<seconds>.<body>`. */
  z.strictObject({ scheme: z.literal('timestamped'), header: headerName }),
  /** Whoever knows the address. What it says about who is who then counts as a claim only. */
  z.strictObject({ scheme: z.literal('none') }),
]);
export type Verification = z.infer<typeof verification>;

/** How a body is read: JSON (an object, or a list of them), or the fields of a form. */
export const webhookBody = z.enum(['json', 'form']);
export type WebhookBody = z.infer<typeof webhookBody>;

export const webhookSecret = z.object({
  id: z.string(),
  /** Its last characters, to tell secrets apart. */
  hint: z.string(),
  addedAt: instant,
});

export const webhook = z.object({
  /** Also the id of its source. */
  id,
  name: z.string(),
  enabled: z.boolean(),
  /** The last characters of its address. */
  addressHint: z.string(),
  verification,
  secrets: z.array(webhookSecret),
  body: webhookBody,
  /** The document as it was written. */
  mapping: z.string(),
  createdAt: instant,
  lastEventAt: instant.nullable(),
  events: z.number().int(),
  keptAside: z.number().int(),
  lastRefusedAt: instant.nullable(),
  lastRefusal: z.string().nullable(),
});
export type Webhook = z.infer<typeof webhook>;

/** Longer bodies are refused with 413. GitHub's may reach 25 MB, almost all are below 100 KB. */
export const webhookBodyLimit = 2 * 1024 * 1024;

const name = z.string().trim().min(1).max(120);
const mappingText = z
  .string()
  .min(1)
  .max(200_000)
  .meta({ examples: [exampleMapping] });
/** As the provider shows it; made by us when left out. */
const givenSecret = z.string().trim().min(8).max(500);
const params = z.object({ id });

export const listWebhooks = defineRoute({
  id: 'listen.list_webhooks',
  method: 'GET',
  path: '/api/listen/webhooks',
  summary: 'Webhooks that post to us',
  access: { action: 'listen.read' },
  reply: z.object({ items: z.array(webhook) }),
});

export const createWebhook = defineRoute({
  id: 'listen.create_webhook',
  method: 'POST',
  path: '/api/listen/webhooks',
  summary: 'Add a webhook; its address, and a secret we make, are shown once',
  access: { action: 'listen.write' },
  body: z.object({
    name,
    verification,
    secret: givenSecret.optional(),
    body: webhookBody.default('json'),
    mapping: mappingText.optional(),
  }),
  reply: z.object({ webhook, address: z.string(), secret: z.string().nullable() }),
  status: 201,
  refusals: [webhookInRefusals.mapping_refused],
});

export const updateWebhook = defineRoute({
  id: 'listen.update_webhook',
  method: 'PATCH',
  path: '/api/listen/webhooks/{id}',
  summary: 'Rename a webhook, switch it on or off, change its mapping or how it verifies',
  access: { action: 'listen.write' },
  params,
  body: z.object({
    name: name.optional(),
    enabled: z.boolean().optional(),
    verification: verification.optional(),
    body: webhookBody.optional(),
    mapping: mappingText.optional(),
  }),
  reply: webhook,
  refusals: [webhookInRefusals.no_such_webhook, webhookInRefusals.mapping_refused],
});

export const renewWebhookAddress = defineRoute({
  id: 'listen.renew_webhook_address',
  method: 'POST',
  path: '/api/listen/webhooks/{id}/address',
  summary: 'Make a new address, shown once; the old one ends at once',
  access: { action: 'listen.write' },
  params,
  body: z.object({}),
  reply: z.object({ webhook, address: z.string() }),
  refusals: [webhookInRefusals.no_such_webhook],
});

export const addWebhookSecret = defineRoute({
  id: 'listen.add_webhook_secret',
  method: 'POST',
  path: '/api/listen/webhooks/{id}/secrets',
  summary: 'Add a secret beside those in use, so that it can be replaced without a gap; one we make is shown once',
  access: { action: 'listen.write' },
  params,
  body: z.object({ secret: givenSecret.optional() }),
  reply: z.object({ webhook, secret: z.string().nullable() }),
  refusals: [webhookInRefusals.no_such_webhook, webhookInRefusals.too_many_secrets],
});

export const removeWebhookSecret = defineRoute({
  id: 'listen.remove_webhook_secret',
  method: 'DELETE',
  path: '/api/listen/webhooks/{id}/secrets/{secretId}',
  summary: 'Remove a secret; what it signed is refused from now on',
  access: { action: 'listen.write' },
  params: z.object({ id, secretId: z.string().max(60) }),
  reply: webhook,
  refusals: [webhookInRefusals.no_such_webhook, webhookInRefusals.last_secret],
});

export const webhookSample = z.object({
  id,
  receivedAt: instant,
  contentType: z.string(),
  /** Without credentials and signatures. */
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  /** What became of it, in a sentence. */
  outcome: z.string(),
});
export type WebhookSample = z.infer<typeof webhookSample>;

export const listWebhookSamples = defineRoute({
  id: 'listen.list_webhook_samples',
  method: 'GET',
  path: '/api/listen/webhooks/{id}/samples',
  summary: 'The last ten bodies that came, newest first',
  access: { action: 'listen.write' },
  params,
  reply: z.object({ items: z.array(webhookSample) }),
  refusals: [webhookInRefusals.no_such_webhook],
});

export const previewWebhook = defineRoute({
  id: 'listen.preview_webhook',
  method: 'POST',
  path: '/api/listen/webhooks/preview',
  summary: 'What a mapping makes of a body; nothing is kept',
  access: { action: 'listen.write' },
  body: z.object({
    mapping: z.string().max(200_000),
    body: z.string().max(webhookBodyLimit),
    read: webhookBody.default('json'),
    headers: z.record(z.string().max(100), z.string().max(4000)).default({}),
  }),
  bodyLimit: 2 * webhookBodyLimit,
  reply: z.object({
    /** What is wrong with the document or the body, before anything could be mapped. */
    faults: z.array(z.object({ path: z.string(), message: z.string() })),
    rows: z.array(
      z.object({
        messages: z.array(mappedMessage),
        problems: z.array(recordProblem),
        skipped: z.boolean(),
      }),
    ),
  }),
});
