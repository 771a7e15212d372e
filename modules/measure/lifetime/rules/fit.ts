/** From each customer's purchases to what they may be expected to buy yet. Pure; runs in a thread of its own. */
import {
  type BgNbd,
  expectedPurchases,
  expectedValue,
  fitBgNbd,
  fitGammaGamma,
  type GammaGamma,
  probabilityAlive,
} from '#platform/stats';

/** One customer; times in days. */
export interface History {
  person: string;
  repeats: number;
  recency: number;
  age: number;
  /** Spent on the repeats, without the first purchase. */
  spent: number;
}

export interface Ahead {
  days: number;
  /** Percent a year. */
  discount: number;
}

export interface Expected {
  person: string;
  purchases: number;
  alive: number;
  expected: number;
  value: number;
}

export interface Fitted {
  customers: number;
  returned: number;
  purchases: BgNbd & { logLikelihood: number };
  spending: GammaGamma & { logLikelihood: number };
  correlation: number | null;
  settled: boolean;
  people: Expected[];
}

/** Fewer who came back say little about anybody. */
export const fewestReturned = 20;
const yearDays = 365.25;
/** Purchases are discounted as if they fell into the middle of stretches so long. */
const stretchDays = 30;

/** Undefined when too few came back, or when what they spent has no mean. */
export function fit(histories: readonly History[], ahead: Ahead): Fitted | undefined {
  const returned = histories.filter(({ repeats, spent }) => repeats > 0 && spent > 0);
  if (returned.length < fewestReturned) return undefined;
  const purchases = fitBgNbd(histories);
  const spending = fitGammaGamma(returned.map(({ repeats, spent }) => ({ purchases: repeats, mean: spent / repeats })));
  if (!(purchases && spending) || expectedValue(spending, { purchases: 0, mean: 0 }) === undefined) return undefined;
  const { settled: first, customers, ...rates } = purchases;
  const { settled: second, customers: _returned, ...amounts } = spending;
  return {
    ...{ customers, returned: returned.length },
    ...{ purchases: rates, spending: amounts, settled: first && second },
    correlation: correlationOf(returned.map(({ repeats, spent }) => [repeats, spent / repeats])),
    people: histories.map((history) => expectedOf(rates, amounts, history, ahead)),
  };
}

function expectedOf(rates: BgNbd, amounts: GammaGamma, history: History, { days, discount }: Ahead): Expected {
  const { person, repeats, spent } = history;
  const each = expectedValue(amounts, { purchases: spent > 0 ? repeats : 0, mean: repeats > 0 ? spent / repeats : 0 }) ?? 0;
  let [before, value] = [0, 0];
  for (let from = 0; from < days; from += stretchDays) {
    const until = Math.min(days, from + stretchDays);
    const bought = expectedPurchases(rates, history, until);
    value += ((bought - before) * each) / (1 + discount / 100) ** ((from + until) / 2 / yearDays);
    before = bought;
  }
  return { person, purchases: repeats + 1, alive: probabilityAlive(rates, history), expected: before, value };
}

/** Pearson's; null where one of the two is the same for everybody. */
function correlationOf(pairs: [number, number][]): number | null {
  const mean = (at: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[at], 0) / pairs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  let [xy, xx, yy] = [0, 0, 0];
  for (const [x, y] of pairs) {
    xy += (x - meanX) * (y - meanY);
    xx += (x - meanX) ** 2;
    yy += (y - meanY) ** 2;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null;
}
