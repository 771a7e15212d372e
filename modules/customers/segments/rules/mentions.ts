/** What a rule speaks of: which events, which other segments, and whether time alone can change who matches. */
import type { SegmentLeaf, SegmentRule } from '../../contract/segment-rule.ts';
import { mostConditions } from '../../contract/segment-rule.ts';

export type Rules = ReadonlyMap<string, SegmentRule>;

function* leavesOf(rule: SegmentRule): Generator<SegmentLeaf> {
  if (rule.kind !== 'group') yield rule;
  else for (const inner of rule.rules) yield* leavesOf(inner);
}

/** The segments a rule names itself. */
const namedBy = (rule: SegmentRule): string[] => [
  ...new Set([...leavesOf(rule)].flatMap((leaf) => (leaf.kind === 'segment' ? [leaf.segment] : []))),
];

/** The lists a rule names itself. */
const listsNamedBy = (rule: SegmentRule): string[] =>
  [...leavesOf(rule)].flatMap((leaf) => (leaf.kind === 'list' ? [leaf.list] : []));

/** Whether a rule names this segment, or the list that was kept for it. */
export const speaksOf = (rule: SegmentRule, id: string): boolean => namedBy(rule).includes(id) || listsNamedBy(rule).includes(id);

/** The lists of a rule and of every segment it uses. */
export function listsIn(rule: SegmentRule, rules: Rules): Set<string> {
  return new Set([...everyLeaf(rule, rules)].flatMap((leaf) => (leaf.kind === 'list' ? [leaf.list] : [])));
}

/** The conditions of a rule and of every segment it uses, however indirectly; circles are walked once. */
function* everyLeaf(rule: SegmentRule, rules: Rules, seen = new Set<string>()): Generator<SegmentLeaf> {
  for (const leaf of leavesOf(rule)) {
    yield leaf;
    const used = leaf.kind === 'segment' && !seen.has(leaf.segment) ? rules.get(leaf.segment) : undefined;
    if (leaf.kind !== 'segment' || used === undefined) continue;
    seen.add(leaf.segment);
    yield* everyLeaf(used, rules, seen);
  }
}

export interface Mentions {
  /** Names of events after which somebody may enter or leave. */
  events: Set<string>;
  /** People enter or leave by waiting. */
  timed: boolean;
}

export function mentionsOf(rule: SegmentRule, rules: Rules): Mentions {
  const events = new Set<string>();
  let timed = false;
  for (const leaf of everyLeaf(rule, rules)) {
    if ('event' in leaf) events.add(leaf.event);
    timed ||= isTimed(leaf);
  }
  return { events, timed };
}

function isTimed(leaf: SegmentLeaf): boolean {
  if (leaf.kind === 'trait_changed') return true;
  if (leaf.kind === 'event' || leaf.kind === 'no_event') return leaf.window.in === 'last';
  return leaf.kind === 'event_time' && leaf.when.in !== 'between';
}

/** Segments that use this one, directly or through others. */
export function dependentsOf(id: string, rules: Rules): Set<string> {
  const found = new Set<string>();
  let before = -1;
  while (found.size > before) {
    before = found.size;
    for (const [user, rule] of rules) {
      if (namedBy(rule).some((named) => named === id || found.has(named))) found.add(user);
    }
  }
  return found;
}

export type Verdict =
  | { ok: true }
  | { ok: false; why: 'no_such_segment' | 'no_such_list' | 'segment_in_circle'; paths: string[] }
  | { ok: false; why: 'segment_too_large'; conditions: number };

/** May this rule be the rule of segment `id` (undefined: of a new one), beside the rules and the lists there are? */
export function judgeRule(id: string | undefined, rule: SegmentRule, rules: Rules, lists: ReadonlySet<string>): Verdict {
  const named = pathsOfSegments(rule, 'rule');
  const lost = pathsOfLists(rule, 'rule').filter(({ list }) => !lists.has(list));
  if (lost.length > 0) return { ok: false, why: 'no_such_list', paths: lost.map(({ path }) => path) };
  const unknown = named.filter(({ segment }) => !rules.has(segment));
  if (unknown.length > 0) return { ok: false, why: 'no_such_segment', paths: unknown.map(({ path }) => path) };
  const users = id === undefined ? new Set<string>() : dependentsOf(id, rules);
  const circular = named.filter(({ segment }) => segment === id || users.has(segment));
  if (circular.length > 0) return { ok: false, why: 'segment_in_circle', paths: circular.map(({ path }) => path) };
  const next = id === undefined ? rules : new Map(rules).set(id, rule);
  const sizes = [rule, ...[...users].map((user) => next.get(user) ?? rule)].map((each) => sizeOf(each, next));
  const conditions = Math.max(...sizes);
  return conditions <= mostConditions.withUsed ? { ok: true } : { ok: false, why: 'segment_too_large', conditions };
}

/** Conditions once every used segment is written out: how large the question really is. Asked of trees without circles only. */
function sizeOf(rule: SegmentRule, rules: Rules): number {
  let size = 0;
  for (const leaf of leavesOf(rule)) {
    const used = leaf.kind === 'segment' ? rules.get(leaf.segment) : undefined;
    size += used === undefined ? 1 : sizeOf(used, rules);
    // Enough to know: chains of segments could double with every link.
    if (size > mostConditions.withUsed) return size;
  }
  return size;
}

function pathsOfSegments(rule: SegmentRule, path: string): { segment: string; path: string }[] {
  if (rule.kind === 'segment') return [{ segment: rule.segment, path: `${path}.segment` }];
  if (rule.kind !== 'group') return [];
  return rule.rules.flatMap((inner, at) => pathsOfSegments(inner, `${path}.rules.${at}`));
}

function pathsOfLists(rule: SegmentRule, path: string): { list: string; path: string }[] {
  if (rule.kind === 'list') return [{ list: rule.list, path: `${path}.list` }];
  if (rule.kind !== 'group') return [];
  return rule.rules.flatMap((inner, at) => pathsOfLists(inner, `${path}.rules.${at}`));
}
