/** Kept questions about behaviour as addresses of the screens that ask them. Pure. */
import type {
  BreadthQuestion,
  Duration,
  FunnelQuestion,
  LifecycleQuestion,
  PathsQuestion,
  Range,
  RetentionQuestion,
  SessionsQuestion,
  Step,
} from '#measure/contract';
import { conditionOf, exactly, spanSearch } from '../dashboards/addresses.ts';
import { funnelFor, readFunnel } from './funnel-question.ts';
import { pathsFor, readPaths } from './paths-question.ts';
import { readRetention, retentionFor } from './retention-question.ts';
import { readSessions, sessionsFor } from './sessions-question.ts';
import { writeSteps } from './steps.ts';

const stepsSearch = (steps: readonly Step[]) =>
  writeSteps(steps.map(({ event, filters }) => ({ event, where: filters.map(conditionOf) })));

const letters = { minute: 'm', hour: 'h', day: 'd' } as const;
const wordOf = ({ amount, unit }: Duration) => `${amount}${letters[unit]}`;

export function funnelAddress(question: FunnelQuestion, range: Range | null): string | undefined {
  const search = {
    ...stepsSearch(question.steps),
    order: question.order,
    within: wordOf(question.window),
    without: question.exclusions.map(({ event }) => event),
    split: question.breakdown,
    ...spanSearch(question, range),
  };
  return exactly('/funnels', search, { question, range }, (read, now) => funnelFor(readFunnel(read, 'UTC'), now));
}

export function pathsAddress(question: PathsQuestion, range: Range | null): string | undefined {
  const search = {
    ...(question.anchor && stepsSearch([question.anchor])),
    way: question.direction,
    length: String(question.length),
    pause: wordOf(question.pause),
    ignore: question.ignore,
    ...spanSearch(question, range),
  };
  return exactly('/paths', search, { question, range }, (read, now) => pathsFor(readPaths(read, 'UTC'), now));
}

const askedOnReturn = (read: Record<string, unknown>, now: number) => retentionFor(readRetention(read, 'UTC'), now)?.question;

export function retentionAddress(question: RetentionQuestion, range: Range | null): string | undefined {
  const same = question.first.event === question.return.event;
  const search = {
    show: 'retention',
    ...stepsSearch([question.first]),
    back: same ? undefined : question.return.event,
    cohort: question.cohort,
    by: question.interval,
    ...spanSearch(question, range),
  };
  return exactly('/retention', search, { question, range }, askedOnReturn);
}

export function lifecycleAddress(question: LifecycleQuestion, range: Range | null): string | undefined {
  const search = {
    show: 'lifecycle',
    ...(question.active && stepsSearch([question.active])),
    by: question.interval,
    ...spanSearch(question, range),
  };
  return exactly('/retention', search, { question, range }, askedOnReturn);
}

export function breadthAddress(question: BreadthQuestion, range: Range | null): string | undefined {
  const search = { show: 'breadth', use: question.events, ...spanSearch(question, range) };
  return exactly('/retention', search, { question, range }, askedOnReturn);
}

export function sessionsAddress(question: SessionsQuestion, range: Range | null): string | undefined {
  const search = {
    pause: wordOf(question.pause),
    split: question.breakdown,
    by: question.interval,
    ...spanSearch(question, range),
  };
  return exactly('/sessions', search, { question, range }, (read, now) => sessionsFor(readSessions(read, 'UTC'), now));
}
