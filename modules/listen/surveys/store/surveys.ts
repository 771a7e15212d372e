/** SQL of surveys, their versions and quotas. */
import { jsonb, sql, type Tx } from '#platform/postgres';
import type { SurveyDefinition, SurveySettings, SurveySummary, SurveyTemplateName } from '../../contract/surveys.ts';
import { makeOwnSource } from '../../store/own-source.ts';

export interface SurveyRow {
  id: string;
  name: string;
  decision: string;
  template: SurveyTemplateName | null;
  state: SurveySummary['state'];
  closedBy: SurveySummary['closedBy'];
  publicKey: string;
  sourceId: string;
  version: string;
  settings: SurveySettings;
  completed: string;
  partial: string;
  definition: SurveyDefinition;
  createdAt: Date;
  openedAt: Date | null;
  closedAt: Date | null;
}

const columns = sql`s.id, s.name, s.decision, s.template, s.state, s.closed_by as "closedBy", s.public_key as "publicKey",
  s.source_id as "sourceId", s.version, s.settings, s.completed, v.definition, s.created_at as "createdAt",
  s.opened_at as "openedAt", s.closed_at as "closedAt",
  (select count(*) from listen.survey_response r
    where r.workspace_id = s.workspace_id and r.survey_id = s.id and r.state = 'partial') as partial`;
const joined = sql`listen.survey s
  join listen.survey_version v on v.workspace_id = s.workspace_id and v.survey_id = s.id and v.version = s.version`;

export const listSurveys = (tx: Tx, workspaceId: string): Promise<SurveyRow[]> =>
  tx.many(sql`
    select ${columns} from ${joined} where s.workspace_id = ${workspaceId} order by s.created_at desc, s.id desc limit 500`);

export const findSurvey = (tx: Tx, workspaceId: string, id: string): Promise<SurveyRow | undefined> =>
  tx.maybe(sql`select ${columns} from ${joined} where s.workspace_id = ${workspaceId} and s.id = ${id}`);

/** Nobody else changes it, or completes an answer to it, until this transaction ends. */
export async function holdSurvey(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.run(sql`select 1 from listen.survey where workspace_id = ${workspaceId} and id = ${id} for update`);
}

/** While somebody begins to answer it, its questions stay as they are. */
export async function shareSurvey(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.run(sql`select 1 from listen.survey where workspace_id = ${workspaceId} and id = ${id} for share`);
}

export const surveyByKey = (tx: Tx, key: string): Promise<{ workspaceId: string; id: string } | undefined> =>
  tx.maybe(sql`select workspace_id as "workspaceId", id from listen.survey_by_key(${key})`);

export const definitionOf = async (
  tx: Tx,
  workspaceId: string,
  surveyId: string,
  version: string | number,
): Promise<SurveyDefinition | undefined> =>
  (
    await tx.maybe<{ definition: SurveyDefinition }>(sql`
      select definition from listen.survey_version
       where workspace_id = ${workspaceId} and survey_id = ${surveyId} and version = ${version}`)
  )?.definition;

/** All of a workspace's surveys speak as one source. */
export async function surveySource(tx: Tx, workspaceId: string, name: string): Promise<string> {
  const known = await tx.maybe<{ id: string }>(sql`
    select source_id as id from listen.survey where workspace_id = ${workspaceId} limit 1`);
  if (known) return known.id;
  return makeOwnSource(tx, workspaceId, name);
}

export interface NewSurvey {
  id: string;
  name: string;
  decision: string;
  template: SurveyTemplateName | undefined;
  publicKey: string;
  sourceId: string;
  settings: SurveySettings;
  definition: SurveyDefinition;
}

export async function insertSurvey(tx: Tx, workspaceId: string, survey: NewSurvey): Promise<void> {
  const { id, name, decision, template, publicKey, sourceId, settings, definition } = survey;
  await tx.run(sql`
    insert into listen.survey (workspace_id, id, name, decision, template, public_key, source_id, settings)
    values (${workspaceId}, ${id}, ${name}, ${decision}, ${template ?? null}, ${publicKey}, ${sourceId}, ${jsonb(settings)})`);
  await tx.run(sql`
    insert into listen.survey_version (workspace_id, survey_id, version, definition)
    values (${workspaceId}, ${id}, 1, ${jsonb(definition)})`);
}

export async function updateSurvey(
  tx: Tx,
  workspaceId: string,
  id: string,
  change: { name?: string | undefined; decision?: string | undefined; settings?: SurveySettings | undefined },
): Promise<void> {
  await tx.run(sql`
    update listen.survey
       set name = coalesce(${change.name ?? null}, name), decision = coalesce(${change.decision ?? null}, decision),
           settings = coalesce(${change.settings === undefined ? null : JSON.stringify(change.settings)}::jsonb, settings)
     where workspace_id = ${workspaceId} and id = ${id}`);
}

/** Changes the version nobody answered, or makes the next one. Call it while the survey is held. */
export async function keepDefinition(tx: Tx, workspaceId: string, id: string, definition: SurveyDefinition): Promise<void> {
  const changed = await tx.run(sql`
    update listen.survey_version v set definition = ${jsonb(definition)}
      from listen.survey s
     where s.workspace_id = ${workspaceId} and s.id = ${id}
       and v.workspace_id = s.workspace_id and v.survey_id = s.id and v.version = s.version
       and not exists (select 1 from listen.survey_response r
                        where r.workspace_id = s.workspace_id and r.survey_id = s.id and r.version = s.version)`);
  if (changed > 0) return;
  await tx.run(sql`
    update listen.survey set version = version + 1 where workspace_id = ${workspaceId} and id = ${id}`);
  await tx.run(sql`
    insert into listen.survey_version (workspace_id, survey_id, version, definition)
    select workspace_id, id, version, ${jsonb(definition)} from listen.survey where workspace_id = ${workspaceId} and id = ${id}`);
}

export async function moveSurvey(
  tx: Tx,
  workspaceId: string,
  id: string,
  state: 'open' | 'closed',
  by: 'hand' | 'quota' | null,
): Promise<void> {
  await tx.run(sql`
    update listen.survey
       set state = ${state}, closed_by = ${by},
           opened_at = case when ${state} = 'open' then coalesce(opened_at, now()) else opened_at end,
           closed_at = case when ${state} = 'closed' then now() end
     where workspace_id = ${workspaceId} and id = ${id}`);
}

export interface QuotaRow {
  question: string;
  value: string;
  atMost: string;
  taken: string;
}

export const listQuotas = (tx: Tx, workspaceId: string, surveyId: string): Promise<QuotaRow[]> =>
  tx.many(sql`
    select question, value, at_most as "atMost", taken from listen.survey_quota
     where workspace_id = ${workspaceId} and survey_id = ${surveyId} order by question, value`);

/** What was taken stays counted; a quota that is new counts what was given before it. */
export async function setQuotas(tx: Tx, workspaceId: string, surveyId: string, quotas: SurveySettings['quotas']): Promise<void> {
  await tx.run(sql`delete from listen.survey_quota where workspace_id = ${workspaceId} and survey_id = ${surveyId}`);
  await tx.run(sql`
    insert into listen.survey_quota (workspace_id, survey_id, question, value, at_most, taken)
    select ${workspaceId}::uuid, ${surveyId}::uuid, q.question, q.value, max(q."atMost"),
           (select count(distinct a.response_id) from listen.survey_answer a
              join listen.survey_response r on r.workspace_id = a.workspace_id and r.id = a.response_id
             where a.workspace_id = ${workspaceId} and a.survey_id = ${surveyId} and a.question = q.question
               and r.state = 'complete' and coalesce(a.value_text, a.value_number::text) = q.value)
      from jsonb_to_recordset(${jsonb(quotas)}) as q (question text, value text, "atMost" bigint)
     group by q.question, q.value`);
}

/**
 * Takes a place for a response, overall and for each of its answers; false when one of them is full. In one statement each,
 * while the survey is held: two answers at once never take one place.
 */
export async function takePlace(
  tx: Tx,
  workspaceId: string,
  survey: Pick<SurveyRow, 'id' | 'settings'>,
  answers: readonly { question: string; value: string }[],
): Promise<{ taken: boolean; last: boolean }> {
  const { atMost } = survey.settings;
  const { completed } = await tx.one<{ completed: string }>(sql`
    select completed from listen.survey where workspace_id = ${workspaceId} and id = ${survey.id} for update`);
  if (atMost !== null && Number(completed) >= atMost) return { taken: false, last: true };
  const mine = sql`workspace_id = ${workspaceId} and survey_id = ${survey.id} and (question, value) in (
    select a.question, a.value from jsonb_to_recordset(${jsonb(answers)}) as a (question text, value text))`;
  const full = await tx.maybe(sql`select 1 from listen.survey_quota where ${mine} and taken >= at_most limit 1`);
  if (full) return { taken: false, last: false };
  await tx.run(sql`update listen.survey_quota set taken = taken + 1 where ${mine}`);
  await tx.run(sql`
    update listen.survey set completed = completed + 1 where workspace_id = ${workspaceId} and id = ${survey.id}`);
  return { taken: true, last: atMost !== null && Number(completed) + 1 >= atMost };
}
