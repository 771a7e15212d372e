/** Whether a text says that it was hard, or easy, to get something done; nothing when it does not speak of it. */
import { isKnown, lexicons } from './lexicons/index.ts';
import { says } from './tokens.ts';

export const efforts = ['high', 'low'] as const;
export type Effort = (typeof efforts)[number];

export function effortOf(padded: string, language: string | null): Effort | null {
  if (!isKnown(language)) return null;
  const { hard, easy, negations } = lexicons[language];
  if (hard.some((phrase) => says(padded, phrase))) return 'high';
  const said = easy.find((phrase) => says(padded, phrase));
  if (said === undefined) return null;
  // "not easy" is hard.
  return negations.some((no) => says(padded, ` ${no}${said}`)) ? 'high' : 'low';
}
