import { expect, test } from 'vitest';
import { parseSearch, stringifySearch } from './search.ts';

test('a filter survives the address, readable', () => {
  const filter = { search: 'Ann & Söhne', kind: ['track', 'page'], day: '2026-01-31' };
  expect(stringifySearch(filter)).toBe('?search=Ann+%26+S%C3%B6hne&kind=track&kind=page&day=2026-01-31');
  expect(parseSearch(stringifySearch(filter))).toEqual(filter);
});

test('what is not set is not in the address', () => {
  expect(stringifySearch({ search: '', kind: undefined, after: null })).toBe('');
});

test('numbers and truths stay text: nothing is guessed', () => {
  expect(parseSearch('?id=007&on=true')).toEqual({ id: '007', on: 'true' });
});
