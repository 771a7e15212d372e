/**
 * Carries waiting messages to their endpoints. Each endpoint has a worker of its own in this process, so that one that hangs
 * delays nobody else (reliability case F04); what is under way is leased in Postgres, so that a killed process loses nothing.
 * At least once: an answer that was lost makes the same message go again, under the same `webhook-id`.
 */
import type { Log } from '#platform/log';
import type { Outbound } from '#platform/outbound';
import type { Db } from '#platform/postgres';
import type { Secrets } from '#platform/secrets';
import * as store from '../store/deliveries.ts';
import * as endpoints from '../store/endpoints.ts';
import { messageOf } from './rules/message.ts';
import { givenUpReason, isGivenUp, restAfter } from './rules/schedule.ts';
import { type Sent, send } from './send.ts';

export interface CourierDeps {
  db: Db;
  outbound: Outbound;
  secrets: Secrets;
  log: Log;
  now(): number;
  counted(outcome: 'delivered' | 'failed'): void;
}

export interface Courier {
  /** Sends what is due for the endpoint until nothing is. Returns at once; one that is being served is looked at again. */
  serve(workspaceId: string, endpointId: string): void;
  /** Sends a test at once and answers the delivery's id when it is over; undefined when there is no such endpoint. */
  sendTest(workspaceId: string, endpointId: string): Promise<string | undefined>;
  /** Breaks off what is under way and gives it back. */
  stop(): Promise<void>;
}

/** In flight to one endpoint at once while it answers; one at a time while it does not. */
const atOnce = 16;
const timeoutMs = 15_000;
/** Longer than a send can take, short enough that a killed process delays a message by less than a minute. */
const leaseMs = 2 * timeoutMs;

export function createCourier(deps: CourierDeps): Courier {
  const { db, log } = deps;
  const stopping = new AbortController();
  /** By endpoint: its worker, and whether there was another call meanwhile. */
  const workers = new Map<string, { done: Promise<void>; again: boolean }>();

  async function round(workspaceId: string, endpointId: string): Promise<boolean> {
    const batch = await db.inWorkspace(workspaceId, async (tx) => {
      const target = await store.target(tx, workspaceId, endpointId);
      if (!target) return undefined;
      const limit = target.failures > 0 ? 1 : atOnce;
      return { target, claimed: await store.claim(tx, workspaceId, endpointId, { limit, leaseMs }) };
    });
    if (!batch || batch.claimed.length === 0) return false;
    const sent = await Promise.all(batch.claimed.map((message) => sendOne(batch.target, message)));
    await note(workspaceId, endpointId, sent);
    return true;
  }

  const sendOne = (target: store.Target, message: store.Claimed) =>
    send(
      { ...deps, timeoutMs, signal: stopping.signal },
      {
        url: target.url,
        secrets: [target.secret, target.earlierSecret].flatMap((sealed) =>
          sealed ? [deps.secrets.open(sealed, target.id)] : [],
        ),
        message,
      },
    );

  /** Writes down how it went: the messages' own fate, the endpoint's health, and the circuit. */
  async function note(workspaceId: string, endpointId: string, sent: Sent[]): Promise<void> {
    const over = sent.filter((each) => !each.brokenOff);
    const brokenOff = sent.filter((each) => each.brokenOff).map(({ tried }) => tried.id);
    await db.inWorkspace(workspaceId, async (tx) => {
      if (brokenOff.length > 0) await store.giveBack(tx, workspaceId, brokenOff);
      if (over.length === 0) return;
      await store.noteTried(
        tx,
        workspaceId,
        over.map(({ tried }) => tried),
      );
      // A message whose event is gone says nothing about the endpoint.
      const tried = over.filter(({ called }) => called);
      if (tried.length === 0) return;
      const delivered = tried.some((each) => each.tried.state === 'delivered');
      // One failure a round, however many were in it: a moment's outage must not look like sixteen.
      const health = await endpoints.noteHealth(tx, workspaceId, endpointId, delivered);
      const gone = tried.some((each) => each.asksToStop);
      if (gone || (health && isGivenUp(health.failingForMs))) {
        const reason = gone ? 'It answered 410 Gone.' : givenUpReason;
        await endpoints.switchOff(tx, workspaceId, endpointId, reason);
        await store.failWaiting(tx, workspaceId, endpointId, reason);
        log.warn({ workspaceId, endpointId, reason }, 'a webhook endpoint was switched off');
        return;
      }
      const restMs = delivered ? 0 : restAfter(health?.failures ?? 0, endpointId);
      if (restMs > 0) await endpoints.rest(tx, workspaceId, endpointId, restMs);
    });
    for (const { tried } of over) deps.counted(tried.state === 'delivered' ? 'delivered' : 'failed');
  }

  async function work(workspaceId: string, endpointId: string): Promise<void> {
    const worker = workers.get(endpointId);
    try {
      do {
        if (worker) worker.again = false;
        while (!stopping.signal.aborted && (await round(workspaceId, endpointId)));
      } while (worker?.again && !stopping.signal.aborted);
    } catch (error) {
      // What was claimed comes back when its lease ends; the lane's sweep calls again.
      log.error({ err: error, workspaceId, endpointId }, 'deliveries to an endpoint were interrupted');
    } finally {
      workers.delete(endpointId);
    }
  }

  return {
    serve(workspaceId, endpointId) {
      if (stopping.signal.aborted) return;
      const worker = workers.get(endpointId);
      if (worker) {
        worker.again = true;
        return;
      }
      const fresh = { done: Promise.resolve(), again: false };
      workers.set(endpointId, fresh);
      fresh.done = work(workspaceId, endpointId);
    },

    async sendTest(workspaceId, endpointId) {
      const at = new Date(deps.now());
      const payload = messageOf('webhook.test', at, { text: 'A test from Verona. Nothing happened.' });
      const made = await db.inWorkspace(workspaceId, async (tx) => {
        const target = await store.target(tx, workspaceId, endpointId);
        if (!target) return undefined;
        const id = await store.insertUnderWay(tx, workspaceId, { endpointId, type: 'webhook.test', name: '', payload }, leaseMs);
        return { target, id };
      });
      if (!made) return undefined;
      const { tried, called } = await sendOne(made.target, {
        id: made.id,
        type: 'webhook.test',
        attempts: 1,
        payload,
        event: null,
      });
      await db.inWorkspace(workspaceId, async (tx) => {
        // A person sees how it went: it is not tried again by itself, and counts only when it is good news.
        const delivered = tried.state === 'delivered';
        await store.noteTried(tx, workspaceId, [{ ...tried, state: delivered ? 'delivered' : 'failed' }]);
        if (delivered && called) await endpoints.noteHealth(tx, workspaceId, endpointId, delivered);
      });
      return made.id;
    },

    async stop() {
      stopping.abort(new Error('stopping'));
      await Promise.all([...workers.values()].map(({ done }) => done));
    },
  };
}
