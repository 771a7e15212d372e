// Who is told what, on a real Postgres: from when on, how much may wait, and what an erased event becomes.
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from '#platform/contract';
import { createEvents, createLanes, defineEvent, type Lane } from '#platform/events';
import { createLog } from '#platform/log';
import { createOutbound, type Outbound } from '#platform/outbound';
import { sql } from '#platform/postgres';
import { createSecrets } from '#platform/secrets';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { createIntake } from '../../ingest/intake.ts';
import { readMessage } from '../../ingest/rules/read-message.ts';
import { newSigningSecret } from '../signing-secret.ts';
import { type NewDelivery, queue } from '../store/deliveries.ts';
import { findEndpoint, insertEndpoint } from '../store/endpoints.ts';
import { type Courier, createCourier } from './courier.ts';
import { fanOutLane, tellDomainEvents } from './fan-out.ts';

const log = createLog({ level: 'silent' });
const secrets = createSecrets('a secret for tests');
const merged = defineEvent('customers.people_merged', z.object({ ids: z.array(z.string()) }));
const hidden = defineEvent('people.access_changed', z.object({}));

let house: FreshDatabase;
let receiver: Server;
let outbound: Outbound;
let url: string;
let lane: Lane;
let courier: Courier;
let received: { type: string; data: Record<string, unknown> }[];
let workspaceId: string;

beforeAll(async () => {
  house = await freshDatabase();
  workspaceId = house.workspaceId;
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push(JSON.parse(body));
      response.end();
    });
  });
  await new Promise<void>((listening) => receiver.listen(0, '127.0.0.1', listening));
  const endpoint = `127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  url = `http://${endpoint}/`;
  outbound = createOutbound({ allow: [endpoint] });
  lane = fanOutLane({ db: house.db, wake: () => {} });
});
afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await Promise.all([outbound.close(), house.close()]);
});
beforeEach(async () => {
  received = [];
  courier = createCourier({ db: house.db, outbound, secrets, log, now: Date.now, counted: () => {} });
  await house.ownerDb.inSystem((tx) => tx.run(sql`delete from listen.webhook_endpoint`));
});

async function listener(events: string[]): Promise<string> {
  const id = randomUUID();
  await house.db.inWorkspace(workspaceId, (tx) =>
    insertEndpoint(tx, { workspaceId, id, url, description: '', events, secret: secrets.seal(newSigningSecret(), id) }),
  );
  return id;
}
const say = async (...events: string[]) => {
  const intake = createIntake({ db: house.db, queueLimit: 10_000, now: Date.now });
  const items = events.map((event) => {
    const read = readMessage({ type: 'track', event, userId: 'u1' }, { receivedAt: Date.now(), newId: randomUUID });
    if (!read.ok) throw new Error(read.reason);
    return { message: read.message, trusted: true };
  });
  await intake.accept({ workspaceId, sourceId: randomUUID(), trusted: true }, items);
};
const fanOut = async () => {
  for (let answer: boolean | 'later' = true; answer !== false; ) answer = await lane.step(workspaceId);
};
const find = (id: string) => house.db.inWorkspace(workspaceId, (tx) => findEndpoint(tx, workspaceId, id));
async function deliver(...ids: string[]) {
  for (const id of ids) courier.serve(workspaceId, id);
  await expect.poll(async () => (await Promise.all(ids.map(find))).every((endpoint) => endpoint?.waiting === 0)).toBe(true);
}

test('each hears what it asked for, from its own beginning on, once', async () => {
  await say('Before');
  const all = await listener(['event.*']);
  await say('First');
  const orders = await listener(['event.track:Order *']);
  await say('Order Paid');
  await fanOut();
  await fanOut();
  expect([(await find(all))?.waiting, (await find(orders))?.waiting]).toEqual([2, 1]);
  await deliver(all, orders);
  const names = received.map(({ data }) => (data.event as { event: string }).event).sort((a, b) => a.localeCompare(b));
  expect(names).toEqual(['First', 'Order Paid', 'Order Paid']);
});

test('what the house did is told when it is on the list, and nothing else of it', async () => {
  const lanes = createLanes({ db: house.db, log });
  const events = createEvents({ db: house.db, lanes, log });
  tellDomainEvents({ events, types: [merged.type], wake: () => {} });
  const id = await listener(['*']);
  await house.db.inWorkspace(workspaceId, async (tx) => {
    await events.tell(tx, workspaceId, merged, { ids: ['a', 'b'] });
    await events.tell(tx, workspaceId, hidden, {});
  });
  await lanes.start();
  await expect.poll(async () => (await find(id))?.waiting).toBe(1);
  await lanes.stop();
  await deliver(id);
  expect(received).toEqual([{ type: merged.type, timestamp: expect.any(String), data: { ids: ['a', 'b'] } }]);
});

test('ten thousand may wait; what comes on top is counted, not queued', async () => {
  const id = await listener(['event.*']);
  const one: NewDelivery = { endpointId: id, type: 'webhook.test', name: '', payload: '{}' };
  await house.db.inWorkspace(workspaceId, (tx) => queue(tx, workspaceId, Array(9_999).fill(one)));
  await house.db.inWorkspace(workspaceId, (tx) => queue(tx, workspaceId, Array(3).fill(one)));
  expect(await find(id)).toMatchObject({ waiting: 10_000, passedOver: 2 });
});

test('an event that was erased meanwhile is told to nobody', async () => {
  const id = await listener(['event.*']);
  await say('Forgotten');
  await fanOut();
  await house.ownerDb.inSystem((tx) => tx.run(sql`delete from listen.event where name = 'Forgotten'`));
  await deliver(id);
  expect(received).toEqual([]);
  expect(await find(id)).toMatchObject({ failed: 1, failures: 0 });
});

test('another workspace hears nothing of it', async () => {
  const id = await listener(['*']);
  const there = await house.db.inWorkspace(house.otherWorkspaceId, (tx) => findEndpoint(tx, workspaceId, id));
  expect(there).toBeUndefined();
  await say('Secret');
  expect(await lane.step(house.otherWorkspaceId)).toBe(false);
});

test('a process that died gives its messages back when their lease ends', async () => {
  const id = await listener(['event.*']);
  await say('Lost');
  await fanOut();
  await house.db.inWorkspace(workspaceId, (tx) =>
    tx.run(
      sql`update listen.webhook_delivery set next_try = now() + interval '2 seconds', attempts = 1 where endpoint_id = ${id}`,
    ),
  );
  courier.serve(workspaceId, id);
  await courier.stop();
  expect(received).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  courier = createCourier({ db: house.db, outbound, secrets, log, now: Date.now, counted: () => {} });
  await deliver(id);
  expect(received).toHaveLength(1);
});
