/**
 * LISTEN and NOTIFY on one connection of their own, which comes back by itself. Signals may be lost: readers also sweep.
 *
 * Who listens in this process is told without the database; other processes hear of it through the database, a little later.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Log } from '#platform/log';
import { within } from './transaction.ts';

type Heard = (payload: string) => void;

export interface Signals {
  listen(channel: string, heard: Heard): Promise<() => Promise<void>>;
  notify(channel: string, payload: string): void;
  close(): Promise<void>;
}

const coalesceMs = 2;
/** At most so often are other processes told: a busy intake commits a hundred times a second. */
const betweenTellingsMs = 20;
/** How often a silent connection is asked whether it still lives (a vanished host sends nothing). */
const heartbeatMs = 10_000;
const patienceMs = 3_000;

export function createSignals(newClient: () => pg.Client, log: Log): Signals {
  const listeners = new Map<string, Set<Heard>>();
  /** What listeners of this process, and what other processes, are told next: payloads by channel. */
  const near = new Map<string, Set<string>>();
  const far = new Map<string, Set<string>>();
  let current: pg.Client | undefined;
  let connecting: Promise<void> | undefined;
  let telling: NodeJS.Timeout | undefined;
  let flushing: NodeJS.Timeout | undefined;
  let flushed = Number.NEGATIVE_INFINITY;
  let closed = false;
  let lastTurn: Promise<unknown> = Promise.resolve();

  /** A client takes one statement at a time; lanes and sockets come and go together, so they wait for each other here. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = lastTurn.then(work);
    lastTurn = turn.catch(() => {});
    return turn;
  }

  /** Keeps one connection up until `close`; resolves when the first one stands. */
  function connected(): Promise<void> {
    connecting ??= new Promise((resolve) => {
      void keepConnected(resolve);
    });
    return connecting;
  }

  async function keepConnected(standing: () => void): Promise<void> {
    for (let failures = 0; !closed; ) {
      const client = newClient();
      const lost = new Promise<void>((resolve) => {
        client.once('end', resolve);
        client.on('error', () => resolve());
      });
      client.on('notification', ({ channel, payload, processId }) => {
        // What this process said itself it has heard already.
        if (processId !== backendOf(client)) hear(channel, payload ?? '');
      });
      try {
        await client.connect();
        for (const channel of listeners.keys()) await client.query(`listen ${client.escapeIdentifier(channel)}`);
        current = client;
        failures = 0;
        standing();
        void flush();
        const heartbeat = setInterval(() => {
          inTurn(() => client.query(within('select 1', [], patienceMs))).catch(() => hangUp(client));
        }, heartbeatMs);
        await lost;
        clearInterval(heartbeat);
      } catch (error) {
        failures += 1;
        if (failures === 1) log.warn({ error: String(error) }, 'cannot listen for database signals; trying on');
      }
      current = undefined;
      hangUp(client);
      if (!closed) await sleep(Math.min(50 * 2 ** failures, 2_000), undefined, { ref: false });
    }
  }

  function hear(channel: string, payload: string): void {
    for (const heard of listeners.get(channel) ?? []) {
      try {
        heard(payload);
      } catch (error) {
        log.error({ err: error, channel }, 'a listener threw');
      }
    }
  }

  function tell(): void {
    telling = undefined;
    for (const [channel, payload] of taken(near)) hear(channel, payload);
  }

  async function flush(): Promise<void> {
    flushing = undefined;
    if (!current || far.size === 0) return;
    flushed = performance.now();
    const pairs = taken(far);
    const text = 'select pg_notify(channel, payload) from unnest($1::text[], $2::text[]) as signal (channel, payload)';
    const values = [pairs.map(([channel]) => channel), pairs.map(([, payload]) => payload)];
    await inTurn(async () => current?.query(within(text, values, patienceMs, 'platform.notify'))).catch((error: Error) =>
      log.warn({ error: error.message, signals: pairs.length }, 'signals were lost; sweeps will do'),
    );
  }

  async function command(text: 'listen' | 'unlisten', channel: string): Promise<void> {
    // When there is no connection right now, the next one listens to all channels by itself.
    const statement = (client: pg.Client) => within(`${text} ${client.escapeIdentifier(channel)}`, [], patienceMs);
    await inTurn(async () => current?.query(statement(current))).catch(() => {});
  }

  return {
    async listen(channel, heard) {
      const set = listeners.get(channel) ?? new Set();
      listeners.set(channel, set.add(heard));
      await connected();
      await command('listen', channel);
      return async () => {
        set.delete(heard);
        if (set.size > 0 || listeners.get(channel) !== set) return;
        listeners.delete(channel);
        await command('unlisten', channel);
      };
    },
    notify(channel, payload) {
      if (closed) return;
      for (const waiting of [near, far]) waiting.set(channel, (waiting.get(channel) ?? new Set()).add(payload));
      void connected();
      telling ??= setTimeout(tell, coalesceMs);
      flushing ??= setTimeout(() => void flush(), Math.max(coalesceMs, flushed + betweenTellingsMs - performance.now()));
    },
    async close() {
      clearTimeout(telling);
      clearTimeout(flushing);
      await flush();
      closed = true;
      if (current) hangUp(current);
    },
  };
}

/** Takes everything out: pairs of channel and payload. */
function taken(waiting: Map<string, Set<string>>): (readonly [string, string])[] {
  const pairs = [...waiting].flatMap(([channel, payloads]) => [...payloads].map((payload) => [channel, payload] as const));
  waiting.clear();
  return pairs;
}

/** The number of the server's process behind a connection. (`processID` is missing from pg's types.) */
const backendOf = (client: pg.Client): number | null | undefined => (client as { processID?: number | null }).processID;

function hangUp(client: pg.Client): void {
  client.end().catch(() => {});
}
