/** What the journeys of intake ask the server, and two ways to annoy it. */
import { connect } from 'node:net';
import { eventually, type Verona } from '../../platform/testing/server.ts';

export interface Problem {
  status: number;
  code: string;
  detail: string;
  cure: string;
  instance?: string;
  fields?: { path: string; message: string }[];
}

/** An event as `/api/listen/events` shows it. */
export interface Heard {
  id: string;
  kind: string;
  name: string;
  sender: { type: string; value: string };
  trusted: boolean;
  occurredAt: string;
  receivedAt: string;
  body: string;
}

export interface Aside {
  id: string;
  stage: string;
  field: string | null;
  reason: string;
  messageId: string | null;
}

export const basicAuth = (writeKey: string) => `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;

/** Everything accepted under that name, newest first. */
export async function heardAs(verona: Verona, name: string): Promise<Heard[]> {
  const { items } = await verona.api<{ items: Heard[] }>('GET', `/api/listen/events?limit=200&name=${encodeURIComponent(name)}`);
  return items;
}

export async function keptAside(verona: Verona): Promise<Aside[]> {
  return (await verona.api<{ items: Aside[] }>('GET', '/api/listen/parked?limit=200')).items;
}

/** How the schema catalogue, learnt on the way to the reports, counts that name; zero when it is not there yet. */
export function seenAs(verona: Verona, name: string): Promise<{ seen: number; properties: string[] }> {
  const path = '/api/listen/schema';
  // Learnt from traffic a moment after the commit: wait for the first sight.
  return eventually(async () => {
    const { items } = await verona.api<{ items: { name: string; seen: number }[] }>(
      'GET',
      `${path}?search=${encodeURIComponent(name)}`,
    );
    const seen = items.filter((event) => event.name === name).reduce((sum, event) => sum + event.seen, 0);
    const { properties } = await verona.api<{ properties: { property: string }[] }>('GET', `${path}/${encodeURIComponent(name)}`);
    return seen > 0 && { seen, properties: properties.map(({ property }) => property) };
  });
}

/** Writes a byte a second of a request's header or body; answers after how many milliseconds the server had enough. */
export function dripUntilClosed(url: string, what: 'header' | 'body'): Promise<number> {
  return new Promise((resolve) => {
    const began = performance.now();
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
      socket.write('POST /v1/t HTTP/1.1\r\nHost: a\r\n');
      if (what === 'body') socket.write('Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n');
    });
    const drip = setInterval(() => socket.write(what === 'body' ? ' ' : 'X'), 1_000);
    const end = () => {
      clearInterval(drip);
      resolve(performance.now() - began);
    };
    socket.on('data', () => {});
    socket.on('error', () => {});
    socket.on('close', end);
  });
}
