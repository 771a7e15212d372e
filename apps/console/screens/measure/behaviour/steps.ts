/** Steps as the address carries them: events in a list, conditions under their number. Pure. */
import type { Duration, Step } from '#measure/contract';
import { among, type Condition, filterOf, one, readCondition, type Search, writeCondition } from '../question.ts';

export interface StepWords {
  /** Empty: not chosen yet. */
  event: string;
  where: Condition[];
}

/** A step that is not chosen yet keeps its place: an address has no empty words. */
const unchosen = '-';

/** `step=View&step=Buy&if=2:equals:plan:pro`: the second step's plan is pro. */
export function readSteps(search: Search, least: number): StepWords[] {
  const events = [search.step].flat().map((event) => (event === unchosen ? '' : (one(event) ?? '')));
  const conditions = [search.if].flat().flatMap((text) => {
    const [, place, rest] = one(text)?.match(/^(\d{1,2}):(.*)$/s) ?? [];
    return readCondition(rest).map((condition) => ({ place: Number(place), condition }));
  });
  return Array.from({ length: Math.max(least, Math.min(10, events.length)) }, (_step, at) => ({
    event: events[at] ?? '',
    where: conditions.flatMap(({ place, condition }) => (place === at + 1 ? [condition] : [])),
  }));
}

export const writeSteps = (steps: readonly StepWords[]) => ({
  step: steps.map(({ event }) => event || unchosen),
  if: steps.flatMap(({ where }, at) => where.map((condition) => `${at + 1}:${writeCondition(condition)}`)),
});

export const stepOf = ({ event, where }: StepWords): Step => ({ event, filters: where.flatMap(filterOf) });

export const windows = ['30m', '1h', '6h', '1d', '3d', '7d', '14d', '30d', '90d'] as const;
export type WindowWord = (typeof windows)[number];
const units = { m: 'minute', h: 'hour', d: 'day' } as const;

export const readWindow = (word: unknown, usual: WindowWord): WindowWord => among(windows, word) ?? usual;

export function durationOf(word: `${number}${keyof typeof units}`): Duration {
  return { amount: Number.parseInt(word, 10), unit: units[word.slice(-1) as keyof typeof units] };
}
