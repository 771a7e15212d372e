import { describe, expect, test } from 'vitest';
import { defaultIdentitySettings } from '../../contract/settings.ts';
import { compileBlocked, unreadablePattern } from './blocked.ts';
import { crowding } from './crowding.ts';
import { normaliseEmail, normalisePhone, typeNamed } from './identifiers.ts';

describe('one spelling', () => {
  test.each([
    ['  Ann.B+tag@Example.ORG ', 'ann.b+tag@example.org'],
    ['mailto:x@y.co', 'x@y.co'],
    ['josé@exämple.de', 'josé@exämple.de'],
    ['no-at', undefined],
    ['two@@x.org', undefined],
    ['a@localhost', undefined],
    ['a b@x.org', undefined],
    [`${'a'.repeat(65)}@x.org`, undefined],
  ])('address %s', (stated, expected) => {
    expect(normaliseEmail(stated)).toBe(expected);
  });

  test.each([
    ['+49 (30) 123 456', null, '+4930123456'],
    ['030 123456', 'DE', '+4930123456'],
    ['tel:+1-202-555-0143', null, '+12025550143'],
    ['030 123456', null, undefined],
    ['call me', 'DE', undefined],
    ['9'.repeat(100), 'DE', undefined],
  ])('phone %s', (stated, country, expected) => {
    expect(normalisePhone(stated, country)).toBe(expected);
  });

  test('external id types', () => {
    expect(['GA Client-ID', 'ios.idfa', 'crmId', ' ', 'drop table;'].map(typeNamed)).toEqual([
      'ga_client_id',
      'ios.idfa',
      'crm_id',
      undefined,
      undefined,
    ]);
  });
});

describe('values that name nobody', () => {
  const blocked = compileBlocked([{ type: 'email', pattern: '^(no-?reply|info)@' }, { value: 'KIOSK-7' }, { pattern: '(a+)+$' }]);
  test.each([
    'null',
    ' Undefined ',
    'anonymous',
    '0',
    '000',
    '00000000-0000-0000-0000-000000000000',
    'xxxxxxxxxx',
    '[object Object]',
    'kiosk-7',
  ])('%s', (value) => {
    expect(blocked('user_id', value)).toBe(true);
  });
  test('real ones pass', () => {
    expect(['111', '42', 'nobody@x.org', '7c0d', '1000'].map((value) => blocked('user_id', value))).toEqual(Array(5).fill(false));
  });
  test('patterns keep to their type', () => {
    expect([blocked('email', 'noreply@x.org'), blocked('user_id', 'noreply@x.org')]).toEqual([true, false]);
  });
  test('E13: 50 KB of trouble costs nothing', () => {
    const trouble = `${'a'.repeat(50_000)}!`;
    const before = process.cpuUsage();
    blocked('user_id', trouble);
    normaliseEmail(`${trouble}@`);
    normalisePhone(trouble, 'DE');
    typeNamed(trouble);
    // Processor time, so that a busy machine is not taken for a slow pattern.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(200);
  });
  test('an unreadable pattern is named', () => {
    expect(unreadablePattern([{ value: 'x' }, { pattern: '(' }])).toMatchObject({ index: 1 });
  });
});

test('a crowd by claims sets claims aside, a crowd by trusted sources everything', () => {
  const settings = { ...defaultIdentitySettings, crowd: 10 };
  expect(crowding([{ type: 'user_id', trusted: 1, all: 10 }], settings)).toBe('no');
  expect(crowding([{ type: 'user_id', trusted: 1, all: 11 }], settings)).toBe('claims');
  expect(crowding([{ type: 'user_id', trusted: 11, all: 11 }], settings)).toBe('all');
});
