/** Passages found the slow way, by walking: what the SQL is checked against. */

import { millisOf } from '../behaviour/rules/steps-sql.ts';
import type { ScenarioDefinition } from '../contract.ts';
import { never, outcomeOf, type Passage } from './rules/quality.ts';

export interface Done {
  at: number;
  /** Numbers of the steps it is, from 1. */
  steps: readonly number[];
  contacts: number;
}

/** `done`: one person's, all of it within the time that is read. */
export function walk(definition: ScenarioDefinition, person: string, done: readonly Done[], now: number): Passage[] {
  const windowMs = millisOf(definition.window);
  const outcome = outcomeOf(definition);
  const mask = ({ steps }: Done) => steps.reduce((sum, no) => sum + 2 ** (no - 1), 0);
  const sorted = done.toSorted((a, b) => a.at - b.at || mask(a) - mask(b));
  const passages: Passage[] = [];
  for (let place = 0; place < sorted.length; ) {
    const began = sorted[place] as Done;
    if (!began.steps.includes(1)) {
      place += 1;
      continue;
    }
    const rest = sorted.slice(place + 1).filter(({ at }) => at <= began.at + windowMs);
    const end = rest.findIndex(({ steps }) => steps.includes(outcome));
    const within = end < 0 ? rest : rest.slice(0, end + 1);
    const endedAt = end < 0 ? began.at + windowMs : (rest[end] as Done).at;
    const timesOf = (no: number) => within.filter(({ steps }) => steps.includes(no)).length + Number(no === 1);
    const reachedAt = (no: number) => (no === 1 ? began.at : (within.find(({ steps }) => steps.includes(no))?.at ?? 0));
    const contacts = sorted.filter(({ at }) => at >= began.at && at <= endedAt).reduce((sum, each) => sum + each.contacts, 0);
    const numbers = definition.steps.map((_step, at) => at + 1);
    passages.push({
      ...{ person, startedAt: began.at, endedAt, underWay: end < 0 && endedAt > now, contacts },
      reached: numbers.map(reachedAt),
      times: numbers.map(timesOf),
      measured: definition.metrics.map((metric) => {
        if (metric.kind === 'reached') return Number(reachedAt(outcome) !== 0);
        if (metric.kind === 'contacts') return contacts;
        if (metric.kind === 'repeats') return Math.max(0, timesOf(metric.step) - 1);
        const from = reachedAt(metric.from);
        if (from === 0) return null;
        const to = within.find(({ at, steps }) => at >= from && steps.includes(metric.to))?.at;
        return to === undefined ? never : to - from;
      }),
    });
    place += 1 + (end < 0 ? rest.length : end + 1);
  }
  return passages;
}
