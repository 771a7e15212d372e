/** Behind the figures: the conversations and the words of a cell, a row, a column or all of it. */
import { stringify } from 'csv-stringify/sync';
import type { NobodyWhy } from '#moments';
import type { Principal } from '#platform/auth';
import type { QueryOf, ReplyOf } from '#platform/contract';
import { cursorParts, readCursor, writeCursor } from '#platform/http';
import { latestScores } from '../audits/store.ts';
import type { CellFigure, exportQuality, listCell, saidInCell } from '../contract.ts';
import type { MeasureDeps } from '../index.ts';
import { shown } from '../voice/show.ts';
import { feedbackByIds } from '../voice/store/feedback.ts';
import { type ListedRow, listed, moods, recordIds, said, whoOfList, whoOfRecords } from './analytics.ts';
import { type PlacesDeps, placesFor, spanOf } from './places.ts';
import type { Asked } from './rules/place-sql.ts';

export type ListsDeps = PlacesDeps & Pick<MeasureDeps, 'customers'>;

const mostExported = 200_000;

function askedOf(
  deps: ListsDeps,
  workspaceId: string,
  { from, to, touchpoint, department }: QueryOf<typeof exportQuality>,
): Asked {
  return { workspaceId, ...spanOf(deps, { from, to }), touchpoint, department };
}

/** Everybody behind one list of a cell, by the numbers ClickHouse knows them by. */
export async function behindCell(
  deps: ListsDeps,
  workspaceId: string,
  { list, ...place }: CellFigure,
  limit: number,
): Promise<{ person: string }[]> {
  const { clickhouse, customers } = deps;
  const asked = { ...askedOf(deps, workspaceId, place), person: customers.personOf('sender') };
  const { places } = await placesFor(deps, asked, async () => undefined);
  if (list === 'said') return whoOfRecords(clickhouse, asked, places, limit);
  return whoOfList(clickhouse, { ...asked, which: list }, places, limit);
}

export async function conversationsIn(
  deps: ListsDeps,
  workspaceId: string,
  { which, limit, offset, ...place }: QueryOf<typeof listCell>,
): Promise<ReplyOf<typeof listCell>> {
  const { clickhouse, customers, db, people } = deps;
  const asked = askedOf(deps, workspaceId, place);
  const { places } = await placesFor(deps, asked, async () => undefined);
  const rows = await listed(clickhouse, { ...asked, which, person: customers.personOf('sender') }, places, { limit, offset });
  const faces = await customers.describePeople(workspaceId, [...new Set(rows.map(({ person }) => person))]);
  const unanswered = rows.filter(({ answer, outcome }) => answer !== 'human' && outcome === 'open').map(({ moment }) => moment);
  const { colleagues, nobody } = await db.inWorkspace(
    workspaceId,
    async (tx) => ({
      colleagues: await people.colleagues(
        tx,
        rows.map(({ owner }) => owner),
      ),
      nobody: await deps.moments.whyNobodyOwns(tx, workspaceId, unanswered),
    }),
    { readOnly: true },
  );
  const owners = new Map<string, { kind: 'employee' | 'queue'; name: string }>([
    ...colleagues.map(({ id, name }) => [id, { kind: 'employee' as const, name }] as const),
    ...places.queues.map(({ id, name }) => [id, { kind: 'queue' as const, name }] as const),
  ]);
  return {
    items: rows.map((row) => {
      const owner = owners.get(row.owner) ?? { kind: 'unknown' as const, name: '' };
      const face = faces.get(row.person);
      const { moment, no, channel, kind, openedAt, outcome, emotion, openHours } = row;
      return {
        ...{ moment, no, channel, kind, openedAt, outcome, emotion, openHours, owner },
        person: face ? { id: face.id, name: face.name } : null,
        answered: row.answer === 'human',
        missed: missedBy(row, owner.kind, nobody.get(moment)),
        goodwill: Object.entries(row.given).map(([currency, amount]) => ({ currency, amount })),
      };
    }),
    total: rows[0]?.total ?? 0,
  };
}

function missedBy({ answer, outcome }: ListedRow, owner: 'employee' | 'queue' | 'unknown', why: NobodyWhy | undefined) {
  if (answer === 'human') return null;
  if (outcome !== 'open') return 'settled' as const;
  return owner === 'queue' ? (why ?? ('in_queue' as const)) : ('with_owner' as const);
}

const cursor = [cursorParts.number, cursorParts.uuid];

export async function saidIn(
  deps: ListsDeps,
  principal: Principal,
  { after, limit, ...place }: QueryOf<typeof saidInCell>,
): Promise<ReplyOf<typeof saidInCell>> {
  const { workspaceId } = principal;
  const asked = askedOf(deps, workspaceId, place);
  const from = readCursor(after, cursor);
  const { places } = await placesFor(deps, asked, async () => undefined);
  const ids = await recordIds(deps.clickhouse, asked, places, {
    after: from && { at: String(from[0]), id: String(from[1]) },
    limit: limit + 1,
  });
  const counted = await said(deps.clickhouse, asked, places);
  const page = ids.slice(0, limit).map(({ id }) => id);
  const rows = await deps.db.inWorkspace(workspaceId, (tx) => feedbackByIds(tx, workspaceId, page), { readOnly: true });
  rows.sort((a, b) => page.indexOf(a.id) - page.indexOf(b.id));
  const last = ids.length > limit ? ids[limit - 1] : undefined;
  return {
    items: await shown(deps, principal, rows),
    next: last ? writeCursor(last.at, last.id) : null,
    total: counted.reduce((sum, row) => sum + row.said, 0),
  };
}

/** So that whoever doubts a figure can make it anew with a spreadsheet. */
export async function qualityCsv(deps: ListsDeps, workspaceId: string, place: QueryOf<typeof exportQuality>): Promise<string> {
  const asked = askedOf(deps, workspaceId, place);
  const { places, more: audits } = await placesFor(deps, asked, (tx) => latestScores(tx, workspaceId, asked.to.slice(0, 10)));
  const records = await moods(deps.clickhouse, asked, places, mostExported);
  const touchpoints = new Map(places.touchpoints.map((row) => [row.id, row]));
  const departments = new Map(places.departments.map(({ id, name }) => [id, name]));
  const lines = records.map(({ touchpoint, department, id, at, sentiment }) => ({
    part: 'voice',
    touchpoint: touchpoints.get(touchpoint)?.name ?? '',
    department: departments.get(department) ?? '',
    ...{ id, at, sentiment },
    score: 50 * (1 + sentiment),
    part_weight: touchpoints.get(touchpoint)?.voiceWeight ?? 1,
  }));
  // One for the whole touchpoint: audits look at places, not at departments.
  const audited = audits
    .filter(({ touchpointId }) => touchpoints.has(touchpointId) && (asked.touchpoint ?? touchpointId) === touchpointId)
    .map(({ touchpointId, sheet, on, score }) => ({
      ...{
        part: 'audit',
        touchpoint: touchpoints.get(touchpointId)?.name,
        department: '',
        id: sheet,
        at: on,
        sentiment: '',
        score,
      },
      part_weight: 1 - (touchpoints.get(touchpointId)?.voiceWeight ?? 1),
    }));
  return stringify([...audited, ...lines], {
    header: true,
    columns: ['part', 'touchpoint', 'department', 'id', 'at', 'sentiment', 'score', 'part_weight'],
    escape_formulas: true,
  });
}
