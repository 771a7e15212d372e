/** 1. An anonymous visitor reads an article, compares two products and opens a chat: a moment opens, and is owned at once. */
import * as customers from '#customers/contract';
import * as listen from '#listen/contract';
import * as moments from '#moments/contract';
import { routes as people } from '#people/contract';
import { type Chatting, openChat } from '../chat.ts';
import { type AtDesk, sitDown } from '../desk.ts';
import { type Stage, send, until } from '../stage.ts';

export interface Met {
  visitor: { anonymousId: string };
  /** The id she had as a stranger. */
  strangerId: string;
  chat: Chatting;
  /** Signs who is signed in to the site. */
  identitySecret: string;
  momentId: string;
  /** Who owns her moment now. */
  owner: AtDesk;
}

export async function meetVisitor(stage: Stage, siteKey: string): Promise<Met> {
  const { client, tell, now, url } = stage;
  const visitor = { anonymousId: 'aurora-visitor' };
  const seen = (seconds: number, event: Record<string, unknown>) => ({
    ...visitor,
    ...event,
    context: { synthetic: true },
    timestamp: momentsAgo(now, seconds),
    messageId: `story-${now}-${seconds}`,
  });
  await send(
    stage,
    siteKey,
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

  const { channel, identitySecret } = await client.call(listen.createChatChannel, {
    body: { name: 'Chat on the site', settings: { title: 'Casa Aurora', greeting: 'Ciao! How can we help?' } },
  });
  const sofia = await sitDown(url, client, 'Sofia Grandi');
  const matteo = await sitDown(url, client, 'Matteo Bassi');
  const chat = await openChat(url, channel.publicKey, {
    anonymousId: visitor.anonymousId,
    page: { url: 'https://casa-aurora.example/compare' },
  });
  await chat.say('Which of the two is better on wet rock?');
  const mineOf = async ({ client: desk }: AtDesk) => (await desk.call(moments.listMoments, { query: { view: 'mine' } })).items[0];
  const [first, second] = (await mineOf(sofia)) ? [sofia, matteo] : [matteo, sofia];
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

  // Its owner goes offline: it moves, and is nobody's at no instant.
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
  return { visitor, strangerId: stranger.id, chat, identitySecret, momentId: asked.id, owner: second };
}

/** Ten minutes ago, and so many seconds after. */
export const momentsAgo = (now: number, seconds: number) => new Date(now - 600_000 + seconds * 1000).toISOString();
