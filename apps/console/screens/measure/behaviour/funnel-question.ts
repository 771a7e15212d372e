/** A funnel as the address carries it, and as the server takes it. Pure. */
import { type FunnelOrder, type FunnelQuestion, funnelOrders } from '#measure/contract';
import { among, type Days, one, readDays, type Search, spanOf } from '../question.ts';
import { durationOf, readSteps, readWindow, type StepWords, stepOf, type WindowWord } from './steps.ts';

export interface FunnelWords extends Days {
  steps: StepWords[];
  order: FunnelOrder;
  window: WindowWord;
  /** Events that must not happen between the first step and the last. */
  without: string[];
  split: string | undefined;
}

export function readFunnel(search: Search, homeZone: string): FunnelWords {
  return {
    ...readDays(search, homeZone),
    steps: readSteps(search, 2),
    order: among(funnelOrders, search.order) ?? 'ordered',
    window: readWindow(search.within, '14d'),
    without: [search.without]
      .flat()
      .flatMap((event) => one(event) ?? [])
      .slice(0, 5),
    split: one(search.split),
  };
}

/** What the server is asked, or undefined while the sentence is not finished. `now` in milliseconds since the epoch. */
export function funnelFor(words: FunnelWords, now: number): FunnelQuestion | undefined {
  const span = spanOf({ ...words, interval: 'day' }, now);
  const steps = words.steps.filter(({ event }) => event !== '');
  if (!span || steps.length < 2) return undefined;
  return {
    steps: steps.map(stepOf),
    order: words.order,
    window: durationOf(words.window),
    exclusions: words.without.map((event) => ({ event, filters: [] })),
    ...(words.split !== undefined && { breakdown: words.split }),
    from: new Date(span.from).toISOString(),
    to: new Date(span.to).toISOString(),
    timeZone: words.timeZone,
  };
}
