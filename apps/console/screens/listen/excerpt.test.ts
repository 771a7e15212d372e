import { expect, test } from 'vitest';
import { excerptOf } from './excerpt.ts';

test('says the first properties, or else the traits', () => {
  expect(excerptOf('{"properties":{"total":59.9,"currency":"EUR","items":[1]}}')).toBe('total 59.9 · currency EUR');
  expect(excerptOf('{"properties":{},"traits":{"email":"romeo@example.com"}}')).toBe('email romeo@example.com');
});

test.each(['{"properties":{"a":"b', '3', 'null', '{}', '{"properties":"text"}'])('has nothing to say of %s', (body) => {
  expect(excerptOf(body)).toBe('');
});
