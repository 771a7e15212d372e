/** A question about attribution as the address carries it, and as the server takes it. Pure. */
import type { AttributionQuestion, Range } from '#measure/contract';
import { many, readSpan, type SpanWords } from '../address.ts';
import { exactly, spanSearch } from '../dashboards/addresses.ts';
import { one, type Search, spanOf } from '../question.ts';

export const windows = [1, 7, 14, 30, 60, 90] as const;

export interface AttributionWords extends SpanWords {
  conversion: string | undefined;
  value: string | undefined;
  channel: string;
  /** Which events are touches; every one that names a channel when empty. */
  touches: string[];
  windowDays: number;
}

export function readAttribution(search: Search, home: string): AttributionWords {
  const days = Number(one(search.days));
  return {
    ...readSpan(search, home),
    conversion: one(search.event),
    value: one(search.worth),
    channel: one(search.channel) ?? '$source',
    touches: many(search.touch),
    windowDays: Number.isInteger(days) && days >= 1 && days <= 365 ? days : 30,
  };
}

/** Undefined while the sentence is not finished. */
export function attributionFor(words: AttributionWords, now: number): AttributionQuestion | undefined {
  const span = spanOf({ ...words, interval: 'day' }, now);
  if (!span || words.conversion === undefined) return undefined;
  return {
    touches: { events: words.touches, filters: [] },
    channel: words.channel,
    conversion: { event: words.conversion, filters: [] },
    ...(words.value !== undefined && { value: words.value }),
    windowDays: words.windowDays,
    from: new Date(span.from).toISOString(),
    to: new Date(span.to).toISOString(),
    timeZone: words.timeZone,
  };
}

export function attributionAddress(question: AttributionQuestion, range: Range | null): string | undefined {
  const { touches, channel, conversion, value, windowDays } = question;
  const search = {
    event: conversion.event,
    channel,
    ...(value !== undefined && { worth: value }),
    ...(touches.events.length > 0 && { touch: touches.events }),
    days: String(windowDays),
    ...spanSearch(question, range),
  };
  return exactly('/attribution', search, { question, range }, (read, now) => attributionFor(readAttribution(read, 'UTC'), now));
}
