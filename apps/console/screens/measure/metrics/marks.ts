/** Where on the axis a day's annotation stands. Pure. */
import type { Note } from '#measure/contract';
import { startOfDay } from '#measure/contract';

/** Notes of days within the axis, at the start of the interval they fall in; `xs` in order. */
export function marksOf(notes: readonly Note[], xs: readonly string[], timeZone: string): { x: string; text: string }[] {
  const first = xs[0];
  if (first === undefined) return [];
  const marks = new Map<string, string[]>();
  for (const { day, text } of notes) {
    const at = startOfDay(day, timeZone);
    const x = xs.findLast((start) => Date.parse(start) <= at);
    if (x !== undefined) marks.set(x, [...(marks.get(x) ?? []), text]);
  }
  return [...marks].map(([x, texts]) => ({ x, text: texts.join(' · ') }));
}
