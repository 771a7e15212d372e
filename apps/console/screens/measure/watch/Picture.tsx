/** The last judged hours or days, the band of what was to be expected behind them. What was unusual carries a triangle: its shape tells, not its colour. */
import { useTranslation } from 'react-i18next';
import type { JudgedBucket } from '#measure/contract';
import { useFormat } from '../../../ui/format.ts';
import { bandOf, lineOf, scaleOf } from './draw.ts';
import classes from './watch.module.css';

const WIDTH = 600;
const HEIGHT = 72;

interface Props {
  buckets: readonly JudgedBucket[];
  timeOf: (at: string) => string;
}

export function Picture({ buckets, timeOf }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const scale = scaleOf(buckets, WIDTH, HEIGHT);
  const unusual = buckets.filter(({ side }) => side !== null);
  const told = unusual.map(({ at, seen }) => `${timeOf(at)} ${seen === null ? '–' : format.exact(seen)}`);
  const label = t('watch.picture', { count: buckets.length, unusual: told.length > 0 ? told.join(', ') : '–' });
  return (
    <div className={classes.frame}>
      <svg
        className={classes.picture}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        <title>{label}</title>
        {bandOf(buckets, scale).map((points) => (
          <polygon key={points} className={classes.band} points={points} />
        ))}
        {lineOf(buckets, scale).map((points) => (
          <polyline key={points} className={classes.seen} points={points} />
        ))}
      </svg>
      {buckets.map(
        ({ at, seen, side }, place) =>
          side !== null &&
          seen !== null && (
            <span
              key={at}
              className={classes.mark}
              aria-hidden="true"
              title={`${timeOf(at)}: ${format.exact(seen)}`}
              style={{ left: `${(scale.x(place) / WIDTH) * 100}%`, top: `${(scale.y(seen) / HEIGHT) * 100}%` }}
            >
              {side === 'high' ? '▲' : '▼'}
            </span>
          ),
      )}
    </div>
  );
}
