/**
 * How often somebody will buy again, when nobody says goodbye: the BG/NBD model of Fader, Hardie & Lee, "Counting Your Customers"
 * the Easy Way (Marketing Science 24(2), 2005, 275–284). Equation numbers are those of the paper.
 */
import { hyp2f1 } from './hypergeometric.ts';
import { logGamma } from './log-gamma.ts';
import { minimize } from './nelder-mead.ts';

/** One customer, in any unit of time, all the same. */
export interface Purchases {
  /** Purchases after the first one. */
  repeats: number;
  /** From the first to the last one. */
  recency: number;
  /** From the first one to the end of what is known. */
  age: number;
}

export interface BgNbd {
  /** How purchase rates differ: gamma with shape r and rate alpha. */
  r: number;
  alpha: number;
  /** How the chance of leaving after a purchase differs: beta with a and b. */
  a: number;
  b: number;
}

export interface BgNbdFit extends BgNbd {
  logLikelihood: number;
  customers: number;
  settled: boolean;
}

/** By maximum likelihood. Answers undefined when nobody ever came back: there is nothing to learn from. */
export function fitBgNbd(people: readonly Purchases[]): BgNbdFit | undefined {
  if (!people.some(({ repeats }) => repeats > 0)) return undefined;
  const kinds = counted(people);
  // Time in units of its own mean, so that the first simplex fits days as well as years.
  const scale = people.reduce((sum, { age }) => sum + age, 0) / people.length || 1;
  const scaled = kinds.map(({ of, times }) => ({
    of: { repeats: of.repeats, recency: of.recency / scale, age: of.age / scale },
    times,
  }));
  const total = (model: BgNbd, of: typeof kinds) => {
    const ofRepeats = commonTerms(model);
    return of.reduce((sum, kind) => sum + kind.times * (ofRepeats(kind.of.repeats) + ownTerms(model, kind.of)), 0);
  };
  const minimum = minimize((logs) => -total(modelAt(logs), scaled) / people.length, [0, 0, 0, 0]);
  const found = modelAt(minimum.at);
  const model = { ...found, alpha: found.alpha * scale };
  return {
    ...model,
    logLikelihood: total(model, kinds),
    customers: people.length,
    settled: minimum.settled,
  };
}

/** All four are positive: the search goes over their logarithms. */
function modelAt([r = 0, alpha = 0, a = 0, b = 0]: readonly number[]): BgNbd {
  return { r: Math.exp(r), alpha: Math.exp(alpha), a: Math.exp(a), b: Math.exp(b) };
}

/** Many customers are alike: each kind is computed once. */
function counted(people: readonly Purchases[]): { of: Purchases; times: number }[] {
  const kinds = new Map<string, { of: Purchases; times: number }>();
  for (const of of people) {
    const key = `${of.repeats} ${of.recency} ${of.age}`;
    const kind = kinds.get(key);
    if (kind) kind.times += 1;
    else kinds.set(key, { of, times: 1 });
  }
  return [...kinds.values()];
}

/** Equation 6, in logarithms, as far as it goes by the number of repeats alone: computed once for each number. */
function commonTerms({ r, alpha, a, b }: BgNbd): (repeats: number) => number {
  const known = new Map<number, number>();
  const same = r * Math.log(alpha) - logGamma(r) + logGamma(a + b) - logGamma(b);
  return (x) => {
    const kept = known.get(x);
    if (kept !== undefined) return kept;
    const terms = same + logGamma(r + x) + logGamma(b + x) - logGamma(a + b + x);
    known.set(x, terms);
    return terms;
  };
}

/** The rest of it: still there, or gone since the last purchase. */
function ownTerms({ r, alpha, a, b }: BgNbd, { repeats: x, recency, age }: Purchases): number {
  const alive = -(r + x) * Math.log(alpha + age);
  if (x === 0) return alive;
  const left = Math.log(a) - Math.log(b + x - 1) - (r + x) * Math.log(alpha + recency);
  const [high, low] = alive > left ? [alive, left] : [left, alive];
  return high + Math.log1p(Math.exp(low - high));
}

/** How many times likelier it is that they left after their last purchase than that they are still there. */
function oddsOfLeft({ r, alpha, a, b }: BgNbd, { repeats: x, recency, age }: Purchases): number {
  return x === 0 ? 0 : (a / (b + x - 1)) * ((alpha + age) / (alpha + recency)) ** (r + x);
}

/** The chance that they are still a customer (Fader, Hardie & Lee 2008, note on P(alive)). Certain before any repeat. */
export function probabilityAlive(model: BgNbd, person: Purchases): number {
  return 1 / (1 + oddsOfLeft(model, person));
}

/** Purchases to be expected in the next `time`, in the unit of the fit (equation 10). */
export function expectedPurchases(model: BgNbd, person: Purchases, time: number): number {
  const { r, alpha, a, b } = model;
  const { repeats: x, age } = person;
  if (time <= 0) return 0;
  const growth =
    ((alpha + age) / (alpha + age + time)) ** (r + x) * hyp2f1(r + x, b + x, a + b + x - 1, time / (alpha + age + time));
  return (((a + b + x - 1) / (a - 1)) * (1 - growth)) / (1 + oddsOfLeft(model, person));
}
