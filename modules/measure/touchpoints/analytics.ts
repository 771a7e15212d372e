/** ClickHouse side of touchpoints: what happened where. */
import type { ClickHouse } from '#platform/clickhouse';
import { ask } from '../analytics.ts';
import { Bound } from '../rules/events-sql.ts';
import * as sql from './rules/place-sql.ts';

export interface Placed {
  touchpoint: string;
  department: string;
}

export interface HeldRow extends Placed {
  open: number;
  conversations: number;
  detected: number;
  engaged: number;
  openHours: number;
  given: Record<string, number>;
}
export interface SaidRow extends Placed {
  said: number;
  known: number;
  sum: number;
}
export interface ListedRow {
  moment: string;
  no: number;
  person: string;
  channel: string;
  kind: string;
  openedAt: string;
  outcome: string;
  owner: string;
  answer: string;
  emotion: string;
  openHours: number;
  given: Record<string, number>;
  total: number;
}

export const held = (clickhouse: ClickHouse, asked: sql.Asked, places: sql.Places) =>
  ask<HeldRow>(clickhouse, sql.conversationFigures(asked, places, new Bound()));

export const said = (clickhouse: ClickHouse, asked: sql.Asked, places: sql.Places) =>
  ask<SaidRow>(clickhouse, sql.recordFigures(asked, places, new Bound()));

export const listed = (
  clickhouse: ClickHouse,
  asked: Parameters<typeof sql.conversationList>[0],
  places: sql.Places,
  page: { limit: number; offset: number },
) => ask<ListedRow>(clickhouse, sql.conversationList(asked, places, page, new Bound()));

export const whoOfList = (
  clickhouse: ClickHouse,
  asked: Parameters<typeof sql.peopleOfList>[0],
  places: sql.Places,
  limit: number,
) => ask<{ person: string }>(clickhouse, sql.peopleOfList(asked, places, limit, new Bound()));

export const whoOfRecords = (
  clickhouse: ClickHouse,
  asked: Parameters<typeof sql.peopleOfRecords>[0],
  places: sql.Places,
  limit: number,
) => ask<{ person: string }>(clickhouse, sql.peopleOfRecords(asked, places, limit, new Bound()));

export const recordIds = (
  clickhouse: ClickHouse,
  asked: sql.Asked,
  places: sql.Places,
  page: Parameters<typeof sql.recordList>[2],
) => ask<{ id: string; at: string }>(clickhouse, sql.recordList(asked, places, page, new Bound()));

export const moods = (clickhouse: ClickHouse, asked: sql.Asked, places: sql.Places, limit: number) =>
  ask<Placed & { id: string; at: string; sentiment: number }>(clickhouse, sql.moodList(asked, places, limit, new Bound()));

export async function owners(clickhouse: ClickHouse, asked: sql.Asked): Promise<string[]> {
  const rows = await ask<{ owner: string }>(clickhouse, sql.ownersOf(asked, new Bound()));
  return rows.map(({ owner }) => owner);
}

export interface Seen {
  channels: string[];
  kinds: string[];
  events: string[];
  places: string[];
  products: string[];
}
export async function seen(clickhouse: ClickHouse, workspaceId: string): Promise<Seen> {
  const [row] = await ask<Seen>(clickhouse, sql.seenWords(workspaceId, new Bound()));
  return row ?? { channels: [], kinds: [], events: [], places: [], products: [] };
}
