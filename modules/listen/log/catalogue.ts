/** What traffic looks like, in numbers and names. */
import type { ClickHouse } from '#platform/clickhouse';
import type { ReplyOf } from '#platform/contract';
import type { Db } from '#platform/postgres';
import { newestReported } from '../analytics.ts';
import type { overview, schema, schemaOfEvent } from '../contract.ts';
import * as catalogue from '../store/catalogue.ts';
import { newestKept } from '../store/log.ts';

export async function describeTraffic(
  db: Db,
  workspaceId: string,
  search: string | undefined,
): Promise<ReplyOf<typeof schema>['items']> {
  const rows = await db.inWorkspace(workspaceId, (tx) => catalogue.listEvents(tx, workspaceId, search), { readOnly: true });
  return rows.map((row) => ({ ...row, firstSeen: row.firstSeen.toISOString(), lastSeen: row.lastSeen.toISOString() }));
}

export async function describeEvent(
  db: Db,
  workspaceId: string,
  name: string,
): Promise<ReplyOf<typeof schemaOfEvent>['properties']> {
  const rows = await db.inWorkspace(workspaceId, (tx) => catalogue.listProperties(tx, workspaceId, name), { readOnly: true });
  return rows.map((row) => ({ ...row, firstSeen: row.firstSeen.toISOString(), lastSeen: row.lastSeen.toISOString() }));
}

interface OverviewDeps {
  db: Db;
  clickhouse: ClickHouse;
  eventsLastMinute(workspaceId: string): number;
}

export async function lookOver(
  { db, clickhouse, eventsLastMinute }: OverviewDeps,
  workspaceId: string,
): Promise<ReplyOf<typeof overview>> {
  const [totals, kept] = await db.inWorkspace(
    workspaceId,
    async (tx) => [await catalogue.totals(tx, workspaceId), await newestKept(tx, workspaceId)] as const,
    { readOnly: true },
  );
  const reported = await newestReported(clickhouse, workspaceId);
  const lagMs = kept === undefined || reported === undefined ? 0 : Math.max(0, kept.getTime() - reported);
  return { ...totals, eventsLastMinute: eventsLastMinute(workspaceId), reportsLagSeconds: lagMs / 1000 };
}

/** How each property was sent: as text, as a number, or as both. A property never seen is absent. */
export async function propertyTypes(
  db: Db,
  workspaceId: string,
  event: string | undefined,
  properties: string[],
): Promise<Map<string, 'text' | 'number' | 'both'>> {
  if (properties.length === 0) return new Map();
  const rows = await db.inWorkspace(workspaceId, (tx) => catalogue.typesOf(tx, workspaceId, event, properties), {
    readOnly: true,
  });
  return new Map(rows.map(({ property, types }) => [property, types.length > 1 ? 'both' : (types[0] ?? 'text')]));
}
