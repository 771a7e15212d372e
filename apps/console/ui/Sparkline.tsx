/** How a number moved, at the size of a word. */
import classes from './sparkline.module.css';

interface Props {
  /** In equal steps, oldest first. */
  values: number[];
  /** Says in words what the picture shows. */
  label: string;
  /** Whose numbers: customers' by default. */
  tone?: 'voice' | 'work';
}

const WIDTH = 96;
const HEIGHT = 24;
/** What is not nothing is never drawn as nothing. */
const LEAST = 1.5;
const LEAST_SLOTS = 30;

export function Sparkline({ values, label, tone = 'voice' }: Props) {
  const most = Math.max(1, ...values);
  // A short past stands at the end, where the present is; it does not become a wall.
  const slots = Math.max(values.length, LEAST_SLOTS);
  const step = WIDTH / slots;
  const from = slots - values.length;
  const gap = step > 4 ? 1 : 0.25;
  return (
    <svg className={classes.line} data-tone={tone} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <title>{label}</title>
      <rect className={classes.floor} x={0} y={HEIGHT - 0.75} width={WIDTH} height={0.75} />
      {values.map((value, index) => {
        if (value <= 0) return null;
        const height = Math.max(LEAST, (value / most) * HEIGHT);
        const x = (from + index) * step;
        return (
          <rect key={x} x={x} y={HEIGHT - height} width={Math.max(0.5, step - gap)} height={height} rx={Math.min(1, step / 4)} />
        );
      })}
    </svg>
  );
}
