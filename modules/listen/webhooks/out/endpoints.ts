/** Making and changing endpoints, looking through their deliveries, sending again. */
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { type BodyOf, type QueryOf, Refusal } from '#platform/contract';
import { cursorParts, readCursor, writeCursor } from '#platform/http';
import type { Outbound } from '#platform/outbound';
import type { Db, Tx } from '#platform/postgres';
import type { Secrets } from '#platform/secrets';
import type * as contract from '../../contract/webhooks-out.ts';
import { type Delivery, type Endpoint, webhookOutRefusals as refusals } from '../../contract/webhooks-out.ts';
import * as deliveries from '../store/deliveries.ts';
import * as store from '../store/endpoints.ts';
import type { Courier } from './courier.ts';

export interface EndpointsDeps {
  db: Db;
  audit: Audit;
  secrets: Secrets;
  outbound: Outbound;
  courier: Courier;
  newSigningSecret(): string;
  /** Something may be due in this workspace. */
  wake(workspaceId: string): void;
}

const maxEndpoints = 50;

export function createEndpoints(deps: EndpointsDeps) {
  const { db, audit, courier } = deps;

  /** Said kindly while somebody is looking; what counts is the look at every connection (reliability case E07). */
  async function demandReachable(url: string): Promise<void> {
    try {
      await deps.outbound.check(url);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const message = `${error.kind.title}: ${error.message}`;
      throw new Refusal(refusals.endpoint_url_refused, { detail: message, fields: [{ path: 'url', message }] });
    }
  }

  const newSecret = (id: string) => {
    const secret = deps.newSigningSecret();
    return { secret, sealed: deps.secrets.seal(secret, id) };
  };

  const inEndpoint = <T>(
    principal: Principal,
    id: string,
    work: (tx: Tx, before: NonNullable<Awaited<ReturnType<typeof store.takeEndpoint>>>) => Promise<T>,
  ): Promise<T> =>
    db.inWorkspace(principal.workspaceId, async (tx) => {
      const before = await store.takeEndpoint(tx, principal.workspaceId, id);
      if (!before) throw new Refusal(refusals.no_such_endpoint);
      return work(tx, before);
    });

  return {
    list: (workspaceId: string) => db.inWorkspace(workspaceId, (tx) => store.listEndpoints(tx, workspaceId), { readOnly: true }),

    async create(principal: Principal, body: BodyOf<typeof contract.createEndpoint>) {
      const { workspaceId } = principal;
      await demandReachable(body.url);
      return db.inWorkspace(workspaceId, async (tx) => {
        if ((await store.countEndpoints(tx, workspaceId)) >= maxEndpoints) throw new Refusal(refusals.too_many_endpoints);
        const id = await store.nextEndpointId(tx);
        const { secret, sealed } = newSecret(id);
        await store.insertEndpoint(tx, { workspaceId, id, ...body, secret: sealed });
        const details = { host: new URL(body.url).host, events: body.events };
        await audit.record(tx, principal, { action: 'listen.endpoint_created', subject: `endpoint:${id}`, details });
        return { endpoint: await existing(store.findEndpoint(tx, workspaceId, id)), secret };
      });
    },

    async update(principal: Principal, id: string, body: BodyOf<typeof contract.updateEndpoint>) {
      const { workspaceId } = principal;
      if (body.url !== undefined) await demandReachable(body.url);
      const changed = await inEndpoint(principal, id, async (tx, before) => {
        await store.updateEndpoint(tx, workspaceId, id, body);
        const moved = body.url !== undefined && body.url !== before.url ? newSecret(id) : undefined;
        if (moved) await store.replaceSecret(tx, workspaceId, id, { secret: moved.sealed, keepEarlier: false });
        if (body.enabled === true && !before.enabled) await store.switchOn(tx, workspaceId, id);
        if (body.enabled === false && before.enabled) await store.switchOff(tx, workspaceId, id, null);
        const details = {
          changed: Object.keys(body),
          ...(body.enabled !== undefined && { enabled: body.enabled }),
          ...(moved && { host: new URL(body.url ?? '').host, secret: 'replaced' }),
        };
        const endpoint = await existing(store.findEndpoint(tx, workspaceId, id));
        await audit.record(tx, principal, { action: 'listen.endpoint_changed', subject: `endpoint:${id}`, details });
        return { endpoint, secret: moved?.secret ?? null };
      });
      deps.wake(workspaceId);
      return changed;
    },

    remove: (principal: Principal, id: string) =>
      inEndpoint(principal, id, async (tx, { url }) => {
        await store.removeEndpoint(tx, principal.workspaceId, id);
        const details = { host: new URL(url).host };
        await audit.record(tx, principal, { action: 'listen.endpoint_removed', subject: `endpoint:${id}`, details });
      }),

    rotate: (principal: Principal, id: string) =>
      inEndpoint(principal, id, async (tx) => {
        const { secret, sealed } = newSecret(id);
        await store.replaceSecret(tx, principal.workspaceId, id, { secret: sealed, keepEarlier: true });
        const endpoint = await existing(store.findEndpoint(tx, principal.workspaceId, id));
        await audit.record(tx, principal, { action: 'listen.endpoint_secret_rotated', subject: `endpoint:${id}` });
        return { endpoint, secret };
      }),

    /** Sent at once and past the queue, so that the answer can be shown; also while it is off or left alone. */
    async test(principal: Principal, id: string): Promise<Delivery> {
      const { workspaceId } = principal;
      const deliveryId = await courier.sendTest(workspaceId, id);
      if (deliveryId === undefined) throw new Refusal(refusals.no_such_endpoint);
      return db.inWorkspace(workspaceId, (tx) => sent(deliveries.findDelivery(tx, workspaceId, id, deliveryId)), {
        readOnly: true,
      });
    },

    deliveries: (workspaceId: string, id: string, { after, limit, state }: QueryOf<typeof contract.listDeliveries>) =>
      db.inWorkspace(
        workspaceId,
        async (tx) => {
          await existing(store.findEndpoint(tx, workspaceId, id));
          const [before] = readCursor(after, [cursorParts.uuid]) ?? [];
          const items = await deliveries.listDeliveries(tx, workspaceId, id, { state, before, limit: limit + 1 });
          const last = items.length > limit ? items[limit - 1] : undefined;
          return { items: items.slice(0, limit), next: last ? writeCursor(last.id) : null };
        },
        { readOnly: true },
      ),

    async replayOne(principal: Principal, id: string, deliveryId: string): Promise<Delivery> {
      const { workspaceId } = principal;
      const replayed = await inEndpoint(principal, id, async (tx) => {
        await sent(deliveries.findDelivery(tx, workspaceId, id, deliveryId));
        await deliveries.replay(tx, workspaceId, id, { id: deliveryId });
        const delivery = await sent(deliveries.findDelivery(tx, workspaceId, id, deliveryId));
        const details = { message: delivery.messageId };
        await audit.record(tx, principal, { action: 'listen.delivery_replayed', subject: `endpoint:${id}`, details });
        return delivery;
      });
      deps.wake(workspaceId);
      return replayed;
    },

    async replayFailed(principal: Principal, id: string, since: string) {
      const { workspaceId } = principal;
      const replayed = await inEndpoint(principal, id, async (tx) => {
        const count = await deliveries.replay(tx, workspaceId, id, { failedSince: since });
        const details = { since, count };
        await audit.record(tx, principal, { action: 'listen.deliveries_replayed', subject: `endpoint:${id}`, details });
        return count;
      });
      deps.wake(workspaceId);
      return { replayed };
    },
  };
}

async function existing(found: Promise<Endpoint | undefined>): Promise<Endpoint> {
  const endpoint = await found;
  if (!endpoint) throw new Refusal(refusals.no_such_endpoint);
  return endpoint;
}

async function sent(found: Promise<Delivery | undefined>): Promise<Delivery> {
  const delivery = await found;
  if (!delivery) throw new Refusal(refusals.no_such_delivery);
  return delivery;
}
