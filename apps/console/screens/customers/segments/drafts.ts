/**
 * A rule while it is written: the same tree, with a key on every part so that React keeps them apart, and blanks where nothing
 * has been chosen yet. A blank number is NaN and a blank text is empty: the contract's schema refuses both, and says where.
 */
import type { FactTest, SegmentGroup, SegmentLeaf, SegmentRule } from '#customers/contract';
import { segmentRule } from '#customers/contract';

export type LeafKind = SegmentLeaf['kind'];
export type DraftLeaf = SegmentLeaf & { key: number };
export interface DraftGroup {
  kind: 'group';
  key: number;
  match: SegmentGroup['match'];
  rules: DraftRule[];
}
export type DraftRule = DraftLeaf | DraftGroup;

let keys = 0;
const nextKey = () => {
  keys += 1;
  return keys;
};

/** A rule that is one condition by itself is written as a group of one. */
export function draftOf(rule: SegmentRule): DraftGroup {
  const { match, rules } = rule.kind === 'group' ? rule : { match: 'all' as const, rules: [rule] };
  const drafts = rules.map((inner) => (inner.kind === 'group' ? draftOf(inner) : { ...inner, key: nextKey() }));
  return { kind: 'group', key: nextKey(), match, rules: drafts };
}

/** Without the keys: as the server takes it. */
export function ruleOf(draft: DraftGroup): SegmentGroup;
export function ruleOf(draft: DraftRule): SegmentRule;
export function ruleOf(draft: DraftRule): SegmentRule {
  const { key: _, ...rule } = draft;
  return rule.kind === 'group' ? { ...rule, rules: rule.rules.map((inner) => ruleOf(inner)) } : rule;
}

const missing = [
  'event',
  'trait',
  'property',
  'value',
  'amount',
  'span',
  'from',
  'to',
  'segment',
  'list',
  'purpose',
  'type',
  'is',
  'order',
  'rule',
] as const;

/** Something a rule still lacks: where, as a dotted path, and what to ask for. */
export interface Blank {
  path: string;
  what: (typeof missing)[number];
}

/** Empty when the rule can be asked. */
export function blanksOf(draft: DraftGroup): Blank[] {
  const issues = segmentRule.safeParse(ruleOf(draft)).error?.issues ?? [];
  return issues.map(({ path, code }) => ({ path: path.join('.'), what: whatOf(path.map(String), code) }));
}

function whatOf(path: string[], code: string): Blank['what'] {
  const last = path.at(-1);
  // The only sentence about two words at once: a time that ends before it begins.
  if (code === 'custom' && last === 'to') return 'order';
  if (last === 'amount' && ['window', 'within', 'when'].includes(path.at(-2) ?? '')) return 'span';
  return missing.find((what) => what === last) ?? 'rule';
}

const month = { in: 'last', amount: 30, unit: 'day' } as const;
const said: FactTest = { operator: 'equals', value: '' };

/** What a new condition says before anybody has said anything: as much as can be guessed. */
const fresh: { [K in LeafKind]: Extract<SegmentLeaf, { kind: K }> } = {
  trait: { kind: 'trait', trait: '', test: said },
  trait_changed: { kind: 'trait_changed', trait: '', within: month },
  event: { kind: 'event', event: '', where: [], window: month, measure: { of: 'count' }, operator: 'at_least', amount: 1 },
  no_event: { kind: 'no_event', event: '', where: [], window: month },
  event_time: { kind: 'event_time', which: 'last', event: '', where: [], when: { ...month, in: 'before_last' } },
  segment: { kind: 'segment', segment: '', member: true },
  list: { kind: 'list', list: '', on: true },
  customer: { kind: 'customer', is: ['person'] },
  consent: { kind: 'consent', purpose: '', is: 'granted' },
  identifier: { kind: 'identifier', type: 'email', has: true },
};

export const leafKinds = Object.keys(fresh) as LeafKind[];
export const newLeaf = (kind: LeafKind): DraftLeaf => ({ ...fresh[kind], key: nextKey() });
export const newGroup = (): DraftGroup => ({ kind: 'group', key: nextKey(), match: 'any', rules: [newLeaf('event')] });
export const newRule = (): DraftGroup => ({ kind: 'group', key: nextKey(), match: 'all', rules: [newLeaf('event')] });

export type Operator = FactTest['operator'];
export const operators: Operator[] = [
  'equals',
  'not_equals',
  'contains',
  'starts_with',
  'greater',
  'less',
  'between',
  'exists',
  'absent',
];

/** The same test with another operator, keeping what was typed where it still means something. */
export function withOperator(test: FactTest, operator: Operator, numeric: boolean): FactTest {
  const value = 'value' in test ? test.value : '';
  const number = typeof value === 'number' ? value : Number.parseFloat(value);
  switch (operator) {
    case 'equals':
    case 'not_equals':
      return { operator, value: numeric ? number : textOf(value) };
    case 'contains':
    case 'starts_with':
      return { operator, value: textOf(value) };
    case 'greater':
    case 'less':
      return { operator, value: number };
    case 'between':
      return { operator, from: number, to: Number.NaN };
    case 'exists':
    case 'absent':
      return { operator };
  }
}

const textOf = (value: string | number) => (typeof value === 'number' && Number.isNaN(value) ? '' : String(value));
