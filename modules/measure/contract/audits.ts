/** Audits of channels: a mystery shop or an expert's look, as sheets of weighted criteria; ours beside those of peers. */
import { defineRoute, id, instant, z } from '#platform/contract';
import { refusals } from './refusals.ts';

const key = z.string().regex(/^[a-z][a-z0-9_]{0,59}$/, 'lower case letters, digits and _, beginning with a letter');

export const criterion = z.strictObject({
  /** Names its column in files and its answer in sheets. */
  key,
  question: z.string().trim().min(1).max(300),
  /** Lowest is worst. Yes or no is 1 or 0. */
  scale: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('yes_no') }),
    z.strictObject({
      kind: z.literal('range'),
      min: z.number().int().min(0).max(100),
      max: z.number().int().min(1).max(100),
    }),
  ]),
  weight: z.number().gt(0).max(100).default(1),
  /** Which touchpoint it looks at; null: none in particular. */
  touchpointId: id.nullable().default(null),
  /** Its lowest answer caps the score, whatever the rest. */
  critical: z.boolean().default(false),
});
export type Criterion = z.infer<typeof criterion>;

export const auditKinds = ['mystery_shop', 'heuristic'] as const;
const sheetWords = {
  name: z.string().trim().min(1).max(120),
  kind: z.enum(auditKinds),
  criteria: z.array(criterion).min(1).max(100),
  /** The most a sheet scores on which a critical criterion failed. */
  criticalCap: z.number().min(0).max(100).default(50),
};

export const auditTemplate = z.object({
  id,
  name: z.string(),
  kind: z.enum(auditKinds),
  criteria: z.array(criterion),
  criticalCap: z.number(),
  templateVersion: z.number().int(),
  changedBy: z.string(),
  changedAt: instant,
  /** Sheets that count. */
  sheets: z.number().int(),
});
export type AuditTemplate = z.infer<typeof auditTemplate>;

const templateParams = z.object({ templateId: id });

export const listAuditTemplates = defineRoute({
  id: 'measure.list_audit_templates',
  method: 'GET',
  path: '/api/measure/audits/templates',
  summary: 'Sheets that can be filled in, as they stand now',
  access: { action: 'measure.read' },
  reply: z.object({
    items: z.array(auditTemplate),
    touchpoints: z.array(z.object({ id, name: z.string() })),
  }),
});
export const createAuditTemplate = defineRoute({
  id: 'measure.create_audit_template',
  method: 'POST',
  path: '/api/measure/audits/templates',
  summary: 'Make a sheet: criteria with their scale, weight and touchpoint',
  access: { action: 'measure.write' },
  body: z.strictObject(sheetWords),
  status: 201,
  reply: auditTemplate,
  refusals: [refusals.audit_exists, refusals.not_a_sheet, refusals.no_such_touchpoint],
});
export const changeAuditTemplate = defineRoute({
  id: 'measure.change_audit_template',
  method: 'PUT',
  path: '/api/measure/audits/templates/{templateId}',
  summary: 'Change a sheet for those who fill it in from now on; what was filled in keeps its criteria and its score',
  access: { action: 'measure.write' },
  params: templateParams,
  body: z.strictObject({ ...sheetWords, templateVersion: z.number().int().min(1) }),
  reply: auditTemplate,
  refusals: [
    ...[refusals.no_such_audit, refusals.audit_exists, refusals.not_a_sheet, refusals.no_such_touchpoint],
    refusals.audit_changed_meanwhile,
  ],
});

/** A number of the scale, `yes`, `no`, or `na` when it did not apply. */
export const auditAnswer = z.union([z.number(), z.enum(['yes', 'no', 'na'])]);
export type AuditAnswer = z.infer<typeof auditAnswer>;

const touched = z.object({ id, name: z.string(), score: z.number(), answered: z.number().int(), critical: z.boolean() });

export const auditSheet = z.object({
  id,
  templateId: id,
  template: z.string(),
  templateVersion: z.number().int(),
  /** A peer's name; null: ourselves. */
  subject: z.string().nullable(),
  on: z.iso.date(),
  auditor: z.string(),
  note: z.string(),
  /** 0 to 100. */
  score: z.number(),
  /** Critical criteria that failed: they cap the score. */
  critical: z.array(z.string()),
  touchpoints: z.array(touched),
  createdBy: z.string(),
  createdAt: instant,
  withdrawn: z.object({ by: z.string(), why: z.string() }).nullable(),
});
export type AuditSheet = z.infer<typeof auditSheet>;

export const fillAudit = defineRoute({
  id: 'measure.fill_audit',
  method: 'POST',
  path: '/api/measure/audits/sheets',
  summary: 'Fill in a sheet; every criterion is answered, if only with `na`',
  access: { action: 'measure.write' },
  body: z.strictObject({
    templateId: id,
    /** The version that was read: a sheet changed meanwhile is refused, not bent. */
    templateVersion: z.number().int().min(1),
    subject: z.string().trim().min(1).max(120).nullable().default(null),
    on: z.iso.date(),
    /** Who looked; whoever sends it when left out. */
    auditor: z.string().trim().min(1).max(120).optional(),
    note: z.string().trim().max(4_000).default(''),
    answers: z.record(key, auditAnswer),
  }),
  status: 201,
  reply: auditSheet,
  refusals: [refusals.no_such_audit, refusals.audit_changed_meanwhile, refusals.not_answered, refusals.filled_before],
});

export const listAudits = defineRoute({
  id: 'measure.list_audits',
  method: 'GET',
  path: '/api/measure/audits/sheets',
  summary: 'Sheets filled in, latest visit first, at most 500; withdrawn ones are marked',
  access: { action: 'measure.read' },
  query: z.strictObject({ template: id.optional(), touchpoint: id.optional() }),
  reply: z.object({ items: z.array(auditSheet) }),
});

export const readAudit = defineRoute({
  id: 'measure.read_audit',
  method: 'GET',
  path: '/api/measure/audits/sheets/{sheetId}',
  summary: 'A sheet with its questions and answers, and how much of the score each weighs',
  access: { action: 'measure.read' },
  params: z.object({ sheetId: id }),
  reply: auditSheet.extend({
    criticalCap: z.number(),
    /** Before a critical failure capped it. */
    uncapped: z.number(),
    lines: z.array(
      z.object({
        key,
        question: z.string(),
        answer: auditAnswer,
        critical: z.boolean(),
        /** Of the score, 0 to 1; 0 when it did not apply: its weight went to the others. */
        share: z.number(),
        /** 0 to 1 on its scale; null when it did not apply. */
        points: z.number().nullable(),
      }),
    ),
  }),
  refusals: [refusals.no_such_sheet],
});

export const withdrawAudit = defineRoute({
  id: 'measure.withdraw_audit',
  method: 'POST',
  path: '/api/measure/audits/sheets/{sheetId}/withdraw',
  summary: 'A sheet that was wrong counts no more; it stays to be seen, with the reason',
  access: { action: 'measure.write' },
  params: z.object({ sheetId: id }),
  body: z.strictObject({ why: z.string().trim().min(3).max(1_000) }),
  reply: auditSheet,
  refusals: [refusals.no_such_sheet, refusals.withdrawn_before],
});

export const importAudits = defineRoute({
  id: 'measure.import_audits',
  method: 'POST',
  path: '/api/measure/audits/templates/{templateId}/import',
  summary: 'Sheets from a CSV file, one a line: all of them, or none and why',
  access: { action: 'measure.write' },
  params: templateParams,
  body: z.strictObject({
    /** Columns `subject` (empty: ourselves), `visited_on`, `auditor`, `note` and one for each criterion, by its key. */
    csv: z.string().min(1).max(1_000_000),
  }),
  bodyLimit: 2_097_152,
  status: 201,
  reply: z.object({ kept: z.number().int() }),
  refusals: [refusals.no_such_audit, refusals.rows_refused],
});

export const exportAudits = defineRoute({
  id: 'measure.export_audits',
  method: 'GET',
  path: '/api/measure/audits/templates/{templateId}/sheets.csv',
  summary: 'Sheets of the present version as the file that can be sent back in; without any, the empty form',
  access: { action: 'measure.read' },
  params: templateParams,
  stream: 'text/csv; charset=utf-8',
  refusals: [refusals.no_such_audit],
});

const ranked = z.object({
  /** Null: ourselves. */
  subject: z.string().nullable(),
  /** Those with the same score share one. */
  rank: z.number().int(),
  score: z.number(),
  on: z.iso.date(),
  sheet: id,
  templateVersion: z.number().int(),
});

export const rankAudits = defineRoute({
  id: 'measure.rank_audits',
  method: 'GET',
  path: '/api/measure/audits/templates/{templateId}/ranking',
  summary: 'Ourselves among peers, by the latest sheet of each: in all, and at each touchpoint',
  access: { action: 'measure.read' },
  params: templateParams,
  reply: z.object({
    all: z.array(ranked),
    touchpoints: z.array(z.object({ id, name: z.string(), rows: z.array(ranked) })),
    /** False when some were made by another version: then they are no fair comparison. */
    comparable: z.boolean(),
  }),
  refusals: [refusals.no_such_audit],
});
