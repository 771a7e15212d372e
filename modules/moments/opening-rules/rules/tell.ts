/** What a moment that a rule opens is called, and why it was opened, in one sentence. */
import type { Trigger } from '../../contract/rules.ts';
import { filled, shortened } from '../../conversations/rules/words.ts';
import type { Happened } from './matches.ts';
import { valueAt } from './matches.ts';

const titleLength = 160;
const valueLength = 80;

/** What is not known is left out with a dash; values are text and are not read again. */
export function titleFor(template: string, known: { event?: Happened; customer?: string }): string {
  const values: Record<string, string> = {};
  for (const path of filled(template, {}).missing) values[path] = shortened(wordOf(path, known), valueLength) || '–';
  return shortened(filled(template, values).text.replaceAll('\u0000', ''), titleLength) || 'Without words';
}

function wordOf(path: string, { event, customer }: { event?: Happened; customer?: string }): string {
  if (path === 'customer.name') return customer ?? '';
  if (path === 'event') return event?.name ?? '';
  if (!path.startsWith('properties.')) return '';
  const value = event && valueAt(event.properties, path.slice('properties.'.length));
  return value === null || value === undefined || typeof value === 'object' ? '' : String(value);
}

const unit = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;

function within(minutes: number): string {
  if (minutes % 1_440 === 0) return unit(minutes / 1_440, 'day');
  if (minutes % 60 === 0) return unit(minutes / 60, 'hour');
  return unit(minutes, 'minute');
}

/** `what` is the event's name, or the segment's. */
export function sentenceFor(trigger: Trigger, what: string): string {
  switch (trigger.kind) {
    case 'event':
      return `${what}.`;
    case 'begun_not_finished': {
      const ends = [...new Set(trigger.finishes.map(({ event }) => event))].join(' or ');
      const { due } = trigger;
      return due.by === 'minutes'
        ? `${what}, and no ${ends} within ${within(due.minutes)}.`
        : `${what}, and no ${ends} by when it was promised.`;
    }
    case 'segment_entered':
      return `Entered the segment ${what}.`;
  }
}

/** Plain values of an event, few and short: for whoever owns the moment, not for machines. */
export function shownProperties(properties: Record<string, unknown>): Record<string, string> {
  const plain = Object.entries(properties).filter(([, value]) => value !== null && typeof value !== 'object');
  return Object.fromEntries(plain.slice(0, 12).map(([name, value]) => [name.slice(0, 60), String(value).slice(0, 300)]));
}
