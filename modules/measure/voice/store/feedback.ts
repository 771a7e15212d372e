/** SQL of the records of what customers said. */
import { jsonb, sql, type Tx } from '#platform/postgres';
import type { AskedReading } from '#platform/text';
import type { VoiceKind } from '../../contract.ts';
import type { Corrected, Enriched } from '../rules/enrich.ts';

export interface FeedbackRow {
  id: string;
  origin: string;
  senderNo: string;
  momentId: string | null;
  occurredAt: Date;
  channel: string;
  source: string;
  product: string;
  touchpoint: string;
  text: string;
  hint: string | null;
  language: string | null;
  kind: VoiceKind;
  kindBy: string;
  sentiment: number | null;
  sentimentUnknown: string | null;
  emotion: string | null;
  effort: string | null;
  offensive: boolean;
  themes: string[];
  wantId: string | null;
  corrected: Corrected;
  /** By a language model; null when none was asked, or none answered. */
  modelSaid: AskedReading | null;
  /** Which one; null: the rules. */
  readBy: string | null;
  owedAt: Date | null;
  answeredAt: Date | null;
  usedAt: Date | null;
  settledAt: Date | null;
  settledWhy: string | null;
  version: string;
}

const columns = sql`id, origin, sender_no as "senderNo", moment_id as "momentId", occurred_at as "occurredAt", channel, source, product,
  touchpoint, text, hint, language, kind, kind_by as "kindBy", sentiment, sentiment_unknown as "sentimentUnknown", emotion, effort,
  offensive, themes, want_id as "wantId", corrected, model_said as "modelSaid", read_by as "readBy", owed_at as "owedAt", answered_at as "answeredAt", used_at as "usedAt",
  settled_at as "settledAt", settled_why as "settledWhy", version`;

export interface NewFeedback
  extends Pick<
    FeedbackRow,
    'id' | 'origin' | 'senderNo' | 'momentId' | 'occurredAt' | 'channel' | 'source' | 'product' | 'touchpoint' | 'text' | 'hint'
  > {
  reading: Enriched;
  wantId: string | null;
  edition: string;
  owedAt: Date | null;
  /** When a language model is asked about it; null: not at all. */
  askAt: Date | null;
}

export async function isKnown(tx: Tx, workspaceId: string, origin: string): Promise<boolean> {
  return (await tx.run(sql`select 1 from measure.feedback where workspace_id = ${workspaceId} and origin = ${origin}`)) > 0;
}

/** Keeps it once: the same origin again changes nothing. */
export async function insertFeedback(tx: Tx, workspaceId: string, row: NewFeedback): Promise<boolean> {
  const { reading } = row;
  const inserted = await tx.run(sql`
    insert into measure.feedback (workspace_id, id, origin, sender_no, moment_id, occurred_at, channel, source, product, touchpoint, text,
      hint, language, kind, kind_by, sentiment, sentiment_unknown, emotion, effort, offensive, phrases, themes, want_id, edition, owed_at, ask_at)
    values (${workspaceId}, ${row.id}, ${row.origin}, ${row.senderNo}::bigint, ${row.momentId}::uuid, ${row.occurredAt}, ${row.channel},
      ${row.source}, ${row.product}, ${row.touchpoint}, ${row.text}, ${row.hint}, ${reading.language}, ${reading.kind}, ${reading.kindBy},
      ${reading.sentiment}, ${reading.sentimentUnknown}, ${reading.emotion}, ${reading.effort}, ${reading.offensive}, ${reading.phrases},
      ${reading.themes}::uuid[], ${row.wantId}::uuid, ${row.edition}::bigint, ${row.owedAt},
      ${row.askAt})
    on conflict (workspace_id, origin) do nothing`);
  return inserted > 0;
}

/** What a newer reading makes of it. */
export async function rereadFeedback(
  tx: Tx,
  workspaceId: string,
  id: string,
  {
    reading,
    wantId,
    edition,
    owed,
    corrected,
  }: { reading: Enriched; wantId: string | null; edition: string; owed: boolean; corrected?: Corrected },
): Promise<void> {
  await tx.run(sql`
    update measure.feedback
       set language = ${reading.language}, kind = ${reading.kind}, kind_by = ${reading.kindBy}, sentiment = ${reading.sentiment},
           sentiment_unknown = ${reading.sentimentUnknown}, emotion = ${reading.emotion}, effort = ${reading.effort},
           offensive = ${reading.offensive}, phrases = ${reading.phrases}, themes = ${reading.themes}::uuid[], want_id = ${wantId}::uuid,
           edition = ${edition}::bigint, corrected = coalesce(${corrected ? jsonb(corrected) : null}::jsonb, corrected),
           owed_at = case when not ${owed}::boolean then null
                          else coalesce(owed_at, occurred_at + coalesce((select (settings ->> 'answerHours')::float8 from measure.voice
                                 where workspace_id = ${workspaceId}), 72) * interval '1 hour') end,
           version = version + 1, stale = true
     where workspace_id = ${workspaceId} and id = ${id}`);
}

export const feedbackByIds = (tx: Tx, workspaceId: string, ids: readonly string[]): Promise<FeedbackRow[]> =>
  tx.many(sql`select ${columns} from measure.feedback where workspace_id = ${workspaceId} and id = any(${[...ids]}::uuid[])`);

export const holdFeedback = (tx: Tx, workspaceId: string, id: string): Promise<FeedbackRow | undefined> =>
  tx.maybe(sql`select ${columns} from measure.feedback where workspace_id = ${workspaceId} and id = ${id} for update`);

export const outdated = (tx: Tx, workspaceId: string, edition: string, limit: number): Promise<FeedbackRow[]> =>
  tx.many(sql`
    select ${columns} from measure.feedback where workspace_id = ${workspaceId} and edition < ${edition}::bigint
     order by edition, id limit ${limit} for update skip locked`);

export async function countOutdated(tx: Tx, workspaceId: string, edition: string): Promise<number> {
  const row = await tx.one<{ count: number }>(sql`
    select count(*)::float8 as count from measure.feedback where workspace_id = ${workspaceId} and edition < ${edition}::bigint`);
  return row.count;
}

export const staleFeedback = (tx: Tx, workspaceId: string, limit: number): Promise<FeedbackRow[]> =>
  tx.many(sql`select ${columns} from measure.feedback where workspace_id = ${workspaceId} and stale order by id limit ${limit}`);

/** Whether words that were said by then are still to be copied. What is said meanwhile always is. */
export const anyStaleBy = async (tx: Tx, workspaceId: string, until: Date): Promise<boolean> =>
  (await tx.maybe(sql`
    select 1 from measure.feedback where workspace_id = ${workspaceId} and stale and occurred_at <= ${until} limit 1`)) !==
  undefined;

/** Marks as copied what has not changed meanwhile; answers which of them still exist. */
export async function markCopied(
  tx: Tx,
  workspaceId: string,
  rows: readonly Pick<FeedbackRow, 'id' | 'version'>[],
): Promise<Set<string>> {
  const ids = rows.map(({ id }) => id);
  await tx.run(sql`
    update measure.feedback f set stale = false
      from unnest(${ids}::uuid[], ${rows.map(({ version }) => version)}::bigint[]) as copied (id, version)
     where f.workspace_id = ${workspaceId} and f.id = copied.id and f.version = copied.version`);
  const left = await tx.many<{ id: string }>(sql`
    select id from measure.feedback where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`);
  return new Set(left.map(({ id }) => id));
}

export const copyAnew = (tx: Tx, workspaceId: string): Promise<number> =>
  tx.run(sql`update measure.feedback set stale = true where workspace_id = ${workspaceId} and not stale`);

/** A human answered in that moment: whatever was said there before was heard. */
export const markAnswered = (tx: Tx, workspaceId: string, momentId: string, at: Date): Promise<number> =>
  tx.run(sql`
    update measure.feedback set answered_at = ${at}
     where workspace_id = ${workspaceId} and moment_id = ${momentId} and occurred_at <= ${at} and answered_at is null`);

export const markUsed = (tx: Tx, workspaceId: string, ids: readonly string[]): Promise<number> =>
  tx.run(sql`
    update measure.feedback set used_at = coalesce(used_at, clock_timestamp())
     where workspace_id = ${workspaceId} and id = any(${[...ids]}::uuid[])`);

/** A want that was decided answers everybody who wished for it. */
export const settleWanted = (tx: Tx, workspaceId: string, wantId: string, by: string, why: string): Promise<number> =>
  tx.run(sql`
    update measure.feedback set settled_at = clock_timestamp(), settled_by = ${by}, settled_why = ${why}
     where workspace_id = ${workspaceId} and want_id = ${wantId} and settled_at is null`);

export const settleFeedback = (tx: Tx, workspaceId: string, id: string, by: string, why: string): Promise<number> =>
  tx.run(sql`
    update measure.feedback set settled_at = clock_timestamp(), settled_by = ${by}, settled_why = ${why}
     where workspace_id = ${workspaceId} and id = ${id} and answered_at is null and used_at is null and settled_at is null`);

const ignored = sql`answered_at is null and used_at is null and settled_at is null and owed_at is not null`;

export const ignoredFeedback = (
  tx: Tx,
  workspaceId: string,
  now: Date,
  after: { at: string; id: string } | undefined,
  limit: number,
): Promise<(FeedbackRow & { owedExactly: string })[]> =>
  tx.many(sql`
    select ${columns}, to_char(owed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "owedExactly" from measure.feedback
     where workspace_id = ${workspaceId} and ${ignored} and owed_at < ${now}
       and (${after?.at ?? null}::timestamptz is null or (owed_at, id) > (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
     order by owed_at, id limit ${limit}`);

export async function countIgnored(tx: Tx, workspaceId: string, now: Date): Promise<number> {
  const row = await tx.one<{ count: number }>(sql`
    select count(*)::float8 as count from measure.feedback where workspace_id = ${workspaceId} and ${ignored} and owed_at < ${now}`);
  return row.count;
}

/** Who wished for it, newest first. */
export const wantedFeedback = (tx: Tx, workspaceId: string, wantId: string): Promise<FeedbackRow[]> =>
  tx.many(sql`
    select ${columns} from measure.feedback where workspace_id = ${workspaceId} and want_id = ${wantId}
     order by occurred_at desc, id desc limit 200`);

export const feelings = (
  tx: Tx,
  workspaceId: string,
  momentIds: readonly string[],
): Promise<{ moment: string; emotion: string | null; sentiment: number | null }[]> =>
  tx.many(sql`
    select moment_id as moment, avg(sentiment) as sentiment,
           coalesce(mode() within group (order by emotion) filter (where emotion <> 'none'),
                    max(emotion) filter (where emotion = 'none')) as emotion
      from measure.feedback where workspace_id = ${workspaceId} and moment_id = any(${[...momentIds]}::uuid[]) group by moment_id`);

export interface PhraseRow {
  phrase: string;
  now: number;
  before: number;
  records: string[];
}

/** Phrases of the newest records without a theme, by how many spoke of them; in `before`, of those said in the span before. */
export const phrasesUnthemed = (
  tx: Tx,
  workspaceId: string,
  span: { from: Date; middle: Date },
  most: number,
): Promise<PhraseRow[]> =>
  tx.many(sql`
    with looked as (
      select id, sender_no, phrases, occurred_at >= ${span.middle} as now from measure.feedback
       where workspace_id = ${workspaceId} and themes = '{}' and occurred_at >= ${span.from}
       order by occurred_at desc limit ${most})
    select phrase, count(distinct sender_no) filter (where now)::float8 as now,
           count(distinct sender_no) filter (where not now)::float8 as before,
           coalesce(array_agg(id order by id) filter (where now), '{}') as records
      from looked cross join lateral unnest(phrases) as phrase
     group by phrase having count(distinct sender_no) filter (where now) >= 3
     order by count(distinct sender_no) filter (where now) desc, length(phrase) desc, phrase limit 400`);

export const countUnthemed = (
  tx: Tx,
  workspaceId: string,
  span: { from: Date; middle: Date },
): Promise<{ now: number; before: number }> =>
  tx.one(sql`
    select count(distinct sender_no) filter (where occurred_at >= ${span.middle})::float8 as now,
           count(distinct sender_no) filter (where occurred_at < ${span.middle})::float8 as before
      from measure.feedback where workspace_id = ${workspaceId} and themes = '{}' and occurred_at >= ${span.from}`);

export const sendersOf = (tx: Tx, workspaceId: string, ids: readonly string[]): Promise<{ senderNo: string }[]> =>
  tx.many(sql`
    select distinct sender_no as "senderNo" from measure.feedback
     where workspace_id = ${workspaceId} and id = any(${[...ids]}::uuid[]) limit 10000`);

export const saidBy = (tx: Tx, workspaceId: string, senderNos: readonly string[]) =>
  tx.many<{ at: Date; channel: string; text: string; kind: string; sentiment: number | null }>(sql`
    select occurred_at as at, channel, text, kind, sentiment from measure.feedback
     where workspace_id = ${workspaceId} and sender_no = any(${[...senderNos]}::bigint[]) order by occurred_at limit 100000`);

export const eraseSaid = (tx: Tx, workspaceId: string, senderNos: readonly string[]): Promise<number> =>
  tx.run(sql`delete from measure.feedback where workspace_id = ${workspaceId} and sender_no = any(${[...senderNos]}::bigint[])`);
