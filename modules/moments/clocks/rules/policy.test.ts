import { expect, test } from 'vitest';
import { type Clause, clockPolicy as policySchema } from '../../contract/clocks.ts';
import { chooseClause, type PolicyFacts } from './policy.ts';

const clause = (name: string, when: Clause['when']): Clause => ({ id: name, name, when, targets: {} });
const facts: PolicyFacts = {
  queue: 'billing',
  priority: 'high',
  channel: 'email',
  segments: ['gold', 'italy'],
  language: 'it',
  value: 900,
};
const policy = {
  clauses: [
    clause('valued', { minValue: 1_000 }),
    clause('gold mail', { segments: ['gold'], channels: ['email', 'web_chat'], languages: ['it'] }),
    clause('billing', { queues: ['billing'] }),
    clause('everyone', {}),
  ],
};

test('the first clause that holds counts, and says which of its conditions it holds by', () => {
  expect(chooseClause(policy, facts)).toEqual({
    clause: policy.clauses[1],
    because: [
      { factor: 'channel', is: 'email' },
      { factor: 'segment', is: 'gold' },
      { factor: 'language', is: 'it' },
    ],
  });
  expect(chooseClause(policy, { ...facts, value: 1_000 })?.because).toEqual([{ factor: 'value', is: 1_000, atLeast: 1_000 }]);
  expect(chooseClause(policy, { ...facts, language: null })?.clause.name).toBe('billing');
  expect(chooseClause(policy, { ...facts, queue: 'care', segments: [], value: null })).toEqual({
    clause: policy.clauses[3],
    because: [],
  });
  expect(chooseClause({ clauses: policy.clauses.slice(0, 3) }, { ...facts, queue: 'care', segments: [] })).toBeNull();
});

test('a policy is plain data with a closed schema', () => {
  expect(policySchema.safeParse(policy).success).toBe(true);
  const typo = { clauses: [clause('typo', { queue: ['billing'] } as never)] };
  expect(policySchema.safeParse(typo).error?.issues[0]).toMatchObject({ code: 'unrecognized_keys', keys: ['queue'] });
});
