/** How valuable a customer is, by the workspace's own measure. */

/** By belonging to a segment, or by a number among their traits that counts in full from `full` on. */
export type Measure = { by: 'segment'; segment: string } | { by: 'trait'; trait: string; full: number };

export interface Known {
  traits: Readonly<Record<string, unknown>>;
  segments: readonly { id: string }[];
}

export interface Worth {
  /** From 0 to 1, for routing. */
  share: number;
  /** In the workspace's own measure, for the policy of clocks; null when it has no number. */
  value: number | null;
}

/** Null when nobody knows: no measure, no customer, or nothing about them that it could measure. */
export function worthOf(measure: Measure | null, known: Known | undefined): Worth | null {
  if (measure === null || known === undefined) return null;
  if (measure.by === 'segment') {
    return known.segments.some(({ id }) => id === measure.segment) ? { share: 1, value: null } : null;
  }
  const value = Object.hasOwn(known.traits, measure.trait) ? known.traits[measure.trait] : undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  return { share: Math.min(1, Math.max(0, value / measure.full)), value };
}
