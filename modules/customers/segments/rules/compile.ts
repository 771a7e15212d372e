/**
 * A rule tree as ClickHouse SQL. Pure: rule in, text and bound values out. Every name, value and instant of the rule is a
 * bound parameter; the pieces of SQL stand in closed tables here (reliability cases E01, E04).
 *
 * The shape is what one would write by hand: one pass over the customers' profiles, and for each condition on events a set
 * `person in (select … group by person having …)`, which reads only the rows of that event. A condition that also holds for
 * whoever did nothing becomes `not in` the set of its opposite, so absence costs what presence costs.
 */
import type { FactTest, SegmentLeaf, SegmentMoment, SegmentRule, SegmentWindow } from '../../contract/segment-rule.ts';
import type { Rules } from './mentions.ts';

export interface Query {
  sql: string;
  params: Record<string, unknown>;
}

export interface Asking {
  workspaceId: string;
  /** Milliseconds; windows end here. */
  now: number;
  /** Rules of the segments that rules may name: written out where they are named, so the answer is of one moment. */
  rules: Rules;
  /** The published expression that tells whose event a row is. */
  personOf: (sender: string) => string;
}

/** Only these people, with all their senders: exact, whatever the dictionary has not heard yet. */
export interface Known {
  people: string[];
  /** `owners[n]` is the person whose sender `senders[n]` is. */
  senders: string[];
  owners: string[];
}

class Bound {
  readonly params: Record<string, unknown> = {};
  private count = 0;
  add(value: unknown, type: string): string {
    this.count += 1;
    this.params[`p${this.count}`] = value;
    return `{p${this.count}: ${type}}`;
  }
  instant(ms: number): string {
    return `fromUnixTimestamp64Milli(${this.add(ms, 'Int64')}, 'UTC')`;
  }
}

interface Context extends Asking {
  bound: Bound;
  /** Whose event a row is. */
  owner: string;
  /** What every question to the events begins with. */
  scope: string;
}

/** Rows `{ person }`: everybody who matches. */
export function everyoneMatching(rule: SegmentRule, asking: Asking): Query {
  const context = contextOf(asking, undefined);
  return {
    sql: `select person from ${profiles} where ${conditionOf(rule, context)}`,
    params: context.bound.params,
  };
}

/** Rows `{ person, hits }` of the known people who exist: `hits[n]` is 1 when `rules[n]` matches. */
export function hitsOf(rules: readonly SegmentRule[], asking: Asking, known: Known): Query {
  const context = contextOf(asking, known);
  const hits = rules.map((rule) => `toUInt8(${conditionOf(rule, context)})`);
  const sql = `select toString(person) as person, [${hits.join(', ')}] as hits from ${profiles} where person in {people: Array(UInt64)}`;
  return { sql, params: context.bound.params };
}

const profiles = '(select * from customers_profile final where workspace = {workspace: UUID})';

function contextOf(asking: Asking, known: Known | undefined): Context {
  const bound = new Bound();
  bound.params.workspace = asking.workspaceId;
  const all = 'workspace = {workspace: UUID}';
  if (known === undefined) return { ...asking, bound, owner: asking.personOf('sender'), scope: all };
  // As bigints: the client would put texts into quotes.
  for (const [name, numbers] of Object.entries(known)) bound.params[name] = (numbers as string[]).map(BigInt);
  return {
    ...asking,
    bound,
    owner: 'transform(sender, {senders: Array(UInt64)}, {owners: Array(UInt64)}, toUInt64(0))',
    scope: `${all} and sender in {senders: Array(UInt64)}`,
  };
}

/** Each part of a tree stands in brackets of its own. */
function conditionOf(rule: SegmentRule, context: Context): string {
  if (rule.kind !== 'group') return `(${leafOf(rule, context)})`;
  const inner = rule.rules.map((each) => conditionOf(each, context));
  if (rule.match === 'all') return `(${inner.join(' and ')})`;
  const any = `(${inner.join(' or ')})`;
  return rule.match === 'any' ? any : `(not ${any})`;
}

function leafOf(leaf: SegmentLeaf, context: Context): string {
  const { bound } = context;
  switch (leaf.kind) {
    case 'trait':
      return factOf(leaf.trait, leaf.test, bound);
    case 'trait_changed':
      return `since[${bound.add(leaf.trait, 'String')}] > ${bound.add(startOf(leaf.within, context.now), 'Int64')}`;
    case 'customer':
      return `kind in ${bound.add(leaf.is, 'Array(String)')}`;
    case 'identifier':
      return `${leaf.has ? '' : 'not '}has(identifiers, ${bound.add(leaf.type, 'String')})`;
    case 'consent':
      return consentOf(leaf, bound);
    case 'segment': {
      const rule = context.rules.get(leaf.segment);
      // Nobody is in a segment that is not there.
      const inside = rule === undefined ? '(1 = 0)' : conditionOf(rule, context);
      return leaf.member ? inside : `not ${inside}`;
    }
    case 'list': {
      // A number that was merged into another counts as whoever it is now.
      const listed = `select ${context.owner} as person from customers_list_member where ${context.scope} and list = ${bound.add(leaf.list, 'UUID')}`;
      return `${leaf.on ? '' : 'not '}person in (${listed})`;
    }
    case 'no_event':
      return `person not in (${eventsOf(leaf, leaf.window, context)})`;
    case 'event_time': {
      const instant = leaf.which === 'first' ? 'min(occurred_at)' : 'max(occurred_at)';
      return `person in (${eventsOf(leaf, { in: 'ever' }, context)} group by person having ${withinOf(instant, leaf.when, context)})`;
    }
    case 'event':
      return measuredOf(leaf, context);
  }
}

function consentOf({ purpose, is }: Extract<SegmentLeaf, { kind: 'consent' }>, bound: Bound): string {
  const key = bound.add(purpose, 'String');
  if (is === 'unknown') return `not mapContains(consent, ${key})`;
  if (is === 'not_granted') return `consent[${key}] != 'granted'`;
  return `consent[${key}] = ${bound.add(is, 'String')}`;
}

const comparisons = {
  at_least: { holds: (value: number, amount: number) => value >= amount, sql: '>=' },
  at_most: { holds: (value: number, amount: number) => value <= amount, sql: '<=' },
  exactly: { holds: (value: number, amount: number) => value === amount, sql: '=' },
} as const;

function measuredOf(leaf: Extract<SegmentLeaf, { kind: 'event' }>, context: Context): string {
  const { bound } = context;
  const { holds, sql } = comparisons[leaf.operator];
  const found = eventsOf(leaf, leaf.window, context);
  // Once or more often is what a set says by itself.
  if (leaf.measure.of === 'count' && leaf.operator === 'at_least' && leaf.amount > 0 && leaf.amount <= 1)
    return `person in (${found})`;
  const measured = leaf.measure.of === 'count' ? 'count()' : `sum(num[${bound.add(leaf.measure.property, 'String')}])`;
  const having = `${measured} ${sql} ${bound.add(leaf.amount, 'Float64')}`;
  // Whoever did nothing has 0, and appears in no set.
  return holds(0, leaf.amount)
    ? `person not in (${found} group by person having not (${having}))`
    : `person in (${found} group by person having ${having})`;
}

/** Whose events these are, one row an event. */
function eventsOf(
  { event, where }: { event: string; where: { property: string; test: FactTest }[] },
  window: SegmentWindow,
  context: Context,
): string {
  const { bound } = context;
  const parts = [context.scope, `name = ${bound.add(event, 'String')}`];
  if (window.in !== 'ever') parts.push(withinOf('occurred_at', window, context));
  for (const { property, test } of where) parts.push(`(${factOf(property, test, bound)})`);
  return `select ${context.owner} as person from listen_events where ${parts.join(' and ')}`;
}

const hour = 3_600_000;
const startOf = ({ amount, unit }: { amount: number; unit: 'hour' | 'day' }, now: number) =>
  now - amount * (unit === 'day' ? 24 * hour : hour);

function withinOf(instant: string, moment: SegmentMoment, { bound, now }: Context): string {
  if (moment.in === 'last') return `${instant} > ${bound.instant(startOf(moment, now))}`;
  if (moment.in === 'before_last') return `${instant} <= ${bound.instant(startOf(moment, now))}`;
  return `${instant} >= ${bound.instant(Date.parse(moment.from))} and ${instant} < ${bound.instant(Date.parse(moment.to))}`;
}

/** A test of one entry in the maps `text` and `num`. A missing key reads as '' or 0, so it is looked for only where that matters. */
function factOf(name: string, test: FactTest, bound: Bound): string {
  const key = bound.add(name, 'String');
  const number = `num[${key}]`;
  const numeric = (holds: boolean, sql: string) => (holds ? `(mapContains(num, ${key}) and ${sql})` : sql);
  const like = (value: string) => `lowerUTF8(${bound.add(value, 'String')})`;
  const known = `(mapContains(text, ${key}) or mapContains(num, ${key}))`;
  switch (test.operator) {
    case 'exists':
      return known;
    case 'absent':
      return `not ${known}`;
    case 'equals':
    case 'not_equals': {
      const same =
        typeof test.value === 'number'
          ? numeric(test.value === 0, `${number} = ${bound.add(test.value, 'Float64')}`)
          : `(${test.value === '' ? `mapContains(text, ${key}) and ` : ''}text[${key}] = ${bound.add(test.value, 'String')})`;
      return test.operator === 'equals' ? same : `not ${same}`;
    }
    case 'contains':
      return `position(lowerUTF8(text[${key}]), ${like(test.value)}) > 0`;
    case 'starts_with':
      return `startsWith(lowerUTF8(text[${key}]), ${like(test.value)})`;
    case 'greater':
      return numeric(test.value < 0, `${number} > ${bound.add(test.value, 'Float64')}`);
    case 'less':
      return numeric(test.value > 0, `${number} < ${bound.add(test.value, 'Float64')}`);
    case 'between':
      return numeric(
        test.from <= 0 && test.to >= 0,
        `(${number} >= ${bound.add(test.from, 'Float64')} and ${number} <= ${bound.add(test.to, 'Float64')})`,
      );
  }
}
