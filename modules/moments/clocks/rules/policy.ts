import type { Clause, ClauseCondition, ClockPolicy } from '../../contract/clocks.ts';

/** What a policy may look at. */
export interface PolicyFacts {
  queue: string;
  priority: string;
  channel: string;
  segments: readonly string[];
  /** Null when nobody knows. */
  language: string | null;
  value: number | null;
}

export type Because =
  | { factor: 'queue' | 'priority' | 'channel' | 'segment' | 'language'; is: string }
  | { factor: 'value'; is: number; atLeast: number };

export interface Choice {
  clause: Clause;
  /** For one sentence: "Valued customers, chat: segment is gold, channel is web_chat." Empty when the clause asks for nothing. */
  because: readonly Because[];
}

type ListFactor = Exclude<Because['factor'], 'value'>;

/** Why a condition holds, factor by factor; null when it does not. */
function reasons(when: ClauseCondition, facts: PolicyFacts): Because[] | null {
  const asked: [ListFactor, readonly string[] | undefined, readonly string[]][] = [
    ['queue', when.queues, [facts.queue]],
    ['priority', when.priorities, [facts.priority]],
    ['channel', when.channels, [facts.channel]],
    ['segment', when.segments, facts.segments],
    ['language', when.languages, facts.language === null ? [] : [facts.language]],
  ];
  const because: Because[] = [];
  for (const [factor, wanted, has] of asked) {
    if (!wanted) continue;
    const is = wanted.find((one) => has.includes(one));
    if (is === undefined) return null;
    because.push({ factor, is });
  }
  if (when.minValue !== undefined) {
    if (facts.value === null || facts.value < when.minValue) return null;
    because.push({ factor: 'value', is: facts.value, atLeast: when.minValue });
  }
  return because;
}

/** The first clause that holds, and why; null when none does: then nothing is promised. */
export function chooseClause(policy: ClockPolicy, facts: PolicyFacts): Choice | null {
  for (const clause of policy.clauses) {
    const because = reasons(clause.when, facts);
    if (because) return { clause, because };
  }
  return null;
}
