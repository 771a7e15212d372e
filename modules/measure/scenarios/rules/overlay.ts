/** The actual path of a passage over the ideal one: what was reached when, what came between, what went another way. Pure. */

import { millisOf } from '../../behaviour/rules/steps-sql.ts';
import type { Deviation, PassageOverlay, ScenarioDefinition } from '../../contract.ts';
import { never, outcomeOf, type Passage, qualityOf } from './quality.ts';

/** Something they did, in milliseconds since the epoch. */
export interface Deed {
  name: string;
  at: number;
}

const mostBetween = 30;
const iso = (ms: number) => new Date(ms).toISOString();

/** `deeds`: everything they did meanwhile, by time; what is a step of the passage stands there too. `cut`: not all of it is here. */
export function overlayOf(
  definition: ScenarioDefinition,
  passage: Passage,
  deeds: readonly Deed[],
  cut: boolean,
): PassageOverlay {
  const { value, scores, failed } = qualityOf(definition, passage);
  const { reached, times } = passage;
  const walked = reached
    .map((at, place) => ({ at, place }))
    .filter(({ at }) => at !== 0)
    .sort((a, b) => a.at - b.at || a.place - b.place);
  const others = withoutSteps(definition, passage, deeds);
  const between = (after: number, until: number) => others.filter(({ at }) => at > after && at <= until);
  const told = (list: readonly Deed[]) => list.slice(0, mostBetween).map(({ name, at }) => ({ event: name, at: iso(at) }));
  let more = cut;
  const tell = (list: readonly Deed[]) => {
    more ||= list.length > mostBetween;
    return told(list);
  };
  const steps = definition.steps.map((_step, place) => {
    const at = reached[place] ?? 0;
    const before = walked[walked.findIndex((one) => one.place === place) - 1];
    return {
      at: at === 0 ? null : iso(at),
      sincePrevious: at === 0 || before === undefined ? null : at - before.at,
      times: times[place] ?? 0,
      deviations: deviationsOf(definition, passage, place),
      failed: !passage.underWay && failed.includes(place + 1),
      between: at === 0 || before === undefined ? [] : tell(between(before.at, at)),
    };
  });
  return {
    startedAt: iso(passage.startedAt),
    endedAt: iso(passage.endedAt),
    underWay: passage.underWay,
    quality: value,
    steps,
    after: tell(between(walked.at(-1)?.at ?? passage.startedAt, passage.endedAt)),
    cut: more,
    contacts: passage.contacts,
    metrics: definition.metrics.map((_metric, at) => {
      const value = passage.measured[at] ?? null;
      // It may still come: "never" can be said when the time is over.
      return passage.underWay && value === never ? { value: null, score: null } : { value, score: scores[at] ?? null };
    }),
  };
}

/** Each step reached is one of the deeds; the rest is what came between. */
function withoutSteps({ steps }: ScenarioDefinition, { reached }: Passage, deeds: readonly Deed[]): Deed[] {
  const taken = new Map<string, number>();
  const keyOf = (name: string, at: number) => `${at} ${name}`;
  for (const key of new Set(
    steps.flatMap(({ shownBy }, place) => (shownBy && reached[place] ? [keyOf(shownBy.event, reached[place])] : [])),
  ))
    taken.set(key, 1);
  return deeds.filter(({ name, at }) => {
    const key = keyOf(name, at);
    const left = taken.get(key) ?? 0;
    if (left > 0) taken.set(key, left - 1);
    return left === 0;
  });
}

function deviationsOf(
  definition: ScenarioDefinition,
  { reached, times, measured, underWay }: Passage,
  place: number,
): Deviation[] {
  const at = reached[place] ?? 0;
  if (definition.steps[place]?.shownBy === null) return [];
  if (at === 0) {
    if (reached.some((other, later) => later > place && other !== 0)) return ['skipped'];
    return underWay ? [] : ['not_reached'];
  }
  const late = definition.metrics.some((metric, no) => {
    const value = measured[no] ?? null;
    return (
      metric.kind === 'elapsed' && metric.to === place + 1 && value !== null && value !== never && value > millisOf(metric.target)
    );
  });
  // The outcome ends the passage: what comes after it belongs to none.
  const before = place + 1 !== outcomeOf(definition) && reached.some((other, earlier) => earlier < place && other > at);
  return [
    ...(before ? ['out_of_order' as const] : []),
    ...((times[place] ?? 0) > 1 ? ['repeated' as const] : []),
    ...(late ? ['late' as const] : []),
  ];
}
