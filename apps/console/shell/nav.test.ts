import { expect, test } from 'vitest';
import { type ScreenEntry, screens } from '../screens.ts';
import { currentEntry } from './nav.ts';

const entry = (path: string): ScreenEntry => ({
  path,
  title: path,
  section: 'customers',
  load: () => Promise.reject(new Error('not loaded')),
});
const items = ['/overview', '/customers', '/customers/suggestions', '/segments'].map(entry);

test.each([
  ['/overview', '/overview'],
  ['/customers', '/customers'],
  ['/customers/0189', '/customers'],
  ['/customers/suggestions', '/customers/suggestions'],
  ['/segments/1', '/segments'],
  ['/customers-of-old', undefined],
])('%s lights up %s', (pathname, path) => {
  expect(currentEntry(pathname, items)?.path).toBe(path);
});

test('no two screens answer to one shortcut', () => {
  const keys = screens.flatMap(({ go }) => go ?? []);
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
});
