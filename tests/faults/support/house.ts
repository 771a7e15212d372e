/** Traffic, the command line, and a look behind the doors, for fault tests. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { IntegrityReport } from '#listen/contract';
import { reachEmbedded } from '#platform/postgres';
import { eventually, type Verona } from '../../../platform/testing/server.ts';

const program = fileURLToPath(new URL('../../../apps/cli/verona.mjs', import.meta.url));

/** Runs a verb of the command line to its end. */
export function runVerb(
  args: string[],
  env: Record<string, string>,
): Promise<{ code: number | null; said: string; complained: string }> {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, VERONA_LOG: 'warn', ...env },
  });
  let said = '';
  let complained = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  child.stderr.on('data', (text) => {
    complained += text;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said, complained })));
}

/** One question to the Postgres behind a server, as the owner of the tables, whom row-level security does not bind. */
export async function askPostgres<Row>(dataDir: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const server = await reachEmbedded(dataDir);
  if (!server) throw new Error('no Postgres runs on this folder');
  const client = new pg.Client({ connectionString: server.ownerUrl });
  await client.connect();
  try {
    return (await client.query(text, values)).rows as Row[];
  } finally {
    await client.end();
  }
}

/** `count` events of `people` people over some days; every fifth person is first met without a name, then identified. */
export function traffic(count: number, people: number, prefix: string): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, n) => {
    const who = n % people;
    const userId = `${prefix}-user-${who}`;
    const timestamp = new Date(Date.UTC(2026, 2, 1 + (n % 7), 9, 0, n % 60, n % 1000)).toISOString();
    const said = { messageId: `${prefix}-${n}`, timestamp };
    if (who % 5 === 0 && n < people) {
      return {
        ...said,
        type: 'identify',
        userId,
        anonymousId: `${prefix}-visitor-${who}`,
        traits: { email: `${userId}@casa.example` },
      };
    }
    if (who % 5 === 0 && n % 2 === 1)
      return { ...said, type: 'track', event: 'Looked', anonymousId: `${prefix}-visitor-${who}`, properties: { n } };
    return {
      ...said,
      type: 'track',
      event: n % 3 === 0 ? 'Order "placed"' : 'Ordér viewed',
      userId,
      properties: { n, price: n / 4 },
    };
  });
}

export async function sendAll(verona: Verona, events: Record<string, unknown>[]): Promise<void> {
  for (let at = 0; at < events.length; at += 200) {
    const reply = await verona.send(...events.slice(at, at + 200));
    if (reply.status !== 200) throw new Error(`intake answered ${reply.status}: ${await reply.text()}`);
  }
}

export const integrityOf = (verona: Verona): Promise<IntegrityReport> => verona.api('GET', '/api/listen/integrity');

/** Waits until reports hold `events` events, compares them with the log, and answers what was found. */
export async function compared(verona: Verona, events: number): Promise<NonNullable<IntegrityReport['checked']>> {
  await eventually(async () => {
    const { rebuilding, reported } = await integrityOf(verona);
    return !rebuilding && reported >= events;
  }, 60_000);
  return compareNow(verona);
}

/** The same without waiting for any number of events. */
export async function compareNow(verona: Verona): Promise<NonNullable<IntegrityReport['checked']>> {
  const before = await verona.api<IntegrityReport>('POST', '/api/listen/integrity/check', {});
  return eventually(async () => {
    const { checked } = await integrityOf(verona);
    return checked !== null && checked.at !== before.checked?.at && checked;
  }, 30_000);
}

/** The catalogue in short: how often each event was seen. */
export async function seenEvents(verona: Verona): Promise<Record<string, number>> {
  const { items } = await verona.api<{ items: { name: string; kind: string; seen: number }[] }>('GET', '/api/listen/schema');
  return Object.fromEntries(items.map(({ kind, name, seen }) => [`${kind} ${name}`, seen]));
}

/** How often each of these was seen, for the figures a test prints. */
export function countOf(values: readonly unknown[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  return counts;
}
