/** Presented and experienced as CSV (RFC 4180); cells that a spreadsheet would run as a formula are defused (reliability case D11). */
import { stringify } from 'csv-stringify/sync';
import type { BrandPromise, Experienced } from '../contract.ts';

export interface Line {
  promise: BrandPromise;
  /** Empty: everybody. */
  segment: string;
  experienced: Experienced;
}

const head = [
  ...['promise', 'presented_in', 'presented_from', 'presented_until', 'segment', 'from', 'to'],
  ...['presented', 'experienced', 'low', 'high', 'gap', 'index'],
  ...['people', 'people_broken', 'people_kept', 'people_score', 'metrics_score', 'metrics'],
];

const figure = (value: number | null) => (value === null ? null : Number(value.toFixed(4)));

export function csvOf(lines: readonly Line[], { from, to }: { from: string; to: string }): string {
  const rows = lines.map(({ promise, segment, experienced }) => {
    const { score, low, high, gap, index, told, reached } = experienced;
    const scores = reached.flatMap((metric) => metric.score ?? []);
    const metrics = scores.length === 0 ? null : scores.reduce((sum, one) => sum + one, 0) / scores.length;
    return [
      ...[promise.words, promise.presentedIn, promise.presentedFrom, promise.presentedUntil, segment, from, to],
      ...[promise.presented, figure(score), figure(low), figure(high), figure(gap), figure(index)],
      ...[told.people, told.broken, told.kept, figure(told.score), figure(metrics)],
      // Each with the size of what it was measured on.
      reached.map(({ name, value, target, base }) => `${name}: ${figure(value) ?? '-'} of ${target} (n=${base})`).join('; '),
    ];
  });
  return stringify([head, ...rows], { escape_formulas: true });
}
