/** Webhooks in and out, put together: doors, routes, lanes, and what tidies up behind them. */
import type { Audit } from '#platform/audit';
import type { Events, Lanes } from '#platform/events';
import type { Bind, BindRaw } from '#platform/http';
import type { NewId } from '#platform/ids';
import type { Jobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import type { Metrics } from '#platform/metrics';
import type { Outbound } from '#platform/outbound';
import type { Db } from '#platform/postgres';
import type { Secrets } from '#platform/secrets';
import type { Intake, Item, Outcome } from '../ingest/intake.ts';
import { createAddresses } from './in/addresses.ts';
import { bindDoor } from './in/door.ts';
import { readAgain } from './in/read-again.ts';
import type { KeptRecord } from './in/translate.ts';
import { createIncoming } from './in/webhooks.ts';
import { createCourier } from './out/courier.ts';
import { createEndpoints } from './out/endpoints.ts';
import { fanOutLane, tellDomainEvents } from './out/fan-out.ts';
import { bindWebhookRoutes } from './routes.ts';
import { newSigningSecret } from './signing-secret.ts';
import { dueEndpoints, forgetOld } from './store/deliveries.ts';
import { forgetOldSamples } from './store/samples.ts';

export interface WebhooksDeps {
  db: Db;
  audit: Audit;
  events: Events;
  lanes: Lanes;
  jobs: Jobs;
  bind: Bind;
  bindRaw: BindRaw;
  intake: Intake;
  outbound: Outbound;
  secrets: Secrets;
  metrics: Metrics;
  log: Log;
  now(): number;
  newId: NewId;
  /** Between 0 and 1, for jitter. */
  chance(): number;
  /** Where this server is reached, for the addresses it shows. */
  baseUrl: string;
  /** Types of the house's own events that may be told to the outside. */
  domainEvents: string[];
  counted(outcome: Outcome | 'refused', count: number): void;
}

export interface Webhooks {
  /** Maps a record that was kept aside once more, by the mapping as it is now. */
  readAgain(workspaceId: string, sourceId: string, kept: KeptRecord): Promise<Item[]>;
  /** Gives back what is on its way out. */
  stop(): Promise<void>;
}

const channel = 'listen.webhooks';
const tidyMs = 10 * 60_000;

export function createWebhooks(deps: WebhooksDeps): Webhooks {
  const { db, lanes, log, now, newId, metrics } = deps;
  const tried = metrics.counter('verona_webhook_tries_total', 'Tries to deliver a webhook by how they went', ['outcome']);
  const wake = (workspaceId: string) => {
    lanes.wake(channel, workspaceId);
    db.notify(channel, workspaceId);
  };

  const addresses = createAddresses(deps);
  bindDoor({ ...deps, addresses });
  const incoming = createIncoming({ ...deps, addresses, newSigningSecret });

  const courier = createCourier({
    ...deps,
    log: log.child({ module: 'webhooks' }),
    counted: (outcome) => tried.inc({ outcome }),
  });
  lanes.add(fanOutLane({ db, wake }));
  tellDomainEvents({ events: deps.events, types: deps.domainEvents, wake });
  lanes.add({
    name: 'listen.webhooks_due',
    channel,
    // Also how late a second try may come.
    sweepMs: 5_000,
    async step(workspaceId) {
      const due = await db.inWorkspace(workspaceId, (tx) => dueEndpoints(tx, workspaceId), { readOnly: true });
      for (const endpointId of due) courier.serve(workspaceId, endpointId);
      return false;
    },
  });
  const endpoints = createEndpoints({ ...deps, courier, newSigningSecret, wake });
  bindWebhookRoutes({ bind: deps.bind, incoming, endpoints, baseUrl: deps.baseUrl, domainEvents: deps.domainEvents, now, newId });

  deps.jobs.every('listen.tidy_webhooks', tidyMs, async () => {
    for (const workspaceId of await db.workspaceIds()) {
      await db.inWorkspace(workspaceId, async (tx) => {
        await forgetOldSamples(tx, workspaceId);
        await forgetOld(tx, workspaceId);
      });
    }
  });

  return { readAgain: readAgain({ db, now, newId }), stop: () => courier.stop() };
}
