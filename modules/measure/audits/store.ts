/** SQL of audits: templates with their versions, sheets, and what each says of a touchpoint. */
import { jsonb, sql, type Tx } from '#platform/postgres';
import type { AuditTemplate, Criterion } from '../contract.ts';
import type { Answers } from './rules/score.ts';

export interface TemplateRow {
  id: string;
  name: string;
  kind: AuditTemplate['kind'];
  version: string;
  criteria: Criterion[];
  criticalCap: number;
  changedBy: string;
  changedAt: Date;
}

const columns = sql`t.id, t.name, t.kind, t.version, v.criteria, v.critical_cap as "criticalCap", v.changed_by as "changedBy",
  v.changed_at as "changedAt"`;
const joined = sql`measure.audit_template t join measure.audit_template_version v
  on v.workspace_id = t.workspace_id and v.template_id = t.id and v.no = t.version`;

export const listTemplates = (tx: Tx, workspaceId: string): Promise<(TemplateRow & { sheets: string })[]> =>
  tx.many(sql`
    select ${columns}, (select count(*) from measure.audit_sheet s
                         where s.workspace_id = t.workspace_id and s.template_id = t.id and s.withdrawn_at is null) as sheets
      from ${joined} where t.workspace_id = ${workspaceId} order by lower(t.name) limit 200`);

export const findTemplate = (tx: Tx, workspaceId: string, id: string): Promise<TemplateRow | undefined> =>
  tx.maybe(sql`select ${columns} from ${joined} where t.workspace_id = ${workspaceId} and t.id = ${id}`);

/** Locked until the transaction ends: versions and sheets follow each other one at a time. */
export const holdTemplate = (tx: Tx, workspaceId: string, id: string): Promise<TemplateRow | undefined> =>
  tx.maybe(sql`select ${columns} from ${joined} where t.workspace_id = ${workspaceId} and t.id = ${id} for update of t`);

/** False when the name is taken. */
export async function insertTemplate(
  tx: Tx,
  workspaceId: string,
  { id, name, kind }: Pick<TemplateRow, 'id' | 'name' | 'kind'>,
): Promise<boolean> {
  const made = await tx.run(sql`
    insert into measure.audit_template (workspace_id, id, name, kind) values (${workspaceId}, ${id}, ${name}, ${kind})
    on conflict do nothing`);
  return made === 1;
}

export const nameTaken = async (tx: Tx, workspaceId: string, name: string, except: string): Promise<boolean> =>
  (await tx.maybe(sql`
    select 1 from measure.audit_template
     where workspace_id = ${workspaceId} and lower(name) = lower(${name}) and id <> ${except}`)) !== undefined;

export async function insertVersion(
  tx: Tx,
  workspaceId: string,
  templateId: string,
  no: number,
  { criteria, criticalCap }: Pick<TemplateRow, 'criteria' | 'criticalCap'>,
  by: string,
): Promise<void> {
  await tx.run(sql`
    insert into measure.audit_template_version (workspace_id, template_id, no, criteria, critical_cap, changed_by)
    values (${workspaceId}, ${templateId}, ${no}, ${jsonb(criteria)}, ${criticalCap}, ${by})`);
}

export async function updateTemplate(
  tx: Tx,
  workspaceId: string,
  { id, name, kind, version }: { id: string; name: string; kind: string; version: number },
): Promise<void> {
  await tx.run(sql`
    update measure.audit_template set name = ${name}, kind = ${kind}, version = ${version}
     where workspace_id = ${workspaceId} and id = ${id}`);
}

// ---- sheets ----------------------------------------------------------------------------------------------------------------

export interface SheetRow {
  id: string;
  templateId: string;
  template: string;
  version: string;
  subject: string;
  on: string;
  auditor: string;
  note: string;
  answers: Answers;
  score: number;
  critical: string[];
  touchpoints: { id: string; name: string; score: number; answered: number; critical: boolean }[];
  createdBy: string;
  createdAt: Date;
  withdrawnBy: string | null;
  withdrawnWhy: string | null;
}

const sheetColumns = sql`s.id, s.template_id as "templateId", t.name as template, s.version, s.subject, s.visited_on::text as on,
  s.auditor, s.note, s.answers, s.score, s.critical, s.created_by as "createdBy", s.created_at as "createdAt",
  s.withdrawn_by as "withdrawnBy", s.withdrawn_why as "withdrawnWhy",
  coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'score', c.score, 'answered', c.answered,
                                                'critical', c.critical) order by p.place, p.id)
              from measure.audit_score c join measure.touchpoint p on p.workspace_id = c.workspace_id and p.id = c.touchpoint_id
             where c.workspace_id = s.workspace_id and c.sheet_id = s.id), '[]') as touchpoints`;
const sheets = sql`measure.audit_sheet s join measure.audit_template t on t.workspace_id = s.workspace_id and t.id = s.template_id`;

export const listSheets = (
  tx: Tx,
  workspaceId: string,
  {
    template = null,
    touchpoint = null,
    version = null,
  }: { template?: string | null; touchpoint?: string | null; version?: string | null },
  limit: number,
): Promise<SheetRow[]> =>
  tx.many(sql`
    select ${sheetColumns} from ${sheets}
     where s.workspace_id = ${workspaceId} and (${template}::uuid is null or s.template_id = ${template})
       and (${version}::bigint is null or s.version = ${version})
       and (${touchpoint}::uuid is null or exists (
             select 1 from measure.audit_score c
              where c.workspace_id = s.workspace_id and c.sheet_id = s.id and c.touchpoint_id = ${touchpoint}))
     order by s.visited_on desc, s.id desc limit ${limit}`);

export const findSheet = (tx: Tx, workspaceId: string, id: string): Promise<SheetRow | undefined> =>
  tx.maybe(sql`select ${sheetColumns} from ${sheets} where s.workspace_id = ${workspaceId} and s.id = ${id}`);

export const versionOf = (
  tx: Tx,
  workspaceId: string,
  templateId: string,
  no: string,
): Promise<{ criteria: Criterion[]; criticalCap: number }> =>
  tx.one(sql`
    select criteria, critical_cap as "criticalCap" from measure.audit_template_version
     where workspace_id = ${workspaceId} and template_id = ${templateId} and no = ${no}`);

export interface NewSheet {
  id: string;
  templateId: string;
  version: string;
  subject: string;
  on: string;
  auditor: string;
  note: string;
  answers: Answers;
  score: number;
  critical: string[];
}

/** Undefined unless a sheet that counts says the very same. */
export const sameSheet = (
  tx: Tx,
  workspaceId: string,
  { templateId, version, subject, on, auditor, answers }: NewSheet,
): Promise<{ id: string } | undefined> =>
  tx.maybe(sql`
    select id from measure.audit_sheet
     where workspace_id = ${workspaceId} and template_id = ${templateId} and version = ${version} and visited_on = ${on}::date
       and lower(subject) = lower(${subject}) and auditor = ${auditor} and answers = ${jsonb(answers)} and withdrawn_at is null limit 1`);

export async function insertSheet(
  tx: Tx,
  workspaceId: string,
  sheet: NewSheet,
  scores: readonly { touchpointId: string; score: number; answered: number; critical: boolean }[],
  by: string,
): Promise<void> {
  await tx.run(sql`
    insert into measure.audit_sheet (workspace_id, id, template_id, version, subject, visited_on, auditor, note, answers, score,
                                     critical, created_by)
    values (${workspaceId}, ${sheet.id}, ${sheet.templateId}, ${sheet.version}, ${sheet.subject}, ${sheet.on}::date, ${sheet.auditor},
            ${sheet.note}, ${jsonb(sheet.answers)}, ${sheet.score}, ${sheet.critical}, ${by})`);
  for (const { touchpointId, score, answered, critical } of scores)
    await tx.run(sql`
      insert into measure.audit_score (workspace_id, sheet_id, touchpoint_id, score, answered, critical)
      values (${workspaceId}, ${sheet.id}, ${touchpointId}, ${score}, ${answered}, ${critical})`);
}

/** False when it was withdrawn before. */
export async function withdrawSheet(tx: Tx, workspaceId: string, id: string, why: string, by: string): Promise<boolean> {
  const changed = await tx.run(sql`
    update measure.audit_sheet set withdrawn_at = clock_timestamp(), withdrawn_why = ${why}, withdrawn_by = ${by}
     where workspace_id = ${workspaceId} and id = ${id} and withdrawn_at is null`);
  return changed === 1;
}

/** The latest sheet of each subject that counts. */
export const latestSheets = (tx: Tx, workspaceId: string, templateId: string): Promise<SheetRow[]> =>
  tx.many(sql`
    select distinct on (lower(s.subject)) ${sheetColumns} from ${sheets}
     where s.workspace_id = ${workspaceId} and s.template_id = ${templateId} and s.withdrawn_at is null
     order by lower(s.subject), s.visited_on desc, s.created_at desc limit 200`);

export interface LatestScore {
  touchpointId: string;
  score: number;
  sheet: string;
  template: string;
  on: string;
  answered: number;
  critical: boolean;
}

/** What the latest sheet of ours up to a day says of each touchpoint. */
export const latestScores = (tx: Tx, workspaceId: string, until: string): Promise<LatestScore[]> =>
  tx.many(sql`
    select distinct on (c.touchpoint_id) c.touchpoint_id as "touchpointId", c.score, s.id as sheet, t.name as template,
           s.visited_on::text as on, c.answered::float8 as answered, c.critical
      from measure.audit_score c
      join measure.audit_sheet s on s.workspace_id = c.workspace_id and s.id = c.sheet_id
      join measure.audit_template t on t.workspace_id = s.workspace_id and t.id = s.template_id
     where c.workspace_id = ${workspaceId} and s.subject = '' and s.withdrawn_at is null and s.visited_on <= ${until}::date
     order by c.touchpoint_id, s.visited_on desc, s.created_at desc`);
