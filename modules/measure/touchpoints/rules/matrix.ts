/** Puts what happened into rows and columns. Everything is in one cell, so every sum is a sum of cells. */
import type { MatrixFigures } from '../../contract.ts';
import { voiceScore } from './quality.ts';

/** What is known of one place; sums only, so that places can be put together. */
export interface Sums {
  open: number;
  conversations: number;
  detected: number;
  engaged: number;
  openHours: number;
  given: Readonly<Record<string, number>>;
  said: number;
  known: number;
  /** Of sentiment. */
  sum: number;
}

export const nothing: Sums = {
  ...{ open: 0, conversations: 0, detected: 0, engaged: 0, openHours: 0, given: {} },
  ...{ said: 0, known: 0, sum: 0 },
};

export function together(all: readonly Sums[]): Sums {
  return all.reduce((one, other) => {
    const given = { ...one.given };
    for (const [currency, amount] of Object.entries(other.given)) given[currency] = (given[currency] ?? 0) + amount;
    return {
      open: one.open + other.open,
      conversations: one.conversations + other.conversations,
      detected: one.detected + other.detected,
      engaged: one.engaged + other.engaged,
      openHours: one.openHours + other.openHours,
      said: one.said + other.said,
      known: one.known + other.known,
      sum: one.sum + other.sum,
      given,
    };
  }, nothing);
}

export function figuresOf({ given, sum, ...sums }: Sums): MatrixFigures {
  return {
    ...sums,
    voice: sums.known === 0 ? null : voiceScore(sum / sums.known),
    goodwill: Object.entries(given).map(([currency, amount]) => ({ currency, amount })),
  };
}

/** By touchpoint and department; `''` is none. */
export function placed(
  held: readonly (Partial<Sums> & { touchpoint: string; department: string })[],
): (touchpoint: string, department: string) => Sums {
  const cells = new Map<string, Sums>();
  for (const { touchpoint, department, ...part } of held) {
    const key = `${touchpoint} ${department}`;
    cells.set(key, together([cells.get(key) ?? nothing, { ...nothing, ...part }]));
  }
  return (touchpoint, department) => cells.get(`${touchpoint} ${department}`) ?? nothing;
}

/** Whether anything is there that somebody should answer for. */
export const isAlive = ({ open, conversations, said }: Sums): boolean => open + conversations + said > 0;
