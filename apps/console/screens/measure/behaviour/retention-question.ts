/** Questions about coming back as the address carries them, and as the server takes them. Pure. */
import {
  type BreadthQuestion,
  cohortKinds,
  type LifecycleQuestion,
  type RetentionQuestion,
  retentionIntervals,
} from '#measure/contract';
import { among, type Days, one, readDays, type Search, spanOf } from '../question.ts';
import { readSteps, type StepWords, stepOf } from './steps.ts';

export const shows = ['retention', 'lifecycle', 'breadth'] as const;
export type Show = (typeof shows)[number];

export interface RetentionWords extends Days {
  show: Show;
  /** What puts people into a cohort, or what being active is; empty event: anything (lifecycle). */
  first: StepWords;
  /** Empty: the same as the first. */
  back: string;
  cohort: RetentionQuestion['cohort'];
  interval: RetentionQuestion['interval'];
  /** Of breadth. */
  events: string[];
}

export type Asked = { to: string } & (
  | { show: 'retention'; question: RetentionQuestion }
  | { show: 'lifecycle'; question: LifecycleQuestion }
  | { show: 'breadth'; question: BreadthQuestion }
);

export function readRetention(search: Search, homeZone: string): RetentionWords {
  const days = readDays(search, homeZone);
  return {
    ...days,
    // Coming back takes longer than other questions look.
    range: search.range === undefined ? '90d' : days.range,
    show: among(shows, search.show) ?? 'retention',
    first: readSteps(search, 1)[0] ?? { event: '', where: [] },
    back: one(search.back) ?? '',
    cohort: among(cohortKinds, search.cohort) ?? 'first_time',
    interval: among(retentionIntervals, search.by) ?? 'week',
    events: [search.use]
      .flat()
      .flatMap((event) => one(event) ?? [])
      .slice(0, 30),
  };
}

/** Undefined while the sentence is not finished. */
export function retentionFor(words: RetentionWords, now: number): Asked | undefined {
  // What is counted by no interval covers whole days.
  const within = spanOf(words.show === 'breadth' ? { ...words, interval: 'day' } : words, now);
  if (!within) return undefined;
  const { show, first, interval, timeZone } = words;
  const span = { from: new Date(within.from).toISOString(), to: new Date(within.to).toISOString(), timeZone };
  if (show === 'breadth')
    return words.events.length === 0 ? undefined : { show, to: span.to, question: { events: words.events, ...span } };
  if (show === 'lifecycle')
    return {
      show,
      to: span.to,
      question: { ...(first.event !== '' && { active: stepOf(first) }), interval, ...span },
    };
  if (first.event === '') return undefined;
  const back = words.back === '' ? stepOf(first) : { event: words.back, filters: [] };
  return {
    show,
    to: span.to,
    question: { first: stepOf(first), return: back, cohort: words.cohort, interval, ...span },
  };
}
