/** A portrait as lanes: for every trait what it was at the start, each step since, and what it is now. */
import type { Portrait } from '#customers/contract';

type Change = Portrait['changes'][number];

export interface Lane {
  name: string;
  /** Null: not known at the start. */
  first: unknown;
  /** Between then and now, oldest first. */
  between: Change[];
  now: unknown;
  /** What made it what it is now; undefined when it never changed. */
  last: Change | undefined;
}

/** What changed last comes first; what never changed follows by name. */
export function lanesOf({ start, now, changes }: Portrait): Lane[] {
  const names = new Set([
    ...Object.keys(start?.traits ?? {}),
    ...now.map(({ name }) => name),
    ...changes.map(({ name }) => name),
  ]);
  const lanes = [...names].map((name): Lane => {
    const steps = changes.filter((change) => change.name === name).toReversed();
    return {
      name,
      first: start?.traits[name] ?? null,
      between: steps.slice(0, -1),
      now: now.find((trait) => trait.name === name)?.value ?? null,
      last: steps.at(-1),
    };
  });
  const at = ({ last }: Lane) => (last ? Date.parse(last.at) : Number.NEGATIVE_INFINITY);
  return lanes.sort((a, b) => at(b) - at(a) || a.name.localeCompare(b.name));
}
