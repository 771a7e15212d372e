import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { userOfToken } from './identity-token.ts';

const secret = 'vis_secret';
const now = Date.parse('2026-03-01T12:00:00Z');
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const make = (header: unknown, claims: unknown, key = secret) => {
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
};
const head = { alg: 'HS256', typ: 'JWT' };
const claims = { sub: 'u1', exp: now / 1000 + 300 };

test('a fresh token of this secret proves its user', () => {
  expect(userOfToken(make(head, claims), secret, now)).toBe('u1');
});

test('B01: unsigned, none, other key, key confusion, expired, endless, trailing parts: nobody', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const text = `${part({ alg: 'RS256' })}.${part(claims)}`;
  const forged = [
    `${part({ alg: 'none' })}.${part(claims)}.`,
    `${part({ alg: 'none' })}.${part(claims)}`,
    make({ alg: 'none' }, claims),
    make(head, claims, 'other secret'),
    `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`,
    make(head, { ...claims, exp: now / 1000 - 1 }),
    make(head, { sub: 'u1' }),
    make(head, { ...claims, exp: now / 1000 + 1e9 }),
    make(head, { ...claims, sub: { id: 'u1' } }),
    `${make(head, claims)}.extra`,
    '',
    '.',
    '..',
    'a.b.c',
  ];
  for (const token of forged) expect(userOfToken(token, secret, now), token).toBeUndefined();
});
