/** Steps and spans as ClickHouse SQL: what every question about behaviour is built of. */
import type { Duration, Step } from '../../contract.ts';
import { minutesOf } from '../../contract.ts';
import { type Bound, conditionOf, type TypeOf } from '../../rules/events-sql.ts';

/** Whose events are asked, and how the properties of each event were sent. */
export interface BehaviourContext {
  workspaceId: string;
  /** Expression that tells whose event a row is. */
  person: string;
  /** Undefined: of any event. */
  typesOf: (event: string | undefined) => TypeOf;
}

/** What people did. Statements about who they are (identify, group, alias) are no behaviour. */
export const deeds = "kind in ('track', 'page', 'screen')";

export const millisOf = ({ amount, unit }: Duration) => amount * minutesOf[unit] * 60_000;

/** A row is this step. */
export function isStep({ event, filters }: Step, { typesOf }: BehaviourContext, bound: Bound): string {
  const typeOf = typesOf(event);
  const parts = [`name = ${bound.add(event, 'String')}`];
  for (const filter of filters) parts.push(`(${conditionOf(filter, typeOf(filter.property), bound)})`);
  return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(' and ')})`;
}

/** The table is sorted by name: read only these. */
export const namedIn = (steps: readonly Pick<Step, 'event'>[], bound: Bound) =>
  `name in ${bound.add([...new Set(steps.map(({ event }) => event))], 'Array(String)')}`;

/** An instant as ClickHouse compares it, milliseconds later when wanted. */
export const instantOf = (at: string, bound: Bound, laterMs = 0): string =>
  `fromUnixTimestamp64Milli(${bound.add(Date.parse(at) + laterMs, 'Int64')}, 'UTC')`;
