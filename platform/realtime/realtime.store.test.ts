import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Principal } from '#platform/auth';
import { defineTopic, z } from '#platform/contract';
import { createLog } from '#platform/log';
import { openDb } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { createRealtime } from './hub.ts';

const log = createLog({ level: 'silent' });
const topic = defineTopic({ id: 'test.words', summary: 'Words', action: 'test.read', message: z.string() });

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.close());

/** One process of the cluster: a hub with database connections and a server of its own. */
async function startProcess(seats: Map<string, Principal>) {
  const db = openDb({ url: fresh.url, log, max: 2, applicationName: 'test hub' });
  const realtime = createRealtime({
    db,
    log,
    policy: () => true,
    recheck: async (asked) => asked.map(({ principal }) => seats.get(principal.id)),
    limits: { recheckMs: 60_000 },
  });
  realtime.topic(topic);
  await realtime.start();
  const server = createServer();
  realtime.attach(server, async ({ headers }) => {
    const principal = seats.get(String(headers.authorization));
    return principal && { principal };
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    realtime,
    async hear(who: string) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/api/realtime`, { headers: { authorization: who } });
      const frames: { type: string; message?: unknown }[] = [];
      socket.on('message', (data) => frames.push(JSON.parse(String(data))));
      await once(socket, 'open');
      socket.send(JSON.stringify({ type: 'subscribe', id: 's', topic: topic.id }));
      await vi.waitFor(() => expect(frames).toHaveLength(1));
      return { socket, frames };
    },
    async [Symbol.asyncDispose]() {
      await realtime.stop();
      server.close();
      await db.close();
    },
  };
}

test('hubs of two processes share messages and revocations through Postgres, and keep workspaces apart', async () => {
  const { workspaceId, otherWorkspaceId } = fresh;
  const seat = (id: string, home: string): [string, Principal] => [
    id,
    { kind: 'api_key', id, label: id, workspaceId: home, role: 'reader' },
  ];
  const seats = new Map([seat('ada', workspaceId), seat('bob', otherWorkspaceId)]);
  await using here = await startProcess(seats);
  await using there = await startProcess(seats);
  const [ada, bob] = [await there.hear('ada'), await there.hear('bob')];

  for (const word of ['one', 'two', 'two', 'it\'s "quoted" ✓']) {
    here.realtime.publish(topic, workspaceId, word);
  }
  here.realtime.publish(topic, workspaceId, 'long '.repeat(2_000));
  await vi.waitFor(() => expect(ada.frames.at(-1)).toEqual({ type: 'changed', id: 's' }), 5_000);
  expect(bob.frames).toHaveLength(1);

  here.realtime.publish(topic, otherWorkspaceId, 'for bob');
  await vi.waitFor(() => expect(bob.frames.at(-1)).toMatchObject({ message: 'for bob' }), 5_000);

  seats.delete('ada');
  const revoked = performance.now();
  here.realtime.revalidate('ada');
  const [code] = await once(ada.socket, 'close');
  expect(code).toBe(4401);
  expect(performance.now() - revoked).toBeLessThan(1_000);
  expect(bob.socket.readyState).toBe(WebSocket.OPEN);
});
