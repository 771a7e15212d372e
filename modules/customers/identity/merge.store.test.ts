import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { defaultIdentitySettings } from '../contract/settings.ts';
import {
  acceptSuggestion,
  dismissSuggestion,
  getPerson,
  getTimeline,
  listSuggestions,
  mergePeople,
  putIdentitySettings,
  refusals,
  separatePeople,
  setConsent,
  setTraits,
} from '../contract.ts';
import { type CustomersUnderTest, customersUnderTest } from '../testing.ts';
import { compare } from './rules/partition.ts';

let fresh: FreshDatabase;
let house: CustomersUnderTest;
beforeAll(async () => {
  fresh = await freshDatabase();
  house = await customersUnderTest(fresh);
});
afterAll(() => fresh.close());

const person = (ref: string) => house.call(getPerson, { params: { person: ref } });
const names = (list: { type: string; value: string }[]) => list.map(({ type, value }) => `${type}:${value}`).sort(compare);
const merge = (ref: string, others: string[], dryRun = false) =>
  house.call(mergePeople, { params: { person: ref }, body: { others, dryRun, reason: 'same voice' } });
const events = async (ref: string) => (await house.call(getTimeline, { params: { person: ref } })).items.length;
const told = (type: string) =>
  fresh.db.inWorkspace(fresh.workspaceId, (tx) =>
    tx.many<{ data: unknown }>(sql`select data from platform.event where workspace_id = ${fresh.workspaceId} and type = ${type}`),
  );

async function two(tag: string): Promise<[string, string]> {
  await house.say(
    'server',
    { type: 'identify', userId: `${tag}1`, traits: { email: `${tag}1@x.org`, plan: 'free' }, timestamp: '2026-01-01T00:00:00Z' },
    { type: 'identify', userId: `${tag}2`, traits: { email: `${tag}2@x.org`, plan: 'gold' }, timestamp: '2026-02-01T00:00:00Z' },
    { type: 'track', userId: `${tag}1`, event: 'Bought' },
    { type: 'track', userId: `${tag}2`, event: 'Returned' },
  );
  await house.settle();
  return [(await person(`user_id:${tag}1`)).id, (await person(`user_id:${tag}2`)).id];
}

describe('merging', () => {
  test('a dry run shows the result and changes nothing; then it is so; then it is undone wholly', async () => {
    const [a, b] = await two('m');
    const before = [await person(a), await person(b)];
    const dry = await merge(a, [b], true);
    expect(dry).toMatchObject({ dryRun: true, decisionId: null, absorbed: [b], customer: { id: a, events: 4 } });
    expect(dry.explanation.join(' ')).toContain('usually has at most 1');
    expect([await person(a), await person(b)]).toEqual(before);

    const done = await merge(a, [b]);
    expect(names(done.customer.identifiers)).toEqual(['email:m1@x.org', 'email:m2@x.org', 'user_id:m1', 'user_id:m2']);
    const merged = await person(b);
    expect(merged).toMatchObject({ id: a, canonicalId: a });
    expect(merged.portrait.now.find(({ name }) => name === 'plan')?.value).toBe('gold');
    expect(merged.decisions).toMatchObject([{ kind: 'merge', by: 'Ada Admin', reason: 'same voice' }]);
    expect(merged.identifiers.find(({ value }) => value === 'm2')?.why).toContainEqual(
      expect.objectContaining({ by: 'merge', decisionId: done.decisionId }),
    );
    expect(await events(b)).toBe(4);
    expect((await told('customers.people_merged')).at(-1)?.data).toEqual({ merges: [{ id: a, absorbed: [b] }] });

    const undo = { what: 'merge' as const, decisionId: done.decisionId ?? '' };
    const preview = await house.call(separatePeople, { params: { person: a }, body: { separate: undo, dryRun: true } });
    expect(preview.customers.map(({ id }) => id).sort(compare)).toEqual([a, b].sort(compare));
    await house.call(separatePeople, { params: { person: a }, body: { separate: undo, dryRun: false } });
    for (const [at, was] of before.entries()) {
      const { decisions, ...now } = await person(was.id);
      expect(decisions).toHaveLength(2);
      expect({ ...now, decisions: [] }).toEqual({ ...before[at], decisions: [] });
    }
    expect([await events(a), await events(b)]).toEqual([2, 2]);
  });

  test('one identifier can be let go, stays away, and can be brought back', async () => {
    const [a, b] = await two('s');
    await merge(a, [b]);
    const address = (await person(a)).identifiers.find(({ value }) => value === 's2@x.org');
    if (address === undefined) throw new Error('no address');
    const separate = { what: 'identifiers' as const, groups: [[address.id]] };
    const { customers } = await house.call(separatePeople, { params: { person: a }, body: { separate, dryRun: false } });
    expect(customers.map(({ identifiers }) => names(identifiers))).toContainEqual(['email:s2@x.org']);
    await house.say('server', { type: 'identify', userId: 's2', traits: { email: 's2@x.org' } });
    await house.settle();
    expect((await person(address.id)).id).toBe(address.id);
    expect((await house.call(listSuggestions, { query: { person: a } })).items).toEqual([]);
    await merge(a, [address.id]);
    expect((await person(address.id)).id).toBe(a);
  });

  test('everything apart, and every event still there', async () => {
    const [a, b] = await two('e');
    await merge(a, [b]);
    const { customers } = await house.call(separatePeople, {
      params: { person: b },
      body: { separate: { what: 'everything' }, dryRun: false },
    });
    expect(customers).toHaveLength(4);
    expect(customers.reduce((sum, each) => sum + each.events, 0)).toBe(4);
  });

  test('refusals say what is wrong', async () => {
    const [a, b] = await two('r');
    await house.say('server', { type: 'group', userId: 'r1', groupId: 'acme', traits: { name: 'Acme' } });
    await house.settle();
    const call = (separate: { what: 'identifiers'; groups: string[][] }) =>
      house.call(separatePeople, { params: { person: a }, body: { separate, dryRun: true } });
    await expect(merge(a, [a])).rejects.toMatchObject({ kind: refusals.same_customer });
    await expect(merge(a, ['user_id:r1'])).rejects.toMatchObject({ kind: refusals.same_customer });
    await expect(merge(a, ['group_id:acme'])).rejects.toMatchObject({ kind: refusals.kinds_differ });
    await expect(person('email:nobody@x.org')).rejects.toMatchObject({ kind: refusals.no_such_customer });
    await expect(person('4bc19fd5-0ed8-4d0a-8a3c-6b1ce6c0a000')).rejects.toMatchObject({ kind: refusals.no_such_customer });
    await expect(call({ what: 'identifiers', groups: [[b]] })).rejects.toMatchObject({ kind: refusals.not_theirs });
    const all = (await person(a)).identifiers.map(({ id }) => id);
    await expect(call({ what: 'identifiers', groups: [all] })).rejects.toMatchObject({ kind: refusals.not_theirs });
  });

  test('M7: a no said while they were one stays a no for both; one from before does not spread', async () => {
    const [a, b] = await two('c');
    await house.call(setConsent, { params: { person: a, purpose: 'profiling' }, body: { status: 'denied', evidence: 'phone' } });
    const { decisionId } = await merge(a, [b]);
    expect((await person(b)).consent).toMatchObject([{ purpose: 'profiling', status: 'denied' }]);
    await house.say('server', {
      type: 'track',
      userId: 'c1',
      event: 'Consent Updated',
      properties: { purpose: 'email', granted: false, evidence: 'footer link' },
    });
    await house.settle();
    const separate = { what: 'merge' as const, decisionId: decisionId ?? '' };
    await house.call(separatePeople, { params: { person: a }, body: { separate, dryRun: false } });
    const status = async (ref: string) => (await person(ref)).consent.map(({ purpose, status: now }) => `${purpose} ${now}`);
    expect(await status(a)).toEqual(['email denied', 'profiling denied']);
    expect(await status(b)).toEqual(['email denied']);
  });
});

describe('suggestions', () => {
  const conflict = async (tag: string) => {
    await house.say(
      'server',
      { type: 'identify', userId: `${tag}1`, traits: { email: `${tag}@shared.org` }, timestamp: '2026-01-01T00:00:00Z' },
      { type: 'identify', userId: `${tag}2`, traits: { email: `${tag}@shared.org` }, timestamp: '2026-01-02T00:00:00Z' },
    );
    await house.settle();
    const { items } = await house.call(listSuggestions, { query: { person: `user_id:${tag}1` } });
    const [only] = items;
    if (only === undefined || items.length > 1) throw new Error('one suggestion was expected');
    return only;
  };

  test('a conflict of strong ids is shown with its evidence and can be accepted', async () => {
    const suggestion = await conflict('acc');
    expect(suggestion).toMatchObject({
      reason: 'limit',
      because: 'Together they would have more of "user_id" than one person may have.',
    });
    expect(suggestion.evidence).toMatchObject([{ by: 'identify', trusted: true }]);
    const dry = await house.call(acceptSuggestion, { params: { id: suggestion.id }, body: { dryRun: true } });
    const done = await house.call(acceptSuggestion, { params: { id: suggestion.id }, body: { dryRun: false } });
    expect(done.customer).toEqual(dry.customer);
    expect((await person('user_id:acc2')).id).toBe((await person('user_id:acc1')).id);
    await expect(house.call(acceptSuggestion, { params: { id: suggestion.id }, body: { dryRun: false } })).rejects.toMatchObject({
      kind: refusals.no_such_suggestion,
    });
  });

  test('dismissed once, not asked again', async () => {
    const suggestion = await conflict('dis');
    await house.call(dismissSuggestion, { params: { id: suggestion.id }, body: { reason: 'a couple' } });
    await house.say('server', { type: 'identify', userId: 'dis2', traits: { email: 'dis@shared.org' } });
    await house.settle();
    expect((await house.call(listSuggestions, { query: { person: 'user_id:dis1' } })).items).toEqual([]);
    expect((await person('user_id:dis2')).id).not.toBe((await person('user_id:dis1')).id);
  });
});

describe('what employees write', () => {
  test('a trait has its editor and its history', async () => {
    const [a] = await two('t');
    await house.call(setTraits, { params: { person: a }, body: { traits: { plan: 'silver', note: { likes: ['tea'] } } } });
    const { portrait } = await person(a);
    expect(portrait.now.find(({ name }) => name === 'plan')).toMatchObject({
      value: 'silver',
      editor: 'Ada Admin',
      trusted: true,
    });
    expect(portrait.start?.traits).toMatchObject({ plan: 'free' });
    expect(portrait.changes.find(({ name }) => name === 'plan')).toMatchObject({ from: 'free', to: 'silver' });
    await house.call(setTraits, { params: { person: a }, body: { traits: { note: null } } });
    expect((await person(a)).portrait.now.some(({ name }) => name === 'note')).toBe(false);
  });
});

describe('settings', () => {
  test('a blocked value parts whom it had joined, for everybody, from evidence long past', async () => {
    await house.say('server', { type: 'identify', userId: 'b1', traits: { email: 'sales@corp.org' } });
    await house.settle();
    expect((await person('email:sales@corp.org')).id).toBe((await person('user_id:b1')).id);
    const settings = { ...defaultIdentitySettings, blocked: [{ type: 'email', pattern: '^sales@' }] };
    await house.jobs.start();
    await house.call(putIdentitySettings, { body: settings });
    await expect.poll(async () => (await person('user_id:b1')).identifiers.length, { timeout: 10_000 }).toBe(1);
    await house.jobs.stop();
    await expect(
      house.call(putIdentitySettings, { body: { ...settings, blocked: [{ pattern: '(?=x)' }] } }),
    ).rejects.toMatchObject({ kind: refusals.unreadable_pattern });
  });
});
