/**
 * Questions over the published dataset `listen_events` as ClickHouse SQL: the pieces every kind of question is built from.
 * Pure: question in, text and bound values out.
 *
 * Nothing of a question is spliced into the text: names, properties and values are bound parameters; the pieces of SQL come
 * from closed tables here (reliability cases E01, E03).
 */
import type { Filter, Interval } from '../contract.ts';

export interface Query {
  sql: string;
  params: Record<string, unknown>;
}

/** How a property was sent, as the catalogue knows. */
export type PropertyType = 'text' | 'number' | 'both';
export type TypeOf = (property: string) => PropertyType;

/** Whose events are asked, and how their properties were sent. */
export interface EventsContext {
  workspaceId: string;
  typeOf: TypeOf;
  /** Expression that tells whose event a row is. */
  person: string;
}

export const dataset = 'listen_events';

const columnOf: Record<string, string> = { $event: 'name', $source: 'source', $kind: 'kind' };

export const bucketOf: Record<Interval, string> = {
  hour: 'toStartOfHour(occurred_at, {zone: String})',
  day: 'toStartOfDay(occurred_at, {zone: String})',
  week: 'toDateTime(toMonday(occurred_at, {zone: String}), {zone: String})',
  month: 'toDateTime(toStartOfMonth(occurred_at, {zone: String}), {zone: String})',
};

/** Values given to the engine beside the text, never in it. */
export class Bound {
  readonly params: Record<string, unknown> = {};
  private count = 0;
  add(value: unknown, type: string): string {
    this.count += 1;
    this.params[`p${this.count}`] = value;
    return `{p${this.count}: ${type}}`;
  }
}

/** The property as text, whatever it was sent as; null when the event lacks it. */
export function wordOf(property: string, type: PropertyType, bound: Bound): string {
  const column = columnOf[property];
  if (column) return `toNullable(toString(${column}))`;
  const key = bound.add(property, 'String');
  const text = `if(mapContains(text, ${key}), text[${key}], null)`;
  const number = `if(mapContains(num, ${key}), toString(num[${key}]), null)`;
  if (type === 'both') return `coalesce(${text}, ${number})`;
  return type === 'number' ? number : text;
}

export function conditionOf({ property, operator, value }: Filter, type: PropertyType, bound: Bound): string {
  if (operator === 'exists') return `isNotNull(${wordOf(property, type, bound)})`;
  if (operator === 'absent') return `isNull(${wordOf(property, type, bound)})`;
  if (operator === 'greater' || operator === 'less') {
    const key = bound.add(property, 'String');
    return `mapContains(num, ${key}) and num[${key}] ${operator === 'greater' ? '>' : '<'} ${bound.add(Number(value), 'Float64')}`;
  }
  const asNumber = typeof value === 'number' && !(property in columnOf);
  if (asNumber && operator !== 'contains') {
    const key = bound.add(property, 'String');
    const same = `(mapContains(num, ${key}) and num[${key}] = ${bound.add(value, 'Float64')})`;
    return operator === 'equals' ? same : `not ${same}`;
  }
  const word = wordOf(property, type, bound);
  const wanted = bound.add(String(value ?? ''), 'String');
  if (operator === 'contains') return `positionCaseInsensitiveUTF8(coalesce(${word}, ''), ${wanted}) > 0`;
  return operator === 'equals' ? `${word} = ${wanted}` : `coalesce(${word} != ${wanted}, true)`;
}

/** The workspace and the span `[from, to)`. */
export function withinSpan({ from, to }: { from: string; to: string }, workspaceId: string, bound: Bound): string[] {
  return [
    `workspace = ${bound.add(workspaceId, 'UUID')}`,
    `occurred_at >= toDateTime64(${bound.add(from, 'String')}, 3, 'UTC')`,
    `occurred_at < toDateTime64(${bound.add(to, 'String')}, 3, 'UTC')`,
  ];
}
