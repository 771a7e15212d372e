/** The size of a segment day by day, from the days that brought a change. */
import type { Segment } from '#customers/contract';

const dayMs = 86_400_000;
const textOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** The last `count` days up to today; a day without a change has the size of the day before. */
export function sizesByDay(
  { days, size }: Pick<Segment, 'days' | 'size'>,
  today: number,
  count: number,
): { day: string; size: number }[] {
  const known = new Map(days.map((one) => [one.day, one]));
  const first = days[0];
  // Before the first change it had whatever that change did not bring.
  let before = first ? first.size - first.entered + first.left : size;
  const start = Math.floor(today / dayMs) * dayMs - (count - 1) * dayMs;
  for (const one of days) if (one.day < textOf(start)) before = one.size;
  return Array.from({ length: count }, (_, at) => {
    const day = textOf(start + at * dayMs);
    before = known.get(day)?.size ?? before;
    return { day, size: before };
  });
}

export function movement({ days }: Pick<Segment, 'days'>, today: number, count: number): { entered: number; left: number } {
  const from = textOf(today - (count - 1) * dayMs);
  const recent = days.filter(({ day }) => day >= from);
  return {
    entered: recent.reduce((sum, one) => sum + one.entered, 0),
    left: recent.reduce((sum, one) => sum + one.left, 0),
  };
}
