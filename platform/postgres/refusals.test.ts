import { expect, test } from 'vitest';
import type { Refusal } from '#platform/contract';
import { explainLoss } from './refusals.ts';

const failing = (code: string | undefined, message = 'it failed') => Object.assign(new Error(message), { code });
const meant = (error: unknown) => {
  const { kind, cause } = explainLoss(error) as Refusal & { cause: unknown };
  return { code: kind.code, status: kind.status, cause };
};

test('G11: what Postgres says of a full disk and of no memory is an answer with a cure', () => {
  const full = failing('53100');
  expect(meant(full)).toEqual({ code: 'postgres.disk_full', status: 507, cause: full });
  expect(meant(failing('53200'))).toMatchObject({ code: 'postgres.overloaded', status: 503 });
});

test('G03: a server that is away, in all its words', () => {
  for (const code of ['57P01', '57P03', '08006', '53300', 'ECONNREFUSED', 'ECONNRESET']) {
    expect(meant(failing(code)), code).toMatchObject({ code: 'postgres.unavailable', status: 503 });
  }
  expect(meant(failing(undefined, 'Connection terminated unexpectedly'))).toMatchObject({ code: 'postgres.unavailable' });
  expect(meant(failing(undefined, 'Query read timeout'))).toMatchObject({ code: 'postgres.unavailable' });
});

test('what is wrong with a statement stays what it is', () => {
  for (const error of [failing('23505'), failing(undefined, 'something'), 'text', undefined])
    expect(explainLoss(error)).toBe(error);
});
