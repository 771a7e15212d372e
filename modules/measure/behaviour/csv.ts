/** A trend as CSV (RFC 4180). Cells that a spreadsheet would run as a formula are defused (reliability case D11). */
import { stringify } from 'csv-stringify/sync';
import type { ReplyOf } from '#platform/contract';
import type { trend } from '../contract.ts';

export function csvOf({ series }: ReplyOf<typeof trend>): string {
  const name = (label: string | null, rest: boolean) => (rest ? '(all others)' : (label ?? '(none)'));
  const rows = series.flatMap(({ label, rest, points }) => points.map(({ at, value }) => [at, name(label, rest), value]));
  return stringify([['at', 'series', 'value'], ...rows], { escape_formulas: true });
}
