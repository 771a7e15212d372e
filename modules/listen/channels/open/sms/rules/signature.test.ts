import { expect, test } from 'vitest';
import { provesForm } from './signature.ts';

// The example of Twilio's own documentation ("Webhooks security").
const token = '12345';
const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const fields = {
  CallSid: 'CA1234567890ABCDE',
  Caller: '+14158675309',
  Digits: '1234',
  From: '+14158675309',
  To: '+18005551212',
};
const signature = 'RSOYDt4T1cUTdK1PDd93/VVr8B8=';
const form = new URLSearchParams(fields);

test('what Twilio documents is proven, in any order of its fields and with its port or without', () => {
  expect(provesForm(token, url, form, signature)).toBe(true);
  expect(provesForm(token, url, new URLSearchParams(Object.entries(fields).reverse()), signature)).toBe(true);
  expect(provesForm(token, 'https://mycompany.com:443/myapp.php?foo=1&bar=2', form, signature)).toBe(true);
});

test('a field that comes twice counts once for each value, sorted (their own example)', () => {
  const repeated = new URLSearchParams('Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234');
  expect(provesForm(token, url, repeated, 'IK+Dwps556ElfBT0I3Rgjkr1wJU=')).toBe(true);
});

test('nothing else is', () => {
  expect(provesForm('12346', url, form, signature)).toBe(false);
  expect(provesForm(token, `${url}&baz=3`, form, signature)).toBe(false);
  expect(provesForm(token, 'http://mycompany.com/myapp.php?foo=1&bar=2', form, signature)).toBe(false);
  expect(provesForm(token, url, new URLSearchParams({ ...fields, Digits: '1235' }), signature)).toBe(false);
  expect(provesForm(token, url, new URLSearchParams({ ...fields, More: '' }), signature)).toBe(false);
  for (const given of ['', 'RSOYDt4T1cUTdK1PDd93/VVr8A8=', '====', 'AA']) expect(provesForm(token, url, form, given)).toBe(false);
});
