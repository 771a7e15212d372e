/** How a metric's figures are told. Pure. */
import type { Measured, Metric, Unit } from '#measure/contract';
import type { Format } from '../../../ui/format.ts';

export interface Told {
  unit: Unit;
  currency: string | null;
}

/** `null`: there is no answer, which is not nought. */
export function figure(value: number | null | undefined, { unit, currency }: Told, format: Format): string {
  if (value === null || value === undefined) return '–';
  switch (unit) {
    case 'percent':
      return format.percent(value / 100);
    case 'seconds':
      return value < 1 ? `${format.exact(value)} s` : format.duration(value);
    case 'money':
      return currency === null ? format.exact(value) : format.amount(value, currency);
    case 'points':
      return format.exact(Math.round(value * 10) / 10);
    default:
      return format.exact(value);
  }
}

export type Change = { way: 'up' | 'down' | 'same'; good: boolean | null; text: string };

/** What became of it since the time before: in points for shares and scores, in percent for everything else. */
export function changeOf(
  now: number | null,
  before: number | null,
  { unit, better }: Pick<Metric, 'unit' | 'better'>,
  format: Format,
): Change | undefined {
  if (now === null || before === null) return undefined;
  const inPoints = unit === 'percent' || unit === 'points';
  if (!inPoints && before === 0) return undefined;
  const difference = inPoints ? now - before : (now - before) / Math.abs(before);
  const shown = inPoints ? Math.round(difference * 10) / 10 : Math.round(difference * 1000) / 1000;
  if (shown === 0) return { way: 'same', good: null, text: '' };
  const way = shown > 0 ? 'up' : 'down';
  const size = Math.abs(shown);
  return { way, good: (way === 'up') === (better === 'higher'), text: inPoints ? format.exact(size) : format.percent(size) };
}

/** Values as heights: what may be negative stands on its lowest possible value. */
export function heights({ lines, unit }: Measured): number[] {
  const points = lines[0]?.series[0]?.points ?? [];
  const floor = unit === 'points' ? -100 : 0;
  return points.map(({ value }) => (value === null ? 0 : Math.max(0, value - floor)));
}

/** What a rate is a share of can be opened by its parts. */
export function partsOf({ formula }: Pick<Metric, 'formula'>): string[] {
  if (formula.kind === 'rate' || formula.kind === 'people_rate') return ['all', 'hit', 'miss'];
  return formula.kind === 'ratio' ? ['top', 'bottom'] : ['all'];
}
