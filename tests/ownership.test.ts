/**
 * Nobody owns the customer, but someone always owns the moment: at every commit, exactly one, and able to act. Through the
 * public API, by people who do not wait for each other. `VERONA_OWNERSHIP_CALLS=…` and `VERONA_OWNERSHIP_SEED=…` for longer runs.
 */
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../platform/testing/server.ts';
import { type Care, type Colleague, openCare, type Told } from './support/care.ts';
import { judgeAll } from './support/ownership/checker.ts';
import { type Op, type Out, ownershipModel, type Seen, type Stretch, unasked } from './support/ownership/model.ts';
import { createRecorder } from './support/ownership/recorder.ts';

let care: Care;
let ada: Colleague;
let bob: Colleague;
let eve: Colleague;

beforeAll(async () => {
  care = await openCare();
  ada = care.owner;
  bob = await care.hire('Bob Agent');
  eve = await care.hire('Eve Agent');
}, 120_000);
afterAll(() => care.close());

const momentOf = async (who: Colleague, id: string) => who.api('GET', `/api/moments/${id}`);
const audit = async () => ada.api('GET', '/api/moments/ownership/audit');

/** A chat that begins; answers its moment. */
async function begun(words: string): Promise<{ id: string; epoch: number; owner: { kind: string; id: string } }> {
  const visitor = await care.visitor();
  expect((await visitor.say(words)).status).toBe(200);
  const { items } = await ada.api('GET', '/api/moments?limit=200');
  return items.find((moment: { title: string }) => moment.title === words);
}

describe('a moment', () => {
  test('is owned by a queue while nobody is here, and by whoever comes, at once', async () => {
    const moment = await begun('Is anybody there?');
    expect(moment.owner.kind).toBe('queue');
    const [queue] = (await ada.api('GET', '/api/moments/queues')).items;
    expect(queue).toMatchObject({ waiting: 1, accountable: { id: ada.id } });
    await bob.present('online');
    expect((await momentOf(bob, moment.id)).owner).toMatchObject({ kind: 'employee', id: bob.id });
    expect(await audit()).toMatchObject({ breaches: [], inQueues: 0 });
  });

  test('is handed over by offer and accept; the giver owns until then, and is fenced off after', async () => {
    const moment = await begun('Please hand me over');
    expect(moment.owner.id).toBe(bob.id);
    await eve.present('online');
    const offered = await bob.api('POST', `/api/moments/${moment.id}/offers`, { epoch: moment.epoch, to: eve.id, note: 'hers' });
    expect(offered.owner.id).toBe(bob.id);
    expect((await ada.ask('POST', `/api/moments/${moment.id}/offers/${offered.offer.id}/accept`)).status).toBe(403);
    const accepted = await eve.api('POST', `/api/moments/${moment.id}/offers/${offered.offer.id}/accept`);
    expect(accepted).toMatchObject({ owner: { id: eve.id }, epoch: moment.epoch + 1, offer: null });
    const late = await bob.ask('POST', `/api/moments/${moment.id}/replies`, {
      epoch: moment.epoch,
      clientId: 'late-reply',
      text: 'too late',
    });
    expect(late).toMatchObject({ status: 409, body: { code: 'moments.not_yours_now', epoch: moment.epoch + 1 } });
    const band = await eve.api('GET', `/api/moments/${moment.id}/band`);
    expect(band.gaps).toEqual([]);
    expect(band.inQueueMs + band.withPeopleMs).toBe(band.openMs);
  });

  test('stays with its owner when an offer is declined, withdrawn or not answered', async () => {
    const moment = await begun('Nobody wants me');
    const owner = moment.owner.id === bob.id ? bob : eve;
    const other = owner === bob ? eve : bob;
    const offer = async (withinSeconds = 60) =>
      (await owner.api('POST', `/api/moments/${moment.id}/offers`, { epoch: moment.epoch, to: other.id, withinSeconds })).offer;
    const at = (id: string, verb: string) => `/api/moments/${moment.id}/offers/${id}/${verb}`;
    await other.api('POST', at((await offer()).id, 'decline'), { reason: 'busy' });
    await owner.api('POST', at((await offer()).id, 'decline'), {});
    const passing = await offer(5);
    await sleep(5_100);
    const late = await other.ask('POST', at(passing.id, 'accept'));
    expect(late.body.code).toBe('moments.offer_gone');
    await eventually(async () => (await momentOf(owner, moment.id)).offer === null);
    expect(await momentOf(owner, moment.id)).toMatchObject({ owner: { id: owner.id }, epoch: moment.epoch });
  });

  test('A26: moves in the same commit when its owner goes offline or is deactivated', async () => {
    const cut = await care.hire('Cut Agent');
    await cut.present('online');
    for (const who of [bob, eve]) await who.present('away');
    const moments = [await begun('first of two'), await begun('second of two')];
    for (const { owner } of moments) expect(owner.id).toBe(cut.id);
    await ada.api('POST', `/api/people/employees/${cut.id}/deactivate`);
    expect(await audit()).toMatchObject({ breaches: [] });
    for (const { id } of moments) expect((await momentOf(ada, id)).owner.kind).toBe('queue');
    await bob.present('online');
    for (const { id } of moments) expect((await momentOf(ada, id)).owner.id).toBe(bob.id);
    await bob.present('offline');
    expect(await audit()).toMatchObject({ breaches: [] });
    for (const who of [bob, eve]) await who.present('online');
  });

  test('no seats: anybody employed can be handed one, and is present by accepting it', async () => {
    const dan = await care.hire('Dan Warehouse', 'viewer');
    const moment = await begun('Where in the warehouse is it?');
    const owner = moment.owner.id === bob.id ? bob : eve;
    const { offer } = await owner.api('POST', `/api/moments/${moment.id}/offers`, { epoch: moment.epoch, to: dan.id });
    const mine = await dan.api('POST', `/api/moments/${moment.id}/offers/${offer.id}/accept`);
    expect(mine.owner.id).toBe(dan.id);
    const asked = { epoch: mine.epoch, amount: 2_500, currency: 'EUR', reason: 'we lost it' };
    expect((await dan.ask('POST', `/api/moments/${moment.id}/goodwill`, asked)).body.code).toBe('moments.above_limit');
    await ada.api('PUT', '/api/moments/limits', { who: 'viewer', currency: 'EUR', perMoment: 1_000, perPeriod: 3_000 });
    const give = (amount: number, ask = false) =>
      dan.ask('POST', `/api/moments/${moment.id}/goodwill`, { ...asked, amount, ask });
    // F09: many at once, and never above.
    const answers = await Promise.all(Array.from({ length: 12 }, () => give(150)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(6);
    const waiting = await give(2_500, true);
    expect(waiting.body.state).toBe('asked');
    // F08: nobody approves their own, two who decide make one decision.
    const settle = (who: Colleague) =>
      who.ask('POST', `/api/moments/goodwill/${waiting.body.id}/settle`, { verdict: 'approved' });
    expect((await settle(dan)).status).toBe(403);
    const decided = await Promise.all([settle(ada), settle(ada)]);
    expect(decided.map(({ status }) => status).sort()).toEqual([200, 404]);
    await dan.api('POST', `/api/moments/${moment.id}/resolve`, { epoch: mine.epoch, outcome: 'put_right' });
    await dan.present('offline');
  });

  test('waits no longer than it must: freed room pulls the next one in the same transaction', async () => {
    await eve.present('offline');
    await ada.api('PATCH', `/api/moments/agents/${bob.id}`, { capacity: 1 });
    const open = (await bob.api('GET', '/api/moments?view=mine&limit=200')).items;
    for (const { id, epoch } of open) await bob.api('POST', `/api/moments/${id}/resolve`, { epoch });
    const left = (await bob.api('GET', '/api/moments?view=mine&limit=200')).items;
    for (const { id, epoch } of left) await bob.api('POST', `/api/moments/${id}/resolve`, { epoch });
    const first = await begun('one at a time: first');
    const second = await begun('one at a time: second');
    expect([first.owner.id, second.owner.kind]).toEqual([bob.id, 'queue']);
    await bob.api('POST', `/api/moments/${first.id}/replies`, {
      epoch: first.epoch,
      clientId: 'an-answer',
      text: 'Here you are.',
    });
    expect((await momentOf(bob, second.id)).owner.id).toBe(bob.id);
    await ada.api('PATCH', `/api/moments/agents/${bob.id}`, { capacity: 20 });
    await eve.present('online');
  });

  test('F01: many first words of one new visitor at once are one conversation, in order, each once', async () => {
    const visitor = await care.visitor();
    const said = Array.from({ length: 10 }, (_, n) => visitor.say(`part ${n}`, `client-part-${n}`));
    const twice = Array.from({ length: 10 }, (_, n) => visitor.say(`part ${n}`, `client-part-${n}`));
    const answers = await Promise.all([...said, ...twice]);
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const { items } = await visitor.lines();
    expect(items.map(({ seq }: { seq: number }) => seq)).toEqual(Array.from({ length: 10 }, (_, n) => n + 1));
    const moments = (await ada.api('GET', '/api/moments?search=part&limit=200')).items;
    expect(moments).toHaveLength(1);
    const { items: entries } = await ada.api('GET', `/api/moments/${moments[0].id}/entries?limit=500`);
    const words = entries.filter(({ kind }: { kind: string }) => kind === 'in').map(({ text }: { text: string }) => text);
    expect(words).toEqual(items.map(({ text }: { text: string }) => text));
  });
});

const callsEach = Number(process.env.VERONA_OWNERSHIP_CALLS ?? 60);
const seed = Number(process.env.VERONA_OWNERSHIP_SEED ?? randomInt(1, 2 ** 31));

test('what clients were told fits one order of events for every moment, whoever acts at once', async () => {
  const random = randomOf(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const people = [bob, eve, await care.hire('Finn Agent'), await care.hire('Gil Agent')];
  for (const who of people) await who.present('online');
  const moments = await Promise.all(Array.from({ length: 4 }, (_, n) => begun(`contended ${seed} ${n}`)));
  // Everything begins in the queue: routing would hand it out again, so nobody takes part in routing.
  for (const who of people) await ada.api('PATCH', `/api/moments/agents/${who.id}`, { routed: false });
  const known = new Map<string, Map<string, Seen>>(people.map(({ id }) => [id, new Map()]));
  const recorder = createRecorder<Op, Out>();

  const seenOf = (body: Told['body']): Seen => ({
    owner: body.owner.kind === 'queue' ? 'queue' : body.owner.id,
    epoch: body.epoch,
    offer: body.offer?.to.id ?? null,
    open: !['resolved', 'checked'].includes(body.state),
  });
  /** The last offer that somebody made of each moment, at the epoch at which they made it. */
  const offers = new Map<string, { id: string; epoch: number }>();
  // An act answers with the moment as it stands a little later; only a reading is judged by what it showed.
  const outOf = ({ status, body }: Told, reading: boolean): Out => {
    if (status < 300) {
      if (body?.offer) offers.set(body.id, { id: body.offer.id, epoch: body.epoch });
      return reading ? { ok: true, seen: seenOf(body) } : { ok: true };
    }
    if (status >= 500 || status === 429) throw new Error(`no answer: ${status}`);
    return body.code === 'moments.owner_unable' ? { ok: false, elsewhere: true } : { ok: false };
  };

  const act = async (who: Colleague): Promise<void> => {
    const { id } = pick(moments);
    const mine = known.get(who.id) as Map<string, Seen>;
    const last = mine.get(id) ?? { owner: 'queue', epoch: 1, offer: null, open: true };
    const call = async (op: Op, method: string, path: string, body?: unknown) => {
      const out = await recorder
        .record(who.id, id, op, async () => outOf(await who.ask(method, `/api/moments/${id}${path}`, body), op.do === 'read'))
        .catch(() => undefined);
      if (out?.ok && out.seen) mine.set(id, out.seen);
    };
    const { epoch } = last;
    const roll = random();
    const other = pick(people.filter((each) => each !== who));
    if (roll < 0.3) await call({ do: 'read' }, 'GET', '');
    else if (roll < 0.45) await call({ do: 'take', who: who.id, epoch }, 'POST', '/take', { epoch });
    else if (roll < 0.6)
      await call({ do: 'offer', by: who.id, to: other.id, epoch }, 'POST', '/offers', {
        epoch,
        to: other.id,
        withinSeconds: 3_600,
      });
    else if (roll < 0.75) {
      const offer = offers.get(id);
      // By its id, which no other offer has: it is of the epoch at which it was made, whatever this client knows.
      if (offer) await call({ do: 'accept', who: who.id, epoch: offer.epoch }, 'POST', `/offers/${offer.id}/accept`);
    } else if (roll < 0.85) await call({ do: 'act', who: who.id, epoch }, 'POST', '/wait', { epoch, for: 'nobody' });
    else if (roll < 0.92)
      await call({ do: 'give_back', who: who.id, epoch, queue: 'queue' }, 'POST', '/release', { epoch, reason: 'somebody else' });
    else if (roll < 0.96) await call({ do: 'resolve', who: who.id, epoch }, 'POST', '/resolve', { epoch });
    // Everybody stays able here, so whoever settled it has it again.
    else await call({ do: 'reopen', to: 'its_last' }, 'POST', '/reopen', {});
  };
  // An offer is accepted by its id, which nobody else can have: an old one is refused, as an old epoch would be.
  await Promise.all(
    people.map(async (who) => {
      for (let n = 0; n < callsEach; n += 1) await act(who);
    }),
  );

  let calls = 0;
  const wrong: unknown[] = [];
  for (const { id, owner, epoch } of moments) {
    const { stretches } = await ada.api('GET', `/api/moments/${id}/band`);
    const chain: Stretch[] = stretches.map((each: { epoch: number; owner: { kind: string; id: string } }) => ({
      epoch: each.epoch,
      owner: each.owner.kind === 'queue' ? 'queue' : each.owner.id,
    }));
    const own = recorder.calls.filter(({ subject }) => subject === id);
    const first = { owner: owner.kind === 'queue' ? 'queue' : owner.id, epoch, offer: null, open: true };
    const history = [
      ...own,
      ...unasked(
        id,
        chain.filter((each) => each.epoch >= epoch),
        own,
        3_600_000,
      ),
    ];
    const { faults } = judgeAll(history, ownershipModel({ resolveCounts: false, ...first }), 10_000);
    calls += own.length;
    wrong.push(...faults);
  }
  console.log(
    `seed ${seed}: ${calls} calls on ${moments.length} moments by ${people.length} people: ${wrong.length} moments without an order`,
  );
  expect(wrong, `seed ${seed}`).toEqual([]);
  expect(await audit()).toMatchObject({ breaches: [] });
}, 120_000);

/** Mulberry32. */
function randomOf(state: number): () => number {
  let a = state;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
