import { expect, test } from 'vitest';
import { createSecrets } from './index.ts';

test('a sealed secret opens only where it belongs, only unchanged, only under its key', () => {
  const secrets = createSecrets('a master secret of enough length');
  const sealed = secrets.seal('hunter2', 'row-1');
  expect(sealed).not.toContain('hunter2');
  expect(secrets.open(sealed, 'row-1')).toBe('hunter2');
  expect(() => secrets.open(sealed, 'row-2')).toThrow();
  expect(() => secrets.open(`${sealed.slice(0, -2)}AA`, 'row-1')).toThrow();
  expect(() => createSecrets('another master secret entirely').open(sealed, 'row-1')).toThrow();
});
