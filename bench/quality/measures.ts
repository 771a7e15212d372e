/** How right a reading is, by the measures the published figures use. */

export interface Judged {
  truth: string;
  said: string;
}

/** Pearson's r. */
export function correlation(pairs: readonly (readonly [number, number])[]): number {
  const n = pairs.length;
  const mean = (at: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[at], 0) / n;
  const [x, y] = [mean(0), mean(1)];
  let [xy, xx, yy] = [0, 0, 0];
  for (const [a, b] of pairs) {
    xy += (a - x) * (b - y);
    xx += (a - x) ** 2;
    yy += (b - y) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}

export const accuracy = (judged: readonly Judged[]): number =>
  judged.filter(({ truth, said }) => truth === said).length / Math.max(1, judged.length);

export function recallOf(judged: readonly Judged[], label: string): number {
  const of = judged.filter(({ truth }) => truth === label);
  return of.filter(({ said }) => said === label).length / Math.max(1, of.length);
}

export function precisionOf(judged: readonly Judged[], label: string): number {
  const of = judged.filter(({ said }) => said === label);
  return of.filter(({ truth }) => truth === label).length / Math.max(1, of.length);
}

export function f1Of(judged: readonly Judged[], label: string): number {
  const [p, r] = [precisionOf(judged, label), recallOf(judged, label)];
  return p + r === 0 ? 0 : (2 * p * r) / (p + r);
}

const labelsOf = (judged: readonly Judged[]) => [...new Set(judged.map(({ truth }) => truth))];
const meanOver = (judged: readonly Judged[], of: typeof f1Of) => {
  const labels = labelsOf(judged);
  return labels.reduce((sum, label) => sum + of(judged, label), 0) / labels.length;
};

export const macroF1 = (judged: readonly Judged[]): number => meanOver(judged, f1Of);
export const macroRecall = (judged: readonly Judged[]): number => meanOver(judged, recallOf);
