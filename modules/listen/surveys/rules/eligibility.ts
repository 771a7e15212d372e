/** Whether somebody is asked, and if not, why not: every check with what it found, in words that can be shown. */
import type { EligibilityCheck, SurveySettings } from '../../contract/surveys.ts';

export interface Facts {
  state: 'draft' | 'open' | 'closed';
  completed: number;
  settings: SurveySettings;
  /** Milliseconds since the epoch; undefined when they were never asked anything. */
  lastAsked: number | undefined;
  consent: 'granted' | 'denied' | 'unsaid';
  /** Undefined when the survey asks no segment. */
  member: boolean | undefined;
  /** Whether there is a way to them; undefined when it does not matter yet. */
  reachable: boolean | undefined;
}

export interface Check {
  check: EligibilityCheck;
  passed: boolean;
  detail: string;
  /** When it would pass; null when it does, or when nobody can say. */
  until: string | null;
}

const dayMs = 86_400_000;

export function eligibility({ state, completed, settings, lastAsked, consent, member, reachable }: Facts, now: number): Check[] {
  const { atMost, restDays } = settings;
  // Without rest the database's clock and ours need not agree to the millisecond.
  const free = lastAsked === undefined || restDays === 0 ? now : lastAsked + restDays * dayMs;
  const check = (name: EligibilityCheck, passed: boolean, detail: string, until: string | null = null): Check => ({
    check: name,
    passed,
    detail,
    until: passed ? null : until,
  });
  const words = { open: 'The survey is open.', draft: 'The survey is a draft.', closed: 'The survey is closed.' };
  return [
    check('open', state === 'open', words[state]),
    check(
      'quota',
      atMost === null || completed < atMost,
      atMost === null ? 'Everybody may answer.' : `${completed} of ${atMost} answers are given.`,
    ),
    check('rest', free <= now, restWords(lastAsked, restDays), new Date(free).toISOString()),
    check('consent', allows(settings.consent, consent), consentWords[consent]),
    ...(member === undefined
      ? []
      : [
          check(
            'segment',
            member,
            member ? 'They are in the segment that is asked.' : 'They are not in the segment that is asked.',
          ),
        ]),
    ...(reachable === undefined
      ? []
      : [check('reachable', reachable, reachable ? 'There is a way to them.' : 'No address of theirs is known for this.')]),
  ];
}

const consentWords = {
  granted: 'They agreed to be asked.',
  denied: 'They refused to be asked.',
  unsaid: 'They said neither yes nor no.',
};

const allows = (needed: SurveySettings['consent'], said: Facts['consent']): boolean =>
  needed === 'ignored' || said === 'granted' || (needed === 'not_refused' && said === 'unsaid');

const restWords = (lastAsked: number | undefined, restDays: number): string =>
  lastAsked === undefined
    ? 'They were never asked anything.'
    : `They were last asked on ${new Date(lastAsked).toISOString().slice(0, 10)}; ${restDays} days of rest are kept.`;

/** The first reason, for lists. */
export const firstRefusal = (checks: readonly Check[]): string | null => checks.find(({ passed }) => !passed)?.detail ?? null;
