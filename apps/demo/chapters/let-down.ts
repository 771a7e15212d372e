/** 3. Delivery is late. She says so, by mail and in public: she is one person, and in the segment of people let down. */
import * as customers from '#customers/contract';
import * as measure from '#measure/contract';
import { type Stage, send, until } from '../stage.ts';
import type { Known } from './sign-in.ts';
import { momentsAgo } from './visitor.ts';

/** Answers the segment's id. */
export async function letDown(stage: Stage, shopKey: string, known: Known): Promise<string> {
  const { client, tell, now } = stage;
  await send(stage, shopKey, [
    {
      type: 'track',
      userId: known.userId,
      event: 'Delivery Late',
      properties: { order_id: 'S1', days_late: 2 },
      timestamp: momentsAgo(now, 400),
      messageId: `story-${now}-late`,
    },
    {
      type: 'track',
      userId: known.userId,
      event: 'Complaint Made',
      properties: { channel: 'e-mail', text: 'You promised next day. It is the third day.' },
      timestamp: momentsAgo(now, 450),
      messageId: `story-${now}-mail`,
    },
    {
      type: 'track',
      userId: known.userId,
      event: 'Complaint Made',
      properties: { channel: 'public', text: 'Still waiting for my shoes, Casa Aurora.' },
      timestamp: momentsAgo(now, 500),
      messageId: `story-${now}-public`,
    },
  ]);
  const segment = await client.call(customers.createSegment, {
    body: { name: 'Let down by delivery', description: 'Their parcel came late, and they said so.', rule: lateAndSaidSo },
  });
  await until(
    () => client.call(customers.segmentPeople, { params: { id: segment.id } }),
    ({ items }) => items.some(({ id }) => id === known.personId),
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
    ({ people }) => people.some(({ id }) => id === known.personId),
  );
  tell(`   The trend of late deliveries opens its people: ${behind.total}, and she is one of them.`);
  return segment.id;
}

const lateAndSaidSo = {
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
