/** 2. She signs in and buys: one person, the anonymous past attached, the old id valid for ever. */
import * as customers from '#customers/contract';
import * as moments from '#moments/contract';
import { type Stage, send, until } from '../stage.ts';
import { type Met, momentsAgo } from './visitor.ts';

export interface Known {
  personId: string;
  userId: string;
}

export async function signIn(stage: Stage, shopKey: string, met: Met): Promise<Known> {
  const { client, tell, now } = stage;
  const userId = 'aurora-chiara';
  await send(stage, shopKey, [
    {
      type: 'identify',
      userId,
      ...met.visitor,
      traits: { name: 'Chiara Riva', email: 'chiara.riva@mail.example', city: 'Verona', plan: 'guest' },
      timestamp: momentsAgo(now, 120),
      messageId: `story-${now}-in`,
    },
    {
      type: 'track',
      userId,
      event: 'Order Completed',
      properties: { order_id: 'S1', total: 119, currency: 'EUR', product: 'Trail runner', promise: 'next day' },
      timestamp: momentsAgo(now, 200),
      messageId: `story-${now}-order`,
    },
  ]);
  const known = await until(
    () => client.call(customers.getPerson, { params: { person: `user_id:${userId}` } }),
    (person) => person.identifiers.some(({ value }) => value === met.visitor.anonymousId),
  );
  const byOldId = await client.call(customers.getPerson, { params: { person: met.strangerId } });
  if (byOldId.id !== known.id) throw new Error('the id from before she signed in leads to somebody else');
  await met.chat.signIn(userId, met.identitySecret, Date.now());
  await until(
    () => met.owner.client.call(moments.getMoment, { params: { id: met.momentId } }),
    ({ customer }) => customer?.id === known.id,
  );
  const timeline = await client.call(customers.getTimeline, { params: { person: known.id } });
  if (!timeline.items.some(({ name }) => name === 'How to choose a trail shoe'))
    throw new Error('her past is not on her timeline');
  tell('2. She signs in and buys: one person with a past; the id from before still leads to her.');
  return { personId: known.id, userId };
}
