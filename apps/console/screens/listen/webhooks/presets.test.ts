import { expect, test } from 'vitest';
import { verification } from '#listen/contract';
import { fieldsOf, presetNames, verificationOf } from './presets.ts';

test.each(presetNames)('%s survives the way into a form and back, and the contract takes it', (preset) => {
  const made = verificationOf({ preset, header: preset === 'hmac' ? 'x-proof' : '', prefix: '', encoding: 'hex' });
  expect(verification.parse(made)).toEqual(made);
  expect(verificationOf(fieldsOf(made))).toEqual(made);
  expect(fieldsOf(made).preset).toBe(preset);
});
