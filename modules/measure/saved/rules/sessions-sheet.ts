/** Sessions as a table: one row an interval or, split, one row a part. */
import type { SessionFigures, SessionsAnswer, Sheet } from '../../contract.ts';
import { partName } from './labels.ts';

const figures: Sheet['columns'] = [
  { name: 'sessions', type: 'number' },
  { name: 'people', type: 'number' },
  { name: 'bounced', type: 'number' },
  { name: 'median_length', type: 'number', as: 'seconds' },
  { name: 'p90_length', type: 'number', as: 'seconds' },
  { name: 'mean_events', type: 'number' },
];

const cellsOf = ({ sessions, people, bounced, medianSeconds, p90Seconds, meanEvents }: SessionFigures) => [
  ...[sessions, people, bounced],
  ...[medianSeconds, p90Seconds, meanEvents],
];

export function sessionsSheet({ whole, points, split }: SessionsAnswer): Sheet {
  const figure = { value: whole.sessions, unit: 'sessions' };
  if (split.length > 0) {
    return {
      figure,
      columns: [{ name: 'part', type: 'text' }, ...figures],
      rows: split.map(({ label, rest, ...part }) => [partName(label, rest), ...cellsOf(part)]),
    };
  }
  return {
    figure,
    columns: [{ name: 'at', type: 'instant' }, ...figures],
    rows: points.map(({ at, ...point }) => [at, ...cellsOf(point)]),
  };
}
