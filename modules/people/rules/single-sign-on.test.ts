import { expect, test } from 'vitest';
import { admit } from './single-sign-on.ts';

const stranger = { linked: false, emailVerified: true, invited: false };

test('B02 an unverified address opens nothing, whoever it belongs to', () => {
  const refused = { verdict: 'refuse', code: 'email_not_verified' };
  expect(admit({ ...stranger, emailVerified: false, account: { id: 'u1', emailVerified: true } })).toEqual(refused);
  expect(admit({ ...stranger, emailVerified: false, invited: true })).toEqual(refused);
});

test('a verified address is linked only to an account whose owner proved it as well', () => {
  expect(admit({ ...stranger, account: { id: 'u1', emailVerified: true } })).toEqual({ verdict: 'link', userId: 'u1' });
  expect(admit({ ...stranger, account: { id: 'u1', emailVerified: false } })).toEqual({
    verdict: 'refuse',
    code: 'account_not_proven',
  });
});

test('no open registration: a new person needs an invitation', () => {
  expect(admit(stranger)).toEqual({ verdict: 'refuse', code: 'not_invited' });
  expect(admit({ ...stranger, invited: true })).toEqual({ verdict: 'come_in' });
});

test('an identity that was linked before comes in, whatever became of its address', () => {
  expect(admit({ linked: true, emailVerified: false, invited: false })).toEqual({ verdict: 'come_in' });
});
