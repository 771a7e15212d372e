/** ClickHouse side of segments: the copy of profiles and members, and the questions a rule becomes. */
import { type ClickHouse, ClickHouseRefused } from '#platform/clickhouse';
import { Refusal } from '#platform/contract';
import { personOf } from '../analytics.ts';
import type { SegmentRule } from '../contract/segment-rule.ts';
import { segmentRefusals } from '../contract/segments.ts';
import { type Asking, everyoneMatching, hitsOf, type Known, type Query } from './rules/compile.ts';
import type { Profile } from './rules/profile.ts';

export type Question = Omit<Asking, 'personOf'>;

// ---- copies ----------------------------------------------------------------------------------------------------------------

const profileColumns = ['workspace', 'person', 'version', 'gone', 'kind', 'identifiers', 'consent', 'text', 'num', 'since'];

function profileLine(workspaceId: string, version: string, profile: Profile): string {
  const rest = [profile.kind, profile.identifiers, profile.consent, profile.text, profile.num, profile.since].map((part) =>
    JSON.stringify(part),
  );
  return `["${workspaceId}",${profile.person},${version},0,${rest.join(',')}]\n`;
}

const goneLine = (workspaceId: string, version: string, person: string) =>
  `["${workspaceId}",${person},${version},1,"visitor",[],{},{},{},{}]\n`;

/** Newer versions win, whatever order they arrive in. `gone` are people who are nobody any longer. */
export function publishProfiles(
  clickhouse: ClickHouse,
  workspaceId: string,
  version: string,
  profiles: readonly Profile[],
  gone: readonly string[],
): Promise<void> {
  const lines =
    profiles.map((profile) => profileLine(workspaceId, version, profile)).join('') +
    gone.map((person) => goneLine(workspaceId, version, person)).join('');
  return clickhouse.insert('customers_profile', profileColumns, lines, { repeatable: true });
}

export interface MemberCopy {
  person: string;
  /** Milliseconds; undefined: they are out. */
  enteredAt: number | undefined;
}

export function publishListed(
  clickhouse: ClickHouse,
  workspaceId: string,
  listId: string,
  nos: readonly string[],
): Promise<void> {
  if (nos.length === 0) return Promise.resolve();
  const lines = nos.map((no) => `["${workspaceId}","${listId}",${no}]\n`).join('');
  return clickhouse.insert('customers_list_member', ['workspace', 'list', 'sender'], lines, { repeatable: true });
}

export const copiedListed = (clickhouse: ClickHouse, workspaceId: string, listId: string): Promise<number> =>
  count(
    clickhouse,
    'select toFloat64(uniqExact(sender)) as count from customers_list_member where workspace = {workspace: UUID} and list = {list: UUID}',
    { workspace: workspaceId, list: listId },
  );

const memberColumns = ['workspace', 'segment', 'person', 'version', 'gone', 'entered_at'];

export function publishMembers(
  clickhouse: ClickHouse,
  workspaceId: string,
  segmentId: string,
  version: string,
  members: readonly MemberCopy[],
): Promise<void> {
  const lines = members.map(
    ({ person, enteredAt }) =>
      `["${workspaceId}","${segmentId}",${person},${version},${enteredAt === undefined ? 1 : 0},"${new Date(enteredAt ?? 0).toISOString()}"]\n`,
  );
  return clickhouse.insert('customers_segment_member', memberColumns, lines.join(''), { repeatable: true });
}

export async function copiedPeople(clickhouse: ClickHouse, workspaceId: string): Promise<number> {
  return count(
    clickhouse,
    'select toFloat64(count()) as count from customers_profile final where workspace = {workspace: UUID}',
    {
      workspace: workspaceId,
    },
  );
}

export async function copiedMembers(clickhouse: ClickHouse, workspaceId: string, segmentId: string): Promise<number> {
  return count(
    clickhouse,
    'select toFloat64(count()) as count from customers_segment_member final where workspace = {workspace: UUID} and segment = {segment: UUID}',
    { workspace: workspaceId, segment: segmentId },
  );
}

async function count(clickhouse: ClickHouse, sql: string, params: Record<string, unknown>): Promise<number> {
  const rows = await clickhouse.query<{ count: number }>(sql, params);
  return rows[0]?.count ?? 0;
}

/** Its members, and its list if it has one. */
export async function forgetSegment(clickhouse: ClickHouse, workspaceId: string, segmentId: string): Promise<void> {
  for (const [table, column] of [
    ['customers_segment_member', 'segment'],
    ['customers_list_member', 'list'],
  ]) {
    await clickhouse.command(`delete from ${table} where workspace = {workspace: UUID} and ${column} = {segment: UUID}`, {
      workspace: workspaceId,
      segment: segmentId,
    });
  }
}

/** Each with the column that says who. */
const copies = [
  ['customers_profile', 'person'],
  ['customers_segment_member', 'person'],
  ['customers_list_member', 'sender'],
] as const;

/** The copies of a whole workspace, before they are written anew. */
export async function dropCopies(clickhouse: ClickHouse, workspaceId: string): Promise<void> {
  for (const [table] of copies) {
    await clickhouse.command(`alter table ${table} delete where workspace = {workspace: UUID} settings mutations_sync = 2`, {
      workspace: workspaceId,
    });
  }
}

/** Removes the rows themselves, not only their visibility. Answers how many there were. */
export async function forgetPeople(clickhouse: ClickHouse, workspaceId: string, people: readonly string[]): Promise<number> {
  const params = { workspace: workspaceId, people: people.map(BigInt) };
  let rows = 0;
  for (const [table, column] of copies) {
    const where = `where workspace = {workspace: UUID} and ${column} in {people: Array(UInt64)}`;
    const held = await count(clickhouse, `select toFloat64(count()) as count from ${table} ${where}`, params);
    if (held === 0) continue;
    rows += held;
    // A mutation, not a mark: what was erased must not lie on a disk until some merge comes by.
    await clickhouse.command(`alter table ${table} delete ${where} settings mutations_sync = 2`, params);
  }
  return rows;
}

// ---- questions -------------------------------------------------------------------------------------------------------------

const sampleSize = 10;
/** People wait for a preview; a sweep may take its time. */
const timeoutMs = { preview: 10_000, sweep: 120_000, hits: 30_000 };

export interface Preview {
  size: number;
  of: number;
  sample: string[];
}

/** How many match, and some of them: the same ones each time nothing has changed. */
export async function previewRule(
  clickhouse: ClickHouse,
  rule: SegmentRule,
  question: Question,
  signal: AbortSignal,
): Promise<Preview> {
  const matching = everyoneMatching(rule, { ...question, personOf });
  const sql = `
    select toFloat64(count()) as size, arrayMap(person -> toString(person), groupArraySample(${sampleSize}, 1)(person)) as sample,
           (select toFloat64(count()) from customers_profile final where workspace = {workspace: UUID}) as of
      from (${matching.sql})`;
  const rows = await ask<Preview>(clickhouse, { sql, params: matching.params }, timeoutMs.preview, signal);
  return rows[0] ?? { size: 0, of: 0, sample: [] };
}

/** Which of the known people match which rules; people who do not exist match none. */
export async function hits(
  clickhouse: ClickHouse,
  rules: readonly SegmentRule[],
  question: Question,
  known: Known,
): Promise<Map<string, boolean[]>> {
  const rows = await ask<{ person: string; hits: number[] }>(
    clickhouse,
    hitsOf(rules, { ...question, personOf }, known),
    timeoutMs.hits,
  );
  return new Map(rows.map((row) => [row.person, row.hits.map((hit) => hit === 1)]));
}

export interface Differences {
  entering: string[];
  leaving: string[];
}

/**
 * Looks at everybody: who should be in a segment and is not, who is and should not be. One pass over those who match and
 * those who are in; only the differences leave ClickHouse.
 */
function differencesQuery(rule: SegmentRule, question: Question, segmentId: string, atMost: number): Query {
  const matching = everyoneMatching(rule, { ...question, personOf });
  const sql = `
    select toUInt8(matches) as enters, groupArray(toString(person)) as people
      from (select person, max(now) as matches, max(before) as was
              from (select person, 1 as now, 0 as before from (${matching.sql})
                    union all
                    select person, 0 as now, 1 as before from customers_segment_member final
                     where workspace = {workspace: UUID} and segment = {segment: UUID})
             group by person having matches != was limit {most: UInt32})
     group by matches, person % 64`;
  return { sql, params: { ...matching.params, segment: segmentId, most: atMost } };
}

export async function findDifferences(
  clickhouse: ClickHouse,
  rule: SegmentRule,
  question: Question,
  segmentId: string,
  atMost: number,
): Promise<Differences> {
  const rows = await ask<{ enters: number; people: string[] }>(
    clickhouse,
    differencesQuery(rule, question, segmentId, atMost),
    timeoutMs.sweep,
  );
  const of = (enters: number) => rows.flatMap((row) => (row.enters === enters ? row.people : []));
  return { entering: of(1), leaving: of(0) };
}

async function ask<Row>(clickhouse: ClickHouse, { sql, params }: Query, limitMs: number, signal?: AbortSignal): Promise<Row[]> {
  try {
    return await clickhouse.query<Row>(sql, params, { timeoutMs: limitMs, restricted: true, ...(signal && { signal }) });
  } catch (error) {
    if (error instanceof ClickHouseRefused && /TIMEOUT_EXCEEDED|MEMORY_LIMIT_EXCEEDED|TOO_SLOW/.test(error.type)) {
      throw new Refusal(segmentRefusals.segment_too_heavy, { detail: error.advice });
    }
    throw error;
  }
}

/** SQL that is true of senders whose person is in the segment now, with the values it binds. */
export function inSegment(
  sender: string,
  workspaceId: string,
  segmentId: string,
): { sql: string; params: Record<string, unknown> } {
  const sql = `${personOf(sender)} in (select person from customers_segment_member final
    where workspace = {segmentWorkspace: UUID} and segment = {segment: UUID})`;
  return { sql, params: { segmentWorkspace: workspaceId, segment: segmentId } };
}
