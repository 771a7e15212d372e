/** Days that had events, as a row of days: those without any are nothing, and stay visible. */
interface Day {
  /** `YYYY-MM-DD` */
  day: string;
  seen: number;
}

const DAY_MS = 86_400_000;
/** A gap longer than this would leave a picture of emptiness; then only the days that had any stand side by side. */
const LONGEST = 60;

export function everyDay(days: Day[]): number[] {
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return [];
  const at = (day: string) => Math.round(Date.parse(day) / DAY_MS);
  const span = at(last.day) - at(first.day) + 1;
  if (span > LONGEST) return days.map(({ seen }) => seen);
  const row = new Array<number>(span).fill(0);
  for (const { day, seen } of days) row[at(day) - at(first.day)] = seen;
  return row;
}
