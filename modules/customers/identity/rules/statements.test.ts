import { describe, expect, test } from 'vitest';
import { devicePairedIn, mayState, statementsOf } from './statements.ts';

const says = (kind: string, body: Record<string, unknown>, name = kind) =>
  statementsOf({ kind, name, senderType: body.userId === undefined ? 'anonymous_id' : 'user_id', body });

describe('identifiers', () => {
  test('of an identify, its traits and context', () => {
    const { alsoKnownAs, traits } = says('identify', {
      userId: '42',
      anonymousId: 'dev',
      traits: { email: 'a@x.org', phone: 4930123456, plan: 'free', nested: { a: [1, 'x\u0000'] } },
      context: {
        traits: { email: 'b@x.org' },
        externalIds: [
          { type: 'crmId', id: 7, collection: 'users', encoding: 'none' },
          { type: 'org', id: 'o', collection: 'accounts' },
          { type: ';', id: 'x' },
          'nonsense',
        ],
      },
    });
    expect(alsoKnownAs).toEqual([
      { type: 'anonymous_id', value: 'dev' },
      { type: 'email', value: 'a@x.org' },
      { type: 'phone', value: '4930123456' },
      { type: 'email', value: 'b@x.org' },
      { type: 'crm_id', value: '7' },
    ]);
    expect(traits).toMatchObject({ plan: 'free', nested: { a: [1, 'x\uFFFD'] } });
  });

  test('of an alias: a device’s id or an earlier user id', () => {
    const device = '4bc19fd5-0ed8-4d0a-8a3c-6b1ce6c0a000';
    expect(says('alias', { userId: 'n', previousId: device }).previously).toEqual({ type: 'anonymous_id', value: device });
    expect(says('alias', { userId: 'n', previousId: 'old' }).previously).toEqual({ type: 'user_id', value: 'old' });
    expect(says('alias', { userId: 'n', anonymousId: 'd', previousId: 'd' }).previously?.type).toBe('anonymous_id');
  });

  test('control characters and broken text are no identifier', () => {
    expect(says('identify', { userId: '1', anonymousId: 'a\u0000', traits: { email: '\ud800@x.org' } }).alsoKnownAs).toEqual([]);
  });
});

describe('consent and organisations', () => {
  test('consent as Segment’s tools send it, and in plain words', () => {
    const segment = {
      userId: '1',
      context: { consent: { categoryPreferences: { Advertising: false, Analytics: true, odd: 'yes' } } },
    };
    expect(says('track', segment, 'Segment Consent Preference Updated').consents).toEqual([
      { purpose: 'Advertising', granted: false, evidence: null },
      { purpose: 'Analytics', granted: true, evidence: null },
    ]);
    const plain = { userId: '1', properties: { purpose: 'email', granted: true, evidence: 'form 7' } };
    expect(says('track', plain, 'Consent Updated').consents).toEqual([{ purpose: 'email', granted: true, evidence: 'form 7' }]);
    expect(says('track', segment, 'Order Completed').consents).toEqual([]);
  });

  test('group calls and the B2B events', () => {
    const group = { userId: '1', groupId: 'acme', traits: { name: 'Acme', role: 'buyer' } };
    expect(says('group', group).organisation).toEqual({ value: 'acme', member: true, role: 'buyer', traits: { name: 'Acme' } });
    const left = { userId: '1', properties: {}, context: { groupId: 'acme' } };
    expect(says('track', left, 'Account Removed User').organisation).toMatchObject({ value: 'acme', member: false, role: null });
    expect(says('track', { userId: '1' }, 'Account Removed User').organisation).toBeUndefined();
  });
});

describe('what need not be read', () => {
  const body = (parts: Record<string, unknown>) => JSON.stringify({ type: 'track', ...parts });
  test('plain events', () => {
    expect(mayState('track', 'Bought', body({ userId: '1', properties: { a: 1 } }))).toBe(false);
    expect(mayState('track', 'Bought', body({ userId: '1', anonymousId: 'd' }))).toBe(true);
    expect(mayState('track', 'Consent Updated', body({ userId: '1' }))).toBe(true);
    expect(mayState('page', 'Home', body({ anonymousId: 'd', context: { externalIds: [] } }))).toBe(true);
  });
  test('a pair said before is known by its text, unless the text is doubtful', () => {
    expect(devicePairedIn('track', 'Bought', body({ userId: '1', anonymousId: 'd' }))).toBe('d');
    expect(devicePairedIn('identify', 'identify', body({ userId: '1', anonymousId: 'd' }))).toBeUndefined();
    expect(devicePairedIn('track', 'Bought', body({ properties: { anonymousId: 'x' }, anonymousId: 'd' }))).toBeUndefined();
    expect(devicePairedIn('track', 'Bought', body({ userId: '1', anonymousId: 'a"b' }))).toBeUndefined();
    expect(devicePairedIn('track', 'Bought', body({ userId: '1' }))).toBeUndefined();
  });
});
