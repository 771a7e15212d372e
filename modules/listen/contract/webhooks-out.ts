/** Webhooks out: we tell other systems, signed by Standard Webhooks (standardwebhooks.com), once each address a queue of its own. */
import { defineRefusals, defineRoute, id, instant, pageOf, pageQuery, z } from '#platform/contract';

export const webhookOutRefusals = defineRefusals('listen', {
  no_such_endpoint: { status: 404, title: 'No such endpoint', cure: 'GET /api/listen/endpoints lists them.' },
  no_such_delivery: {
    status: 404,
    title: 'No such delivery',
    cure: 'Look through the deliveries of the endpoint; old ones are removed.',
  },
  too_many_endpoints: {
    status: 409,
    title: 'Too many endpoints',
    cure: 'Remove one that is no longer used; or let one endpoint pass messages on.',
  },
  endpoint_url_refused: {
    status: 422,
    title: 'Nothing can be sent to this URL',
    cure: 'Use an http:// or https:// address of a public host, or ask the operator to allow the private one.',
  },
});

const kinds = ['track', 'page', 'screen', 'identify', 'group', 'alias'] as const;

/**
 * What an endpoint wants to hear. `event.track:Order *` are tracked events of such names, `event.*` everything accepted,
 * `customers.people_merged` or `customers.*` what Verona itself did. `*` stands for any text.
 */
export const eventPattern = z
  .string()
  .trim()
  .max(300)
  .regex(
    new RegExp(
      String.raw`^(?:\*|event\.(?:\*|${kinds.join('|')})(?::.{1,250})?|(?!event\.)[a-z]{1,30}\.(?:\*|[a-z_]{1,60}))$`,
      'u',
    ),
    'is no event type: write event.*, event.track:Order *, customers.people_merged or customers.*',
  )
  .meta({ examples: ['event.track:Order *'] });

export const endpoint = z.object({
  id,
  url: z.string(),
  description: z.string(),
  events: z.array(z.string()),
  enabled: z.boolean(),
  /** Why the system switched it off; null when a person did. */
  disabledBecause: z.string().nullable(),
  /** The earlier secret signs beside the present one until then. */
  earlierSecretUntil: instant.nullable(),
  createdAt: instant,
  /** Rounds in a row in which nothing arrived. */
  failures: z.number().int(),
  failingSince: instant.nullable(),
  /** Nothing is tried before. */
  restsUntil: instant.nullable(),
  waiting: z.number().int(),
  failed: z.number().int(),
  /** Not queued, because too many were waiting. */
  passedOver: z.number().int(),
  lastDeliveredAt: instant.nullable(),
});
export type Endpoint = z.infer<typeof endpoint>;

export const deliveryState = z.enum(['waiting', 'delivered', 'failed']);

export const delivery = z.object({
  /** Sent as `webhook-id`, the same on every try. */
  messageId: z.string(),
  id,
  type: z.string(),
  name: z.string(),
  state: deliveryState,
  attempts: z.number().int(),
  createdAt: instant,
  triedAt: instant.nullable(),
  /** When it is tried again; null when it is not. */
  nextTry: instant.nullable(),
  status: z.number().int().nullable(),
  /** First kilobyte of the answer. */
  response: z.string().nullable(),
  error: z.string().nullable(),
  durationMs: z.number().int().nullable(),
});
export type Delivery = z.infer<typeof delivery>;

const url = z
  .string()
  .trim()
  .min(1)
  .max(2000)
  .meta({ examples: ['https://casa.example/hook'] });
const description = z.string().trim().max(500);
const events = z.array(eventPattern).min(1).max(50);
const params = z.object({ id });
/** Shown once. */
const shownSecret = z.string();

export const listEndpoints = defineRoute({
  id: 'listen.list_endpoints',
  method: 'GET',
  path: '/api/listen/endpoints',
  summary: 'Addresses that are told what happens, with their health',
  access: { action: 'listen.read' },
  reply: z.object({
    items: z.array(endpoint),
    /** What Verona itself can tell, besides accepted events. */
    domainEvents: z.array(z.string()),
  }),
});

export const createEndpoint = defineRoute({
  id: 'listen.create_endpoint',
  method: 'POST',
  path: '/api/listen/endpoints',
  summary: 'Add an address to tell; its signing secret is shown once',
  access: { action: 'listen.write' },
  body: z.object({ url, description: description.default(''), events }),
  reply: z.object({ endpoint, secret: shownSecret }),
  status: 201,
  refusals: [webhookOutRefusals.too_many_endpoints, webhookOutRefusals.endpoint_url_refused],
});

export const updateEndpoint = defineRoute({
  id: 'listen.update_endpoint',
  method: 'PATCH',
  path: '/api/listen/endpoints/{id}',
  summary: 'Change an endpoint; another URL gets another secret, shown once',
  access: { action: 'listen.write' },
  params,
  body: z.object({
    url: url.optional(),
    description: description.optional(),
    events: events.optional(),
    enabled: z.boolean().optional(),
  }),
  reply: z.object({ endpoint, secret: shownSecret.nullable() }),
  refusals: [webhookOutRefusals.no_such_endpoint, webhookOutRefusals.endpoint_url_refused],
});

export const removeEndpoint = defineRoute({
  id: 'listen.remove_endpoint',
  method: 'DELETE',
  path: '/api/listen/endpoints/{id}',
  summary: 'Remove an endpoint, what waits for it and its delivery log',
  access: { action: 'listen.write' },
  params,
  refusals: [webhookOutRefusals.no_such_endpoint],
});

export const rotateEndpointSecret = defineRoute({
  id: 'listen.rotate_endpoint_secret',
  method: 'POST',
  path: '/api/listen/endpoints/{id}/rotate',
  summary: 'Make a new signing secret, shown once; the earlier one signs as well for 24 hours',
  access: { action: 'listen.write' },
  params,
  body: z.object({}),
  reply: z.object({ endpoint, secret: shownSecret }),
  refusals: [webhookOutRefusals.no_such_endpoint],
});

export const testEndpoint = defineRoute({
  id: 'listen.test_endpoint',
  method: 'POST',
  path: '/api/listen/endpoints/{id}/test',
  summary: 'Send a message of type webhook.test now and answer how it went',
  access: { action: 'listen.write' },
  params,
  body: z.object({}),
  reply: delivery,
  refusals: [webhookOutRefusals.no_such_endpoint],
});

export const listDeliveries = defineRoute({
  id: 'listen.list_deliveries',
  method: 'GET',
  path: '/api/listen/endpoints/{id}/deliveries',
  summary: 'What was sent to an endpoint and what it answered, newest first',
  access: { action: 'listen.write' },
  params,
  query: z.object({ ...pageQuery, state: deliveryState.optional() }),
  reply: pageOf(delivery),
  refusals: [webhookOutRefusals.no_such_endpoint],
});

export const replayDelivery = defineRoute({
  id: 'listen.replay_delivery',
  method: 'POST',
  path: '/api/listen/endpoints/{id}/deliveries/{deliveryId}/replay',
  summary: 'Send one message once more, under the same webhook-id',
  access: { action: 'listen.write' },
  params: z.object({ id, deliveryId: id }),
  body: z.object({}),
  reply: delivery,
  refusals: [webhookOutRefusals.no_such_endpoint, webhookOutRefusals.no_such_delivery],
});

export const replayFailed = defineRoute({
  id: 'listen.replay_failed',
  method: 'POST',
  path: '/api/listen/endpoints/{id}/replay',
  summary: 'Send every message that failed since an instant once more',
  access: { action: 'listen.write' },
  params,
  body: z.object({ since: instant }),
  reply: z.object({ replayed: z.number().int() }),
  refusals: [webhookOutRefusals.no_such_endpoint],
});
