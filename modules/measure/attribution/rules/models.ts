/**
 * Who gets the credit for a conversion: pure, over ways of touches and how often each led somewhere.
 *
 * Every model shares out exactly the conversions (and their worth) it is given; they differ in to whom.
 */
import type { AttributionModel } from '../../contract.ts';

/** A way of touches, in order, and how often people went it. */
export interface Path {
  touches: readonly string[];
  conversions: number;
  value: number;
  /** How often it led to no conversion. */
  lost: number;
}

export interface Credit {
  conversions: number;
  value: number;
}

export type Credits = Map<string, Credit>;

/** Shares of the touches of one way, in order; they sum to 1. */
type Weigh = (touches: number) => number[];

const first: Weigh = (n) => Array.from({ length: n }, (_touch, at) => (at === 0 ? 1 : 0));
const last: Weigh = (n) => Array.from({ length: n }, (_touch, at) => (at === n - 1 ? 1 : 0));
const linear: Weigh = (n) => Array.from({ length: n }, () => 1 / n);
/** U-shaped: 40 % each to both ends; two touches share alike, one has it all. */
const position: Weigh = (n) => {
  if (n <= 2) return linear(n);
  return Array.from({ length: n }, (_touch, at) => (at === 0 || at === n - 1 ? 0.4 : 0.2 / (n - 2)));
};

export const creditBy: Record<AttributionModel, (paths: readonly Path[]) => Credits> = {
  first: (paths) => byWeights(paths, first),
  last: (paths) => byWeights(paths, last),
  linear: (paths) => byWeights(paths, linear),
  position: (paths) => byWeights(paths, position),
  markov,
};

function byWeights(paths: readonly Path[], weigh: Weigh): Credits {
  const credits: Credits = new Map();
  for (const { touches, conversions, value } of paths) {
    const weights = weigh(touches.length);
    for (const [at, channel] of touches.entries())
      give(credits, channel, conversions * (weights[at] ?? 0), value * (weights[at] ?? 0));
  }
  return credits;
}

function give(credits: Credits, channel: string, conversions: number, value: number): void {
  const before = credits.get(channel) ?? { conversions: 0, value: 0 };
  credits.set(channel, { conversions: before.conversions + conversions, value: before.value + value });
}

const START = 0;
const CONVERTED = 1;
const LOST = 2;

/**
 * Removal effect over a Markov graph of order 1 (Anderl, Becker, von Wangenheim and Schumann 2016, "Mapping the customer
 * journey"): touches are states, ways are walks from start to conversion or loss. A channel's effect is the share of the
 * probability to convert that is gone when everybody who would come to it is lost instead; effects are scaled to share out
 * all conversions, and their worth in the same shares.
 */
function markov(paths: readonly Path[]): Credits {
  const { channels, flows } = graphOf(paths);
  const whole = probabilityToConvert(flows, undefined);
  const effects = channels.map((_channel, at) => (whole > 0 ? 1 - probabilityToConvert(flows, at + 3) / whole : 0));
  const sum = effects.reduce((total, effect) => total + effect, 0);
  const conversions = paths.reduce((total, path) => total + path.conversions, 0);
  const value = paths.reduce((total, path) => total + path.value, 0);
  return new Map(
    channels.map((channel, at) => {
      const share = sum > 0 ? (effects[at] ?? 0) / sum : 0;
      return [channel, { conversions: conversions * share, value: value * share }];
    }),
  );
}

/** By state, how often each other one follows. Channels are the states from 3 on. */
type Flows = Map<number, number>[];

function graphOf(paths: readonly Path[]): { channels: string[]; flows: Flows } {
  const channels = [...new Set(paths.flatMap(({ touches }) => touches))];
  const stateOf = new Map(channels.map((channel, at) => [channel, at + 3]));
  const flows: Flows = Array.from({ length: channels.length + 3 }, () => new Map());
  const count = (from: number, to: number, times: number) => {
    if (times > 0) flows[from]?.set(to, (flows[from]?.get(to) ?? 0) + times);
  };
  for (const { touches, conversions, lost } of paths) {
    if (touches.length === 0) continue;
    let at = START;
    for (const touch of touches) {
      const next = stateOf.get(touch) ?? LOST;
      count(at, next, conversions + lost);
      at = next;
    }
    count(at, CONVERTED, conversions);
    count(at, LOST, lost);
  }
  return { channels, flows };
}

const precision = 1e-13;
/** Each round brings every state closer; walks that end at all end long before. */
const mostRounds = 100_000;

/** From the start, when everybody who comes to `removed` is lost. Gauss–Seidel on the equations of absorption. */
function probabilityToConvert(flows: Flows, removed: number | undefined): number {
  const chance = new Float64Array(flows.length);
  chance[CONVERTED] = 1;
  const totals = flows.map((next) => [...next.values()].reduce((sum, times) => sum + times, 0));
  for (let round = 0; round < mostRounds; round += 1) {
    let moved = 0;
    for (const [state, next] of flows.entries()) {
      const total = totals[state] ?? 0;
      if (state === removed || total === 0) continue;
      // Staying put is only waiting: it leads where leaving leads.
      const staying = next.get(state) ?? 0;
      if (staying === total) continue;
      let sum = 0;
      for (const [to, times] of next) if (to !== state) sum += times * (chance[to] ?? 0);
      const now = sum / (total - staying);
      moved = Math.max(moved, Math.abs(now - (chance[state] ?? 0)));
      chance[state] = now;
    }
    if (moved < precision) break;
  }
  return chance[START] ?? 0;
}
