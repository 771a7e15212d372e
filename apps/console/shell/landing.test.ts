import { expect, test } from 'vitest';
import type { Action } from '#people/contract';
import { landingOf } from './landing.ts';

const employee: Action[] = ['people.read', 'listen.read', 'customers.read', 'moments.read', 'moments.own', 'measure.read'];

test.each<[string, Action[], string]>([
  ['a light employee', employee, '/moments'],
  ['an agent', [...employee, 'customers.write', 'knowledge.write'], '/moments'],
  ['a leader', [...employee, 'customers.write', 'moments.lead'], '/overview'],
  ['an analyst', [...employee, 'listen.import', 'measure.write'], '/overview'],
  ['a developer', [...employee, 'settings.read', 'listen.write'], '/overview'],
  ['who may own nothing', ['listen.read'], '/overview'],
])('%s', (_who, actions, path) => {
  expect(landingOf((action) => actions.includes(action))).toBe(path);
});
