/** Refuses a rule that names what is not there, itself, or too much. */
import { Refusal } from '#platform/contract';
import { mostConditions, type SegmentRule } from '../contract/segment-rule.ts';
import { segmentRefusals as refusals } from '../contract/segments.ts';
import { judgeRule, type Rules } from './rules/mentions.ts';
import type { SegmentRow } from './store/segments.ts';

export const rulesOf = (segments: readonly SegmentRow[]): Rules => new Map(segments.map(({ id, rule }) => [id, rule]));

/** `id`: of the segment that is to have this rule; undefined for a new one. `lists`: those there are. */
export function accept(id: string | undefined, rule: SegmentRule, rules: Rules, lists: ReadonlySet<string>): void {
  const verdict = judgeRule(id, rule, rules, lists);
  if (verdict.ok) return;
  if (verdict.why === 'segment_too_large') {
    throw new Refusal(refusals.segment_too_large, {
      detail: `With the segments it uses, or is used by, this makes more than ${mostConditions.withUsed} conditions.`,
    });
  }
  const message = messages[verdict.why];
  throw new Refusal(refusals[verdict.why], { fields: verdict.paths.map((path) => ({ path, message })) });
}

const messages = {
  no_such_segment: 'no such segment',
  no_such_list: 'no such list',
  segment_in_circle: 'this segment waits for the one you are editing',
};
