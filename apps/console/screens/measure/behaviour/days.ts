/** A change of days as the address takes it. Pure. */
import type { Days } from '../question.ts';

const keys = { range: 'range', from: 'from', until: 'until', timeZone: 'zone' } as const satisfies Record<keyof Days, string>;

export const writeDays = (patch: { [Key in keyof Days | 'interval']?: string | undefined }) =>
  Object.fromEntries((Object.keys(keys) as (keyof Days)[]).flatMap((key) => (key in patch ? [[keys[key], patch[key]]] : [])));
