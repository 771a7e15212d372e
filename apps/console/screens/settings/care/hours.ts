/** Hours of a day as people write them: `09:00-13:00, 14:00-18:00`. */
import type { Shift } from '#moments/contract';

const SHIFT = /^(\d{1,2}):?(\d{2})?\s*[-–]\s*(\d{1,2}):?(\d{2})?$/;

const two = (text: string | undefined) => (text ?? '0').padStart(2, '0');

/** Undefined when it cannot be read; nothing written is a closed day. */
export function hoursOf(text: string): Shift[] | undefined {
  const shifts: Shift[] = [];
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '') continue;
    const [, fromHour, fromMinute, toHour, toMinute] = SHIFT.exec(part) ?? [];
    if (fromHour === undefined || toHour === undefined) return undefined;
    // A day may end at 24:00; on a clock that is 00:00 of the next.
    const until = toHour === '24' ? '00' : two(toHour);
    const shift = { from: `${two(fromHour)}:${two(fromMinute)}`, to: `${until}:${two(toMinute)}` };
    if ([shift.from, shift.to].some((at) => at > '23:59' || at.slice(3) > '59')) return undefined;
    shifts.push(shift);
  }
  return shifts;
}

export const wordsOf = (shifts: readonly Shift[]): string => shifts.map(({ from, to }) => `${from}-${to}`).join(', ');
