/** Why a moment went to a queue and to nobody: what kept the people away who were asked. Pure. */
import type { ChoiceReason } from '../../routing/rules/types.ts';

export const nobodyWhys = ['outside_hours', 'capped', 'nobody_fits', 'nobody_here'] as const;
export type NobodyWhy = (typeof nobodyWhys)[number];

/** `openThen`: whether the hours it is counted by were open; null when it is counted by none. */
export function whyNobody(choice: ChoiceReason | undefined, openThen: boolean | null): NobodyWhy | null {
  // Given to a queue by somebody, or left there by who went away: nobody was asked.
  if (choice?.code !== 'nobody') return null;
  if (openThen === false) return 'outside_hours';
  const { full = 0, skills_missing: unskilled = 0, language_missing: wordless = 0 } = choice.obstacles;
  if (full > 0) return 'capped';
  return unskilled + wordless > 0 ? 'nobody_fits' : 'nobody_here';
}
