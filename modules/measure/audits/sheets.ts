/** Sheets: filled in by hand or from a file, read with how their score was made, withdrawn when they were wrong. */
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { Principal } from '#platform/auth';
import { type BodyOf, type FieldProblem, Refusal, type ReplyOf } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import { type AuditSheet, type fillAudit, type rankAudits, type readAudit, refusals } from '../contract.ts';
import { readSheets } from './rules/file.ts';
import { answerOf, fixedColumns, pointsOf, ranked, readAnswer, scoreOf, scoresAt, sharesOf } from './rules/score.ts';
import * as store from './store.ts';
import type { AuditsDeps } from './templates.ts';

const mostShown = 500;
const mostRows = 1_000;
const mostTold = 50;
const dayMs = 86_400_000;

const sheetOf = ({
  version,
  subject,
  createdAt,
  withdrawnBy,
  withdrawnWhy,
  answers: _answers,
  ...row
}: store.SheetRow): AuditSheet => ({
  ...row,
  templateVersion: Number(version),
  subject: subject || null,
  createdAt: createdAt.toISOString(),
  withdrawn: withdrawnWhy === null ? null : { by: withdrawnBy ?? '', why: withdrawnWhy },
});

/** It may be tomorrow already where the visit was. */
const latestDay = ({ clock }: Pick<AuditsDeps, 'clock'>) => new Date(clock.now() + dayMs).toISOString().slice(0, 10);

async function held(tx: Tx, workspaceId: string, id: string): Promise<store.TemplateRow> {
  const row = await store.holdTemplate(tx, workspaceId, id);
  if (row === undefined) throw new Refusal(refusals.no_such_audit);
  return row;
}

type Filled = Omit<store.NewSheet, 'id' | 'score' | 'critical' | 'templateId' | 'version'>;

/** Undefined when a sheet that counts says the very same: sent twice, it is kept once. */
async function keep(deps: AuditsDeps, tx: Tx, principal: Principal, template: store.TemplateRow, filled: Filled) {
  const { workspaceId, label } = principal;
  const { score, critical } = scoreOf(template.criteria, filled.answers, template.criticalCap);
  if (score === null) throw new Refusal(refusals.not_answered, { fields: [{ path: 'answers', message: 'nothing applied' }] });
  const sheet = { ...filled, id: deps.newId(), templateId: template.id, version: template.version, score, critical };
  if (await store.sameSheet(tx, workspaceId, sheet)) return undefined;
  await store.insertSheet(tx, workspaceId, sheet, scoresAt(template.criteria, filled.answers, template.criticalCap), label);
  return sheet.id;
}

export function fill(deps: AuditsDeps, principal: Principal, body: BodyOf<typeof fillAudit>): Promise<AuditSheet> {
  const { workspaceId, label } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    const template = await held(tx, workspaceId, body.templateId);
    if (Number(template.version) !== body.templateVersion) throw new Refusal(refusals.audit_changed_meanwhile);
    const fields: FieldProblem[] = [];
    const answers: Record<string, number | null> = {};
    for (const criterion of template.criteria) {
      const read = readAnswer(criterion, body.answers[criterion.key]);
      if ('wrong' in read) fields.push({ path: `answers.${criterion.key}`, message: read.wrong });
      else answers[criterion.key] = read.value;
    }
    for (const key of Object.keys(body.answers))
      if (!template.criteria.some((criterion) => criterion.key === key))
        fields.push({ path: `answers.${key}`, message: 'the sheet has no such criterion' });
    if (body.on > latestDay(deps)) fields.push({ path: 'on', message: 'this day has not come yet' });
    if (fields.length > 0) throw new Refusal(refusals.not_answered, { fields });
    const { subject, on, note, auditor = label } = body;
    const id = await keep(deps, tx, principal, template, { subject: subject ?? '', on, note, auditor, answers });
    if (id === undefined) throw new Refusal(refusals.filled_before);
    await deps.audit.record(tx, principal, {
      action: 'measure.audit_filled',
      subject: `sheet:${id}`,
      details: { template: template.name, subject, on },
    });
    return sheetOf(await mustFind(tx, workspaceId, id));
  });
}

export function list(
  { db }: AuditsDeps,
  workspaceId: string,
  filter: { template?: string | undefined; touchpoint?: string | undefined },
): Promise<{ items: AuditSheet[] }> {
  const { template = null, touchpoint = null } = filter;
  return db.inWorkspace(
    workspaceId,
    async (tx) => ({ items: (await store.listSheets(tx, workspaceId, { template, touchpoint }, mostShown)).map(sheetOf) }),
    { readOnly: true },
  );
}

export function read({ db }: AuditsDeps, workspaceId: string, id: string): Promise<ReplyOf<typeof readAudit>> {
  return db.inWorkspace(
    workspaceId,
    async (tx) => {
      const row = await mustFind(tx, workspaceId, id);
      const { criteria, criticalCap } = await store.versionOf(tx, workspaceId, row.templateId, row.version);
      const shares = sharesOf(criteria, row.answers);
      return {
        ...sheetOf(row),
        criticalCap,
        uncapped: scoreOf(criteria, row.answers, criticalCap).uncapped ?? row.score,
        lines: criteria.map((criterion) => {
          const { key, question, critical } = criterion;
          const value = row.answers[key] ?? null;
          const points = value === null ? null : pointsOf(criterion, value);
          return { key, question, critical, points, answer: answerOf(criterion, value), share: shares.get(key) ?? 0 };
        }),
      };
    },
    { readOnly: true },
  );
}

async function mustFind(tx: Tx, workspaceId: string, id: string): Promise<store.SheetRow> {
  const row = await store.findSheet(tx, workspaceId, id);
  if (row === undefined) throw new Refusal(refusals.no_such_sheet);
  return row;
}

export function withdraw(deps: AuditsDeps, principal: Principal, id: string, why: string): Promise<AuditSheet> {
  const { workspaceId, label } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    await mustFind(tx, workspaceId, id);
    if (!(await store.withdrawSheet(tx, workspaceId, id, why, label))) throw new Refusal(refusals.withdrawn_before);
    await deps.audit.record(tx, principal, { action: 'measure.audit_withdrawn', subject: `sheet:${id}`, details: { why } });
    return sheetOf(await mustFind(tx, workspaceId, id));
  });
}

/** All of them in one transaction, or none: half a file would have to be found and taken out by hand. */
export function importCsv(deps: AuditsDeps, principal: Principal, id: string, csv: string): Promise<{ kept: number }> {
  const { workspaceId, label } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    const template = await held(tx, workspaceId, id);
    const { columns, records } = readCsv(csv);
    const { sheets, problems } = readSheets(template.criteria, columns, records, { latest: latestDay(deps), auditor: label });
    for (const { row, ...sheet } of problems.length > 0 ? [] : sheets)
      if ((await keep(deps, tx, principal, template, sheet)) === undefined)
        problems.push({ path: `row ${row}`, message: 'this sheet is kept already: take the line away' });
    if (problems.length > 0) throw refusedRows(problems);
    await deps.audit.record(tx, principal, {
      action: 'measure.audits_imported',
      subject: `audit:${id}`,
      details: { sheets: sheets.length },
    });
    return { kept: sheets.length };
  });
}

function refusedRows(problems: readonly FieldProblem[]): Refusal {
  const more = problems.length - mostTold;
  return new Refusal(refusals.rows_refused, {
    fields: problems.slice(0, mostTold),
    detail: `Nothing was kept: ${problems.length} problems${more > 0 ? `, of which these are the first ${mostTold}` : ''}.`,
  });
}

function readCsv(csv: string): { columns: string[]; records: Record<string, string>[] } {
  let lines: string[][];
  try {
    lines = parse(csv, { bom: true, trim: true, relax_column_count: true, skip_empty_lines: false });
  } catch (error) {
    throw refusedRows([{ path: 'csv', message: error instanceof Error ? error.message : 'it cannot be read' }]);
  }
  const [header = [], ...rows] = lines;
  const columns = header.map((name) => name.toLowerCase());
  // Trailing blank lines are how editors end a file; one in between is a mistake that is told.
  while (rows.at(-1)?.every((cell) => cell === '')) rows.pop();
  const wrong = rows.flatMap((cells, at) =>
    cells.length === columns.length
      ? []
      : [{ path: `row ${at + 2}`, message: `has ${cells.length} cells, the header ${columns.length}: complete it` }],
  );
  if (new Set(columns).size !== columns.length) wrong.push({ path: 'row 1', message: 'a column is there twice: take one away' });
  if (rows.length === 0) wrong.push({ path: 'row 2', message: 'there is no sheet in it: add a line' });
  if (rows.length > mostRows) wrong.push({ path: `row ${mostRows + 2}`, message: `at most ${mostRows} sheets a file: split it` });
  if (wrong.length > 0) throw refusedRows(wrong);
  return { columns, records: rows.map((cells) => Object.fromEntries(columns.map((name, at) => [name, cells[at] ?? '']))) };
}

export function exportCsv({ db }: AuditsDeps, workspaceId: string, id: string): Promise<string> {
  return db.inWorkspace(
    workspaceId,
    async (tx) => {
      const template = await store.findTemplate(tx, workspaceId, id);
      if (template === undefined) throw new Refusal(refusals.no_such_audit);
      const rows = await store.listSheets(tx, workspaceId, { template: id, version: template.version }, mostRows);
      const lines = rows
        .filter(({ withdrawnWhy }) => withdrawnWhy === null)
        .map(({ subject, on, auditor, note, answers }) => ({
          ...{ subject, visited_on: on, auditor, note },
          ...Object.fromEntries(
            template.criteria.map((criterion) => [criterion.key, answerOf(criterion, answers[criterion.key])]),
          ),
        }));
      const columns = [...fixedColumns, ...template.criteria.map(({ key }) => key)];
      return stringify(lines, { header: true, columns, escape_formulas: true });
    },
    { readOnly: true },
  );
}

export function rank({ db }: AuditsDeps, workspaceId: string, id: string): Promise<ReplyOf<typeof rankAudits>> {
  return db.inWorkspace(
    workspaceId,
    async (tx) => {
      if ((await store.findTemplate(tx, workspaceId, id)) === undefined) throw new Refusal(refusals.no_such_audit);
      const rows = await store.latestSheets(tx, workspaceId, id);
      const order = (scored: readonly { row: store.SheetRow; score: number }[]) =>
        ranked(scored.map(({ row, score }) => ({ row, score, subject: row.subject }))).map(({ row, score, rank: place }) => ({
          ...{ subject: row.subject || null, rank: place, score, on: row.on, sheet: row.id },
          templateVersion: Number(row.version),
        }));
      const names = new Map(rows.flatMap(({ touchpoints }) => touchpoints.map((each) => [each.id, each.name] as const)));
      return {
        all: order(rows.map((row) => ({ row, score: row.score }))),
        touchpoints: [...names].map(([touchpoint, name]) => ({
          ...{ id: touchpoint, name },
          rows: order(
            rows.flatMap((row) => row.touchpoints.filter((each) => each.id === touchpoint).map(({ score }) => ({ row, score }))),
          ),
        })),
        comparable: new Set(rows.map(({ version }) => version)).size <= 1,
      };
    },
    { readOnly: true },
  );
}
