/** An event of the log as rules see it. */
import type { LogRow } from '#listen';
import type { Trigger } from '../contract/rules.ts';
import type { Happened } from './rules/matches.ts';

/** Names of the events a rule looks at. */
export function namesIn(trigger: Trigger): string[] {
  switch (trigger.kind) {
    case 'event':
      return trigger.any.map(({ event }) => event);
    case 'begun_not_finished':
      return [trigger.begins, ...trigger.finishes].map(({ event }) => event);
    case 'segment_entered':
      return [];
  }
}

/** Traits of an `identify` or `group` stand where a `track` has its properties. */
export function readEvent(row: LogRow): Happened {
  const body: unknown = JSON.parse(row.body);
  const { properties, traits } = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const own = properties ?? traits;
  return {
    id: row.id,
    name: row.name,
    senderNo: row.senderNo,
    occurredAt: row.occurredAt.getTime(),
    receivedAt: row.receivedAt.getTime(),
    claimed: !row.trusted,
    properties: typeof own === 'object' && own !== null && !Array.isArray(own) ? (own as Record<string, unknown>) : {},
  };
}
