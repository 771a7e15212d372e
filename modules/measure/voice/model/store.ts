/** SQL of the language model: how it is set up, what a day may cost, what was answered, and which records wait. */

import { jsonb, sql, type Tx } from '#platform/postgres';
import type { AskedReading } from '#platform/text';
import type { ModelSettings } from '../../contract.ts';

export interface Trouble {
  at: string;
  code: string;
  detail: string;
}

export interface ModelRow {
  settings: ModelSettings;
  /** Sealed. */
  key: string | null;
  failures: number;
  restsUntil: Date | null;
  lastTrouble: Trouble | null;
}

const columns = sql`settings, key, failures::float8 as failures, rests_until as "restsUntil", last_error as "lastTrouble"`;

export const findModel = (tx: Tx, workspaceId: string): Promise<ModelRow | undefined> =>
  tx.maybe(sql`select ${columns} from measure.language_model where workspace_id = ${workspaceId}`);

/** A change begins with a clean sheet: what went wrong was of the settings before. */
export async function saveModel(
  tx: Tx,
  workspaceId: string,
  { settings, key }: Pick<ModelRow, 'settings' | 'key'>,
  by: string,
): Promise<void> {
  await tx.run(sql`
    insert into measure.language_model (workspace_id, settings, key, requests_a_day, tokens_a_day, changed_by)
    values (${workspaceId}, ${jsonb(settings)}, ${key}, ${settings.requestsADay}::bigint, ${settings.tokensADay}::bigint, ${by})
    on conflict (workspace_id) do update
       set settings = excluded.settings, key = excluded.key, requests_a_day = excluded.requests_a_day,
           tokens_a_day = excluded.tokens_a_day, changed_by = excluded.changed_by, changed_at = clock_timestamp(), failures = 0,
           rests_until = null, last_error = null`);
}

export async function noteTrouble(tx: Tx, workspaceId: string, trouble: Trouble, restsUntil: Date): Promise<void> {
  await tx.run(sql`
    update measure.language_model set failures = failures + 1, last_error = ${jsonb(trouble)}, rests_until = ${restsUntil}
     where workspace_id = ${workspaceId}`);
}

/** It did answer something: no reason to leave it alone. The last trouble stays to be read. */
export async function noteWell(tx: Tx, workspaceId: string): Promise<void> {
  await tx.run(sql`
    update measure.language_model set failures = 0, rests_until = null where workspace_id = ${workspaceId} and failures > 0`);
}

// ── the budget ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface DayRow {
  requests: number;
  tokens: number;
  cached: number;
  failed: number;
}

export async function dayOf(tx: Tx, workspaceId: string, day: string): Promise<DayRow> {
  const row = await tx.maybe<DayRow>(sql`
    select requests::float8 as requests, tokens::float8 as tokens, cached::float8 as cached, failed::float8 as failed
      from measure.model_day where workspace_id = ${workspaceId} and day = ${day}::date`);
  return row ?? { requests: 0, tokens: 0, cached: 0, failed: 0 };
}

/** Takes one question out of the day's budget; false when it does not fit. One statement, so that no two processes share what is left. */
export async function reserve(tx: Tx, workspaceId: string, day: string, tokens: number): Promise<boolean> {
  const taken = await tx.run(sql`
    insert into measure.model_day as d (workspace_id, day, requests, tokens)
    select ${workspaceId}::uuid, ${day}::date, 1, ${tokens}::bigint from measure.language_model
     where workspace_id = ${workspaceId} and ${tokens}::bigint <= tokens_a_day
    on conflict (workspace_id, day) do update set requests = d.requests + 1, tokens = d.tokens + excluded.tokens
     where exists (select 1 from measure.language_model m
                    where m.workspace_id = d.workspace_id and d.requests < m.requests_a_day
                      and d.tokens + excluded.tokens <= m.tokens_a_day)`);
  return taken > 0;
}

/** What it did cost, in the place of what was reserved. */
export async function settle(
  tx: Tx,
  workspaceId: string,
  day: string,
  { reserved, cost, failed }: { reserved: number; cost: number; failed: boolean },
): Promise<void> {
  await tx.run(sql`
    update measure.model_day
       set tokens = tokens - ${reserved}::bigint + ${cost}::bigint, failed = failed + ${failed ? 1 : 0}::bigint
     where workspace_id = ${workspaceId} and day = ${day}::date`);
}

export async function countCached(tx: Tx, workspaceId: string, day: string, count: number): Promise<void> {
  await tx.run(sql`
    insert into measure.model_day as d (workspace_id, day, cached) values (${workspaceId}, ${day}::date, ${count}::bigint)
    on conflict (workspace_id, day) do update set cached = d.cached + excluded.cached`);
}

// ── what was answered ───────────────────────────────────────────────────────────────────────────────────────────────────────

export interface AnswerRow {
  said: AskedReading;
  readBy: string;
}

export const findAnswer = (tx: Tx, workspaceId: string, question: string): Promise<AnswerRow | undefined> =>
  tx.maybe(sql`
    select said, read_by as "readBy" from measure.model_answer where workspace_id = ${workspaceId} and question = ${question}`);

export async function keepAnswer(tx: Tx, workspaceId: string, question: string, { said, readBy }: AnswerRow): Promise<void> {
  await tx.run(sql`
    insert into measure.model_answer (workspace_id, question, said, read_by)
    values (${workspaceId}, ${question}, ${jsonb(said)}, ${readBy}) on conflict do nothing`);
}

/** Before their words go: what was made of them goes too. Somebody else's same words are asked about anew. */
export const eraseAnswers = (tx: Tx, workspaceId: string, senderNos: readonly string[]): Promise<number> =>
  tx.run(sql`
    delete from measure.model_answer where workspace_id = ${workspaceId} and question in
      (select question from measure.feedback where workspace_id = ${workspaceId} and sender_no = any(${[...senderNos]}::bigint[]))`);

// ── records that wait ───────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Waiting {
  id: string;
  text: string;
  language: string | null;
  tries: number;
}

/** Takes the newest that are due, for so long that whoever died with them delays them by no more than that. */
export const claim = (
  tx: Tx,
  workspaceId: string,
  { now, until, limit }: { now: Date; until: Date; limit: number },
): Promise<Waiting[]> =>
  tx.many(sql`
    update measure.feedback set ask_at = ${until}, ask_tries = ask_tries + 1
     where workspace_id = ${workspaceId} and id = any(array(
       select id from measure.feedback where workspace_id = ${workspaceId} and ask_at <= ${now}
        order by id desc limit ${limit} for update skip locked))
    returning id, text, language, ask_tries::float8 as tries`);

/** Asked again at `at`, or no more; a try that was not the text's fault does not count. */
export async function askLater(
  tx: Tx,
  workspaceId: string,
  ids: readonly string[],
  { at, uncounted }: { at: Date | null; uncounted: boolean },
): Promise<void> {
  await tx.run(sql`
    update measure.feedback set ask_at = ${at}, ask_tries = ask_tries - ${uncounted ? 1 : 0}::bigint
     where workspace_id = ${workspaceId} and id = any(${[...ids]}::uuid[]) and ask_at is not null`);
}

export async function markRead(
  tx: Tx,
  workspaceId: string,
  id: string,
  { said, readBy, question }: AnswerRow & { question: string },
): Promise<void> {
  await tx.run(sql`
    update measure.feedback set model_said = ${jsonb(said)}, read_by = ${readBy}, question = ${question}, ask_at = null
     where workspace_id = ${workspaceId} and id = ${id}`);
}

/** Whatever waits: asked now, or no more. */
export const askAll = (tx: Tx, workspaceId: string, at: Date | null): Promise<number> =>
  tx.run(sql`update measure.feedback set ask_at = ${at} where workspace_id = ${workspaceId} and ask_at is not null`);

export async function countWaiting(tx: Tx, workspaceId: string): Promise<number> {
  const row = await tx.one<{ count: number }>(sql`
    select count(*)::float8 as count from measure.feedback where workspace_id = ${workspaceId} and ask_at is not null`);
  return row.count;
}
