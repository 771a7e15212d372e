/** Quality of a touchpoint: what customers say and what audits found, by a declared weight. */

/** A mean sentiment of -1 to 1 on a scale of 0 to 100: indifferent customers are at 50. */
export const voiceScore = (mean: number): number => 50 * (1 + mean);

export interface Quality {
  score: number | null;
  of: 'both' | 'voice' | 'audit' | 'nothing';
}

/**
 * `w · voice + (1 - w) · audit`. With one of them missing the other stands alone, and `of` says so; but a part that was given
 * no weight never stands in for the one that was.
 */
export function qualityOf(voiceWeight: number, voice: number | null, audit: number | null): Quality {
  const said = voiceWeight > 0 ? voice : null;
  const audited = voiceWeight < 1 ? audit : null;
  if (said !== null && audited !== null) return { score: voiceWeight * said + (1 - voiceWeight) * audited, of: 'both' };
  if (said !== null) return { score: said, of: 'voice' };
  if (audited !== null) return { score: audited, of: 'audit' };
  return { score: null, of: 'nothing' };
}
