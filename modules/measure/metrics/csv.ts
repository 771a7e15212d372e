/** A metric as CSV (RFC 4180); cells that a spreadsheet would run as a formula are defused (reliability case D11). */
import { stringify } from 'csv-stringify/sync';
import type { Measured } from '../contract.ts';

const head = ['at', 'metric_version', 'series', 'value', 'base', 'unit', 'still_open'];

export function csvOf({ lines, unit, currency }: Measured): string {
  const rows = lines.flatMap(({ metricVersion, series }) =>
    series.flatMap(({ label, rest, points }) =>
      points.map(({ at, value, base, open }) => {
        const name = rest ? '(all others)' : (label ?? '(none)');
        return [at, metricVersion, name, value, base, currency ?? unit, open ? 'yes' : 'no'];
      }),
    ),
  );
  return stringify([head, ...rows], { escape_formulas: true });
}
