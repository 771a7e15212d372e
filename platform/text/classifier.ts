/**
 * A small linear text classifier: words, word pairs and pieces of words, hashed and weighed by TF-IDF; one linear support
 * vector machine a class, trained by dual coordinate descent (Hsieh et al., ICML 2008, the method of LIBLINEAR's L2-loss SVM).
 * Deterministic: the same examples and seed give the same weights.
 */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { wordsOf } from './tokens.ts';

export interface Example {
  text: string;
  label: string;
}

export interface Classifier {
  labels: readonly string[];
  /** Signed distance to each label's border, in the order of `labels`; the largest is the answer. */
  margins(text: string): Float64Array;
  classify(text: string): { label: string; margin: number };
  /** Numbers it is made of. */
  size: number;
}

export interface Training {
  /** Larger fits the examples closer. */
  c?: number;
  epochs?: number;
  /** A feature that fewer texts show is left out. */
  leastTexts?: number;
  /** Rare labels count as much as frequent ones. */
  balanced?: boolean;
  seed?: number;
}

interface Sparse {
  at: Int32Array;
  value: Float32Array;
}

/** FNV-1a, 32 bits: collisions among some hundred thousand features are few, and cost a little accuracy, never an error. */
function hash(text: string): number {
  let code = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) code = Math.imul(code ^ text.charCodeAt(at), 0x01000193);
  return code >>> 0;
}

function featuresOf(text: string): Map<number, number> {
  const counts = new Map<number, number>();
  const add = (feature: string) => {
    const key = hash(feature);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  const words = wordsOf(text);
  words.forEach((word, at) => {
    add(`w${word}`);
    if (at > 0) add(`p${words[at - 1]} ${word}`);
    const edged = `<${word}>`;
    for (const length of [3, 4, 5])
      for (let from = 0; from + length <= edged.length; from += 1) add(`c${edged.slice(from, from + length)}`);
  });
  // What punctuation says, words do not.
  for (const sign of text.match(/\?|!|[\u{1F300}-\u{1FAFF}]/gu) ?? []) add(`s${sign}`);
  return counts;
}

export function train(examples: readonly Example[], training: Training = {}): Classifier {
  const { c = 1, epochs = 15, leastTexts = 1, balanced = false, seed = 20_261_122 } = training;
  const labels = [...new Set(examples.map(({ label }) => label))].sort((a, b) => (a < b ? -1 : 1));
  const counted = examples.map(({ text }) => featuresOf(text));
  const texts = new Map<number, number>();
  for (const counts of counted) for (const key of counts.keys()) texts.set(key, (texts.get(key) ?? 0) + 1);
  const place = new Map<number, number>();
  for (const [key, count] of texts) if (count >= leastTexts) place.set(key, place.size);
  const idf = new Float32Array(place.size);
  for (const [key, at] of place) idf[at] = Math.log((1 + examples.length) / (1 + (texts.get(key) ?? 0))) + 1;
  const vectors = counted.map((counts) => vectorOf(counts, place, idf));
  const weights = labels.map((label) => {
    const positive = examples.map((example) => example.label === label);
    return borderOf(vectors, positive, place.size, { c, epochs, balanced, seed });
  });
  const margins = (text: string) => {
    const vector = vectorOf(featuresOf(text), place, idf);
    return Float64Array.from(weights, (w) => dot(w, vector));
  };
  return {
    labels,
    margins,
    classify(text) {
      const all = margins(text);
      const margin = Math.max(...all);
      return { label: labels[all.indexOf(margin)] ?? '', margin };
    },
    size: labels.length * (place.size + 1),
  };
}

/** Length one, so that long and short texts count the same; the last place is always there: the border need not go through zero. */
function vectorOf(counts: ReadonlyMap<number, number>, place: ReadonlyMap<number, number>, idf: Float32Array): Sparse {
  const at: number[] = [];
  const value: number[] = [];
  for (const [key, count] of counts) {
    const index = place.get(key);
    if (index === undefined) continue;
    at.push(index);
    value.push((1 + Math.log(count)) * (idf[index] ?? 0));
  }
  const length = Math.hypot(...value) || 1;
  return { at: Int32Array.from([...at, place.size]), value: Float32Array.from([...value.map((one) => one / length), 1]) };
}

function dot(weights: Float32Array, { at, value }: Sparse): number {
  let sum = 0;
  for (let i = 0; i < at.length; i += 1) sum += (weights[at[i] as number] as number) * (value[i] as number);
  return sum;
}

function borderOf(
  vectors: readonly Sparse[],
  positive: readonly boolean[],
  features: number,
  { c, epochs, balanced, seed }: Required<Omit<Training, 'leastTexts'>>,
): Float32Array {
  const weights = new Float32Array(features + 1);
  const alpha = new Float64Array(vectors.length);
  const members = positive.filter(Boolean).length;
  const share = (yes: boolean) => (balanced ? vectors.length / (2 * Math.max(1, yes ? members : vectors.length - members)) : 1);
  const lengths = vectors.map(({ value }) => value.reduce((sum, one) => sum + one * one, 0));
  const random = xoroshiro128plus(seed);
  const order = Int32Array.from(vectors, (_vector, index) => index);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    for (let last = order.length - 1; last > 0; last -= 1) {
      const other = (random.next() >>> 0) % (last + 1);
      const held = order[last] as number;
      order[last] = order[other] as number;
      order[other] = held;
    }
    let moved = 0;
    for (const index of order) {
      const vector = vectors[index] as Sparse;
      const sign = positive[index] ? 1 : -1;
      const slack = 1 / (2 * c * share(positive[index] ?? false));
      const before = alpha[index] as number;
      const gradient = sign * dot(weights, vector) - 1 + slack * before;
      if (before === 0 && gradient >= 0) continue;
      const after = Math.max(0, before - gradient / ((lengths[index] as number) + slack));
      const step = (after - before) * sign;
      if (Math.abs(step) < 1e-6) continue;
      alpha[index] = after;
      moved = Math.max(moved, Math.abs(step));
      for (let i = 0; i < vector.at.length; i += 1) {
        const at = vector.at[i] as number;
        weights[at] = (weights[at] as number) + step * (vector.value[i] as number);
      }
    }
    if (moved < 1e-3) break;
  }
  return weights;
}
