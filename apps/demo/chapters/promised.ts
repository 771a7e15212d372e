/**
 * 4, on. What was promised stands beside what was lived through; what she wanted is a scenario with a quality of its own, which
 * customers add to; and whoever answers for deliveries is told when more of them are late than usual.
 */
import * as measure from '#measure/contract';
import { routes as people } from '#people/contract';
import { type Stage, until } from '../stage.ts';
import { addToScenario } from '../wish.ts';
import type { Known } from './sign-in.ts';

export async function holdToPromise(stage: Stage, known: Known, themeId: string): Promise<void> {
  const { client, tell, now, url } = stage;
  const day = (days: number) => new Date(now + days * 86_400_000);
  const span = { from: day(-60).toISOString(), to: day(1).toISOString() };
  const { items: staff } = await client.call(people.listEmployees, { query: { limit: 200 } });
  const owner = staff.find(({ title }) => title === 'Head of logistics');
  if (!owner) throw new Error('nobody leads logistics');

  const promise = await client.call(measure.createBrandPromise, {
    body: {
      words: 'At your door the next day',
      presentedIn: 'Product pages, autumn campaign',
      presentedFrom: day(-60).toISOString().slice(0, 10),
      ownerId: owner.id,
      experiences: [
        { kind: 'theme', themeId, counts: 'broken' },
        { kind: 'event', event: 'Delivery Late', counts: 'broken' },
        { kind: 'event', event: 'Order Completed', counts: 'kept' },
      ],
    },
  });
  const broken = await until(
    () =>
      client.call(measure.peopleOfPromise, {
        params: { id: promise.id },
        body: { ...span, verdict: 'broken', limit: 500, offset: 0 },
      }),
    (answer) => answer.people.some(({ id }) => id === known.personId),
  );
  const { whole } = await client.call(measure.experienceOf, { params: { id: promise.id }, body: span });
  if (whole.score === null || whole.score >= 100) throw new Error('a broken promise was lived through as kept');
  tell(
    `   "${promise.words}" is lived through by ${whole.score.toFixed(0)} of a hundred; she is one of the ${broken.total} it was broken to.`,
  );

  const scenario = await client.call(measure.createScenario, {
    body: { name: 'Shoes for the weekend', definition: shoesInTime },
  });
  const asked = { params: { id: scenario.id }, body: span };
  const { quality } = await until(
    () => client.call(measure.scenarioQuality, asked),
    ({ quality: told }) => told.passages > 0,
  );
  const link = await client.call(measure.createScenarioLink, { params: { id: scenario.id }, body: { days: 30 } });
  await addToScenario(link.url.replace(new URL(link.url).origin, url), {
    step: 'I am told on the day before whether it comes',
    showstopper: 'A parcel on Monday is no use for Saturday',
  });
  const { items: waiting } = await client.call(measure.listContributions, { params: { id: scenario.id } });
  if (waiting.length === 0) throw new Error('what a customer added to the scenario is not there');
  tell(
    `   What she wanted is a scenario: ${quality.passages} passages, quality ${quality.value?.toFixed(0)} of 100; a customer added "${waiting[0]?.step}".`,
  );

  const { items: departments } = await client.call(people.listDepartments, {});
  const logistics = departments.find(({ name }) => name === 'Logistics');
  const anything = { channels: [], kinds: [], events: [], places: [], products: [], themes: [] };
  const delivery = await client.call(measure.createTouchpoint, {
    body: { name: 'Delivery', ownerId: owner.id, rule: { ...anything, themes: [themeId] } },
  });
  await client.call(measure.createTouchpoint, { body: { name: 'Chat', rule: { ...anything, channels: ['chat'] } } });
  if (logistics)
    await client.call(measure.ownCell, {
      params: { touchpointId: delivery.id, departmentId: logistics.id },
      body: { ownerId: owner.id },
    });
  const { items: holes } = await client.call(measure.listHoles, {});
  const watch = await client.call(measure.createWatch, {
    body: {
      title: 'Late deliveries',
      about: { kind: 'events', event: 'Delivery Late', measure: { kind: 'people' } },
      ownerId: owner.id,
      todo: 'Ring the courier, then tell care what to say.',
    },
  });
  tell(
    `   ${owner.name} answers for delivery and watches "${watch.title}"; ${holes.length} places, metrics and themes have nobody yet.`,
  );
}

const shoesInTime = {
  role: 'Somebody who needs shoes for a day that is fixed',
  context: 'The weekend is near',
  outcome: 'The right shoes, ordered without a second thought',
  steps: [
    { name: 'Finds a pair', touchpoint: 'Web shop', shownBy: { event: 'Product Viewed' } },
    { name: 'Puts it in the cart', touchpoint: 'Web shop', shownBy: { event: 'Product Added' } },
    {
      ...{ name: 'Orders it', touchpoint: 'Web shop', shownBy: { event: 'Order Completed' } },
      ...{ momentOfTruth: true, condition: 'It says when they come, and I believe it' },
    },
  ],
  window: { amount: 3, unit: 'day' as const },
  metrics: [
    {
      ...{ kind: 'elapsed' as const, name: 'From finding to ordered', namedBy: 'customers' as const, weight: 2, from: 1, to: 3 },
      ...{ target: { amount: 10, unit: 'minute' as const }, limit: { amount: 1, unit: 'day' as const } },
    },
    { kind: 'reached' as const, name: 'I got them', namedBy: 'customers' as const, weight: 1 },
  ],
  showstopperCap: 20,
};
