/**
 * The golden path, as far as it is built, played through public doors only: what SDKs send and what the API answers.
 *
 * It is the demo, and it is the end-to-end test: every step looks at what a person would see and stops when it is not there.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import * as customers from '#customers/contract';
import * as listen from '#listen/contract';
import * as measure from '#measure/contract';
import * as moments from '#moments/contract';
import { routes as people } from '#people/contract';
import type { Client } from '../cli/client.ts';
import { openChat } from './chat.ts';
import { foundCompany } from './company.ts';
import { type AtDesk, sitDown } from './desk.ts';
import { hireStaff } from './staff.ts';

export interface Stage {
  url: string;
  client: Client;
  now: number;
  /** Called as each step has been seen to work. */
  tell(line: string): void;
}

export interface Told {
  /** Chiara, who signed in: one person with a past. */
  personId: string;
  segmentId: string;
  /** Events the company sent. */
  events: number;
}

const batchSize = 100;
const patienceMs = 60_000;

export async function playStory(stage: Stage): Promise<Told> {
  const { client, tell, now } = stage;
  const shop = await client.call(listen.createSource, { body: { name: 'Shop server', kind: 'server' } });
  const site = await client.call(listen.createSource, { body: { name: 'Web site', kind: 'browser' } });
  const hired = await hireStaff(client);
  const company = foundCompany(now);
  await send(stage, shop.secrets.writeKey, company.past);
  tell(`${company.name}: ${hired} colleagues, and ${company.past.length} events from its shop server.`);

  // 1. An anonymous visitor reads an article and compares two products.
  const visitor = { anonymousId: 'aurora-visitor' };
  const at = (seconds: number) => new Date(now - 600_000 + seconds * 1000).toISOString();
  const seen = (seconds: number, event: Record<string, unknown>) => ({
    ...visitor,
    ...event,
    context: { synthetic: true },
    timestamp: at(seconds),
    messageId: `story-${now}-${seconds}`,
  });
  await send(
    stage,
    site.secrets.writeKey,
    [
      seen(0, { type: 'page', name: 'How to choose a trail shoe' }),
      seen(40, {
        type: 'track',
        event: 'Product Viewed',
        properties: { product_id: 'aur-01', name: 'Trail runner', price: 119 },
      }),
      seen(70, { type: 'track', event: 'Product Viewed', properties: { product_id: 'aur-04', name: 'Hiking boot', price: 189 } }),
    ],
    true,
  );
  const stranger = await until(
    () => client.call(customers.getPerson, { params: { person: `anonymous_id:${visitor.anonymousId}` } }),
    (person) => person.kind === 'visitor',
  );
  tell('1. A visitor nobody knows reads and compares: she is a customer already, with a timeline.');

  // She opens chat: a moment opens and is owned at once. Its owner goes offline: it moves, and is nobody's at no instant.
  const { channel, identitySecret } = await client.call(listen.createChatChannel, {
    body: { name: 'Chat on the site', settings: { title: 'Casa Aurora', greeting: 'Ciao! How can we help?' } },
  });
  const owner = await sitDown(stage.url, client, 'Sofia Grandi');
  const colleague = await sitDown(stage.url, client, 'Matteo Bassi');
  const pages = 'https://casa-aurora.example/compare';
  const chat = await openChat(stage.url, channel.publicKey, { anonymousId: visitor.anonymousId, page: { url: pages } });
  await chat.say('Which of the two is better on wet rock?');
  const mineOf = async ({ client: desk }: AtDesk) => (await desk.call(moments.listMoments, { query: { view: 'mine' } })).items[0];
  const [first, second] = (await mineOf(owner)) ? [owner, colleague] : [colleague, owner];
  const asked = await mineOf(first);
  if (asked === undefined) throw new Error('nobody owns the chat');
  await first.client.call(moments.reply, {
    params: { id: asked.id },
    body: {
      epoch: asked.epoch,
      clientId: `story-${now}-1`,
      text: 'The trail runner. Which size do you wear?',
      afterwards: 'stay_open',
    },
  });
  await first.client.call(people.setMyAvailability, { body: { presence: 'offline' } });
  const moved = await second.client.call(moments.getMoment, { params: { id: asked.id } });
  if (moved.owner.id !== second.id) throw new Error(`it should be ${second.name}'s now, and is ${moved.owner.name}'s`);
  await chat.say('42. Does it come by Friday?');
  await second.client.call(moments.reply, {
    params: { id: asked.id },
    body: { epoch: moved.epoch, clientId: `story-${now}-2`, text: 'Next day, I promise.' },
  });
  const { items: said } = await chat.lines();
  if (said.length !== 4) throw new Error(`the visitor sees ${said.length} lines of 4`);
  const band = await second.client.call(moments.readBand, { params: { id: asked.id } });
  if (band.gaps.length > 0) throw new Error('there was an instant without an owner');
  tell(`   She asks in the chat: ${first.name} owns it at once, goes offline, and ${second.name} has it in the same commit.`);

  // 2. She signs in: one person, the anonymous past attached, the old id valid for ever.
  const userId = 'aurora-chiara';
  await send(stage, shop.secrets.writeKey, [
    {
      type: 'identify',
      userId,
      ...visitor,
      traits: { name: 'Chiara Riva', email: 'chiara.riva@mail.example', city: 'Verona', plan: 'guest' },
      timestamp: at(120),
      messageId: `story-${now}-in`,
    },
    {
      type: 'track',
      userId,
      event: 'Order Completed',
      properties: { order_id: 'S1', total: 119, currency: 'EUR', product: 'Trail runner', promise: 'next day' },
      timestamp: at(200),
      messageId: `story-${now}-order`,
    },
  ]);
  const known = await until(
    () => client.call(customers.getPerson, { params: { person: `user_id:${userId}` } }),
    (person) => person.identifiers.some(({ value }) => value === visitor.anonymousId),
  );
  const byOldId = await client.call(customers.getPerson, { params: { person: stranger.id } });
  if (byOldId.id !== known.id) throw new Error('the id from before she signed in leads to somebody else');
  await chat.signIn(userId, identitySecret, Date.now());
  await until(
    () => second.client.call(moments.getMoment, { params: { id: asked.id } }),
    ({ customer }) => customer?.id === known.id,
  );
  const timeline = await client.call(customers.getTimeline, { params: { person: known.id } });
  if (!timeline.items.some(({ name }) => name === 'How to choose a trail shoe'))
    throw new Error('her past is not on her timeline');
  tell('2. She signs in and buys: one person with a past; the id from before still leads to her.');

  // 3. Delivery is late; she says so, by mail and in public. (Channels of their own follow; today these are events.)
  await send(stage, shop.secrets.writeKey, [
    {
      type: 'track',
      userId,
      event: 'Delivery Late',
      properties: { order_id: 'S1', days_late: 2 },
      timestamp: at(400),
      messageId: `story-${now}-late`,
    },
    {
      type: 'track',
      userId,
      event: 'Complaint Made',
      properties: { channel: 'e-mail', words: 'You promised next day. It is the third day.' },
      timestamp: at(450),
      messageId: `story-${now}-mail`,
    },
    {
      type: 'track',
      userId,
      event: 'Complaint Made',
      properties: { channel: 'public', words: 'Still waiting for my shoes, Casa Aurora.' },
      timestamp: at(500),
      messageId: `story-${now}-public`,
    },
  ]);
  const segment = await client.call(customers.createSegment, {
    body: { name: 'Let down by delivery', description: 'Their parcel came late, and they said so.', rule: letDown },
  });
  await until(
    () => client.call(customers.segmentPeople, { params: { id: segment.id } }),
    ({ items }) => items.some(({ id }) => id === known.id),
  );
  tell('3. The parcel is late and she says so twice: she is one person, and in the segment of people let down by delivery.');

  const question = {
    event: 'Delivery Late',
    measure: { kind: 'people' as const },
    interval: 'day' as const,
    from: new Date(now - 70 * 86_400_000).toISOString(),
    to: new Date(now + 86_400_000).toISOString(),
  };
  const behind = await until(
    () => client.call(measure.behindPoint, { body: { question, limit: 500 } }),
    ({ people }) => people.some(({ id }) => id === known.id),
  );
  tell(`   The trend of late deliveries opens its people: ${behind.total}, and she is one of them.`);
  const audit = await second.client.call(moments.auditReport, {});
  if (audit.breaches.length > 0) throw new Error(`${audit.breaches.length} moments without an able owner`);
  tell(`   ${audit.open} open moments, each with one owner who is able to act.`);
  return { personId: known.id, segmentId: segment.id, events: company.past.length + 8 };
}

const letDown = {
  kind: 'group' as const,
  match: 'all' as const,
  rules: [
    {
      kind: 'event' as const,
      event: 'Delivery Late',
      where: [],
      window: { in: 'last' as const, amount: 30, unit: 'day' as const },
      measure: { of: 'count' as const },
      operator: 'at_least' as const,
      amount: 1,
    },
    {
      kind: 'event' as const,
      event: 'Complaint Made',
      where: [],
      window: { in: 'last' as const, amount: 30, unit: 'day' as const },
      measure: { of: 'count' as const },
      operator: 'at_least' as const,
      amount: 1,
    },
  ],
};

/** As an SDK sends. A page says where it comes from; a server does not. */
async function send({ url }: Stage, writeKey: string, events: Record<string, unknown>[], fromPage = false): Promise<void> {
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
async function until<T>(look: () => Promise<T>, isSo: (found: T) => boolean): Promise<T> {
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
