/** Segments as screens and callers see them, and the people in them. */
import type { ClickHouse } from '#platform/clickhouse';
import type { Clock } from '#platform/clock';
import { type BodyOf, type QueryOf, Refusal, type ReplyOf } from '#platform/contract';
import { cursorParts, readCursor, writeCursor } from '#platform/http';
import type { Db, Tx } from '#platform/postgres';
import {
  type previewSegment,
  segmentRefusals as refusals,
  type Segment,
  type segmentPeople,
  type segmentsOfPerson,
} from '../contract/segments.ts';
import { summaryOf } from '../directory/summary.ts';
import type { Tombstones } from '../erasure/tombstones.ts';
import { findCustomer } from '../find.ts';
import { grouped } from '../grouped.ts';
import { people } from '../identity/store/people.ts';
import { accept, rulesOf } from './accept.ts';
import { previewRule } from './analytics.ts';
import { speaksOf } from './rules/mentions.ts';
import { allLists, listIds } from './store/lists.ts';
import { newestMembers, staysOf } from './store/members.ts';
import * as store from './store/segments.ts';

export interface ReadDeps {
  db: Db;
  clickhouse: ClickHouse;
  clock: Clock;
  tombstones: Tombstones;
}

export async function readSegments(tx: Tx, workspaceId: string): Promise<Segment[]> {
  const rows = await store.allSegments(tx, workspaceId);
  return describe(tx, workspaceId, rows, rows);
}

export async function readSegment(tx: Tx, workspaceId: string, id: string): Promise<Segment> {
  const rows = await store.allSegments(tx, workspaceId);
  const [segment] = await describe(
    tx,
    workspaceId,
    rows.filter((row) => row.id === id),
    rows,
  );
  if (segment === undefined) throw new Refusal(refusals.no_such_segment);
  return segment;
}

async function describe(
  tx: Tx,
  workspaceId: string,
  rows: readonly store.SegmentRow[],
  all: readonly store.SegmentRow[],
): Promise<Segment[]> {
  const ids = rows.map(({ id }) => id);
  const days = grouped(await store.recentDays(tx, workspaceId, ids), ({ segmentId }) => segmentId);
  const lists = new Map((await allLists(tx, workspaceId)).map(({ id, origin, people: kept }) => [id, { origin, people: kept }]));
  return rows.map(({ id, name, description, rule, size, problem, createdBy, ...row }) => ({
    id,
    name,
    description,
    rule,
    size,
    state: stateOf(row.filledAt, problem),
    problem,
    changedAt: row.changedAt?.toISOString() ?? null,
    sweptAt: row.sweptAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    createdBy,
    days: (days.get(id) ?? []).map(({ segmentId: _, ...day }) => day),
    list: lists.get(id) ?? null,
    usedBy: all
      .filter((other) => other.id !== id && speaksOf(other.rule, id))
      .map((other) => ({ id: other.id, name: other.name })),
  }));
}

function stateOf(filledAt: Date | null, problem: string | null): Segment['state'] {
  if (problem !== null) return 'failing';
  return filledAt === null ? 'filling' : 'current';
}

/** The rule as it stands, saved or not, asked of everybody now. */
export async function preview(
  { db, clickhouse, clock }: ReadDeps,
  workspaceId: string,
  { rule, segment }: BodyOf<typeof previewSegment>,
  signal: AbortSignal,
): Promise<ReplyOf<typeof previewSegment>> {
  const { segments, lists } = await db.inWorkspace(
    workspaceId,
    async (tx) => ({ segments: await store.allSegments(tx, workspaceId), lists: await listIds(tx, workspaceId) }),
    { readOnly: true },
  );
  const rules = rulesOf(segments);
  accept(segment, rule, rules, lists);
  const { size, of, sample } = await previewRule(clickhouse, rule, { workspaceId, now: clock.now(), rules }, signal);
  const rows = await db.inWorkspace(workspaceId, (tx) => people(tx, workspaceId, sample), { readOnly: true });
  return { size, of, sample: rows.map(summaryOf) };
}

export function peopleOf(
  { db }: ReadDeps,
  workspaceId: string,
  id: string,
  { after, limit }: QueryOf<typeof segmentPeople>,
): Promise<ReplyOf<typeof segmentPeople>> {
  const at = readCursor(after, [cursorParts.instant, cursorParts.number]);
  const before = at && { at: at[0] ?? '', no: at[1] ?? '' };
  return db.inWorkspace(
    workspaceId,
    async (tx) => {
      await readSegment(tx, workspaceId, id);
      const rows = await newestMembers(tx, workspaceId, id, before, limit);
      const last = rows.length === limit ? rows.at(-1) : undefined;
      return {
        items: rows.map(({ enteredAt, at: _, ...row }) => ({ ...summaryOf(row), enteredAt: enteredAt.toISOString() })),
        next: last ? writeCursor(last.at, last.no) : null,
      };
    },
    { readOnly: true },
  );
}

export function segmentsOf(
  { db, tombstones }: ReadDeps,
  workspaceId: string,
  ref: string,
): Promise<ReplyOf<typeof segmentsOfPerson>> {
  return db.inWorkspace(
    workspaceId,
    async (tx) => {
      const { person } = await findCustomer(tx, tombstones, workspaceId, ref);
      const stays = await staysOf(tx, workspaceId, [person.no]);
      return {
        items: stays.map(({ segmentId, name, enteredAt, leftAt }) => ({
          id: segmentId,
          name,
          enteredAt: enteredAt.toISOString(),
          leftAt: leftAt?.toISOString() ?? null,
        })),
      };
    },
    { readOnly: true },
  );
}
