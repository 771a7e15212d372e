/** The stage of the story: where it is played, and what every chapter does on it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../cli/client.ts';

export interface Stage {
  url: string;
  client: Client;
  now: number;
  /** Called as each step has been seen to work. */
  tell(line: string): void;
}

const batchSize = 100;
const patienceMs = 60_000;

/** As an SDK sends. A page says where it comes from; a server does not. */
export async function send({ url }: Stage, writeKey: string, events: Record<string, unknown>[], fromPage = false): Promise<void> {
  for (let from = 0; from < events.length; from += batchSize) {
    const reply = await fetch(`${url}/v1/batch`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
        'content-type': 'application/json',
        ...(fromPage && { origin: 'https://casa-aurora.example' }),
      },
      body: JSON.stringify({ batch: events.slice(from, from + batchSize) }),
    });
    if (!reply.ok) throw new Error(`the door answered ${reply.status}: ${await reply.text()}`);
  }
}

/** Looks until it is so. Refusals count as "not yet": a customer is there a moment after the event. */
export async function until<T>(look: () => Promise<T>, isSo: (found: T) => boolean): Promise<T> {
  let last = 'nothing';
  for (let waited = 0; waited < patienceMs; waited += 200) {
    try {
      const found = await look();
      if (isSo(found)) return found;
      last = JSON.stringify(found).slice(0, 300);
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await sleep(200);
  }
  throw new Error(`not within ${patienceMs / 1000} s; last seen: ${last}`);
}
