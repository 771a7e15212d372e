/** Values that look like identifiers and name nobody. */
import { RE2JS } from 're2js';
import type { BlockedValue } from '../../contract/settings.ts';

/** What broken snippets send instead of an id (the list grew out of Segment's and PostHog's). */
const nobody = new Set([
  '',
  '-1',
  'null',
  '(null)',
  'nil',
  'none',
  'undefined',
  'nan',
  'n/a',
  'anonymous',
  'anonymous_id',
  'anonymousid',
  'guest',
  'unknown',
  'user',
  'user_id',
  'userid',
  'distinct_id',
  'id',
  'email',
  'true',
  'false',
  'test',
  '[object object]',
  '{}',
  '[]',
  'not_authenticated',
  'unauthenticated',
]);
/** Zeros and dashes only (`00000000-0000-0000-0000-000000000000`), or eight and more of one sign (`xxxxxxxx`; 111 may be real). */
const zeros = /^[-_.0 ]+$/;
const oneSign = /^([0-9a-z])\1{7,}$/;

export type IsBlocked = (type: string, value: string) => boolean;

/** Compiles the workspace's list once; throws RE2's own message for a pattern it cannot read. */
export function compileBlocked(list: readonly BlockedValue[]): IsBlocked {
  const rules = list.map((rule) => {
    const pattern = rule.pattern === undefined ? undefined : RE2JS.compile(rule.pattern, RE2JS.CASE_INSENSITIVE);
    return { type: rule.type, value: rule.value?.toLowerCase(), pattern };
  });
  return (type, value) => {
    const lower = value.trim().toLowerCase();
    if (nobody.has(lower) || zeros.test(lower) || oneSign.test(lower)) return true;
    return rules.some(
      (rule) =>
        (rule.type === undefined || rule.type === type) &&
        ((rule.value !== undefined && rule.value === lower) || rule.pattern?.matcher(value).find() === true),
    );
  };
}

/** The first pattern that RE2 cannot read, with its reason. */
export function unreadablePattern(list: readonly BlockedValue[]): { index: number; reason: string } | undefined {
  for (const [index, rule] of list.entries()) {
    if (rule.pattern === undefined) continue;
    try {
      RE2JS.compile(rule.pattern);
    } catch (problem) {
      return { index, reason: problem instanceof Error ? problem.message : String(problem) };
    }
  }
  return undefined;
}
