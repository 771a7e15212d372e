import { expect, test } from 'vitest';
import { sortFields } from './form.ts';

const values = { name: '', shifts: [{ from: '9' }] };

test('each complaint goes to the input of the same path', () => {
  const fields = [
    { path: 'name', message: 'too short' },
    { path: 'shifts.0.from', message: 'not a time' },
  ];
  expect(sortFields(values, { fields })).toEqual({
    errors: { name: 'too short', 'shifts.0.from': 'not a time' },
    needsBanner: false,
  });
});

test('what has no input is said in a banner', () => {
  const { errors, needsBanner } = sortFields(values, { fields: [{ path: 'token', message: 'gone' }] });
  expect(errors).toEqual({});
  expect(needsBanner).toBe(true);
  expect(sortFields(values, { fields: [] }).needsBanner).toBe(true);
});
