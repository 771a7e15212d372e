/** HTTP of webhooks: contract in, use case, contract out. */
import type { Bind } from '#platform/http';
import * as inbound from '../contract/webhooks-in.ts';
import * as outward from '../contract/webhooks-out.ts';
import { previewBody } from './in/preview.ts';
import type { createIncoming } from './in/webhooks.ts';
import type { createEndpoints } from './out/endpoints.ts';

interface RoutesDeps {
  bind: Bind;
  incoming: ReturnType<typeof createIncoming>;
  endpoints: ReturnType<typeof createEndpoints>;
  baseUrl: string;
  domainEvents: string[];
  now(): number;
  newId(): string;
}

export function bindWebhookRoutes({ bind, incoming, endpoints, baseUrl, domainEvents, now, newId }: RoutesDeps): void {
  const withHost = <T extends { address: string }>(made: T): T => ({ ...made, address: new URL(made.address, baseUrl).href });
  bind(inbound.listWebhooks, async ({ workspaceId }) => ({ items: await incoming.list(workspaceId) }));
  bind(inbound.createWebhook, async ({ principal, body }) => withHost(await incoming.create(principal, body)));
  bind(inbound.updateWebhook, ({ principal, params, body }) => incoming.update(principal, params.id, body));
  bind(inbound.renewWebhookAddress, async ({ principal, params }) => withHost(await incoming.renewAddress(principal, params.id)));
  bind(inbound.addWebhookSecret, ({ principal, params, body }) => incoming.addSecret(principal, params.id, body.secret));
  bind(inbound.removeWebhookSecret, ({ principal, params }) => incoming.removeSecret(principal, params.id, params.secretId));
  bind(inbound.listWebhookSamples, async ({ workspaceId, params }) => ({
    items: await incoming.samples(workspaceId, params.id),
  }));
  bind(inbound.previewWebhook, async ({ body }) => previewBody(body, { now: now(), newId }));

  bind(outward.listEndpoints, async ({ workspaceId }) => ({ items: await endpoints.list(workspaceId), domainEvents }));
  bind(outward.createEndpoint, ({ principal, body }) => endpoints.create(principal, body));
  bind(outward.updateEndpoint, ({ principal, params, body }) => endpoints.update(principal, params.id, body));
  bind(outward.removeEndpoint, ({ principal, params }) => endpoints.remove(principal, params.id));
  bind(outward.rotateEndpointSecret, ({ principal, params }) => endpoints.rotate(principal, params.id));
  bind(outward.testEndpoint, ({ principal, params }) => endpoints.test(principal, params.id));
  bind(outward.listDeliveries, ({ workspaceId, params, query }) => endpoints.deliveries(workspaceId, params.id, query));
  bind(outward.replayDelivery, ({ principal, params }) => endpoints.replayOne(principal, params.id, params.deliveryId));
  bind(outward.replayFailed, ({ principal, params, body }) => endpoints.replayFailed(principal, params.id, body.since));
}
