/** What a finding stands on: pieces of evidence, each from one side of the matter. */
import { id, instant, z } from '#platform/contract';

/** What people feel and say; what they do; what happened in the house; what is so around them; what it costs or brings. */
export const dimensions = ['attitudinal', 'behavioural', 'operational', 'contextual', 'financial'] as const;
export type Dimension = (typeof dimensions)[number];

/** Which sides each kind of evidence can show, the usual one first: what customers say is no proof of what they do. */
export const dimensionsOf = {
  words: ['attitudinal'],
  theme: ['attitudinal'],
  survey: ['attitudinal', 'contextual'],
  view: ['behavioural', 'operational'],
  metric: ['behavioural', 'attitudinal', 'operational', 'financial'],
  scenario: ['behavioural', 'operational'],
  audit: ['operational'],
  study: ['contextual', 'attitudinal'],
  money: ['financial'],
} as const satisfies Record<string, readonly Dimension[]>;
export type EvidenceKind = keyof typeof dimensionsOf;
export const evidenceKinds = Object.keys(dimensionsOf) as EvidenceKind[];

const common = {
  /** The kind's usual one when left out. */
  dimension: z.enum(dimensions).optional(),
  note: z.string().trim().max(1_000).default(''),
};
const title = z.string().trim().min(1).max(200);
const link = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .nullable()
  .default(null);

export const newEvidence = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('words'), feedbackIds: z.array(id).min(1).max(200), ...common }),
    z.strictObject({ kind: z.literal('theme'), themeId: id, ...common }),
    /** As its answers name it; one of its questions, or all of it. */
    z.strictObject({
      kind: z.literal('survey'),
      survey: z.string().trim().min(1).max(200),
      question: z.string().trim().min(1).max(1_000).optional(),
      ...common,
    }),
    /** A question that is kept for everyone. */
    z.strictObject({ kind: z.literal('view'), viewId: id, ...common }),
    z.strictObject({ kind: z.literal('metric'), metricId: id, ...common }),
    /** How well one scenario goes, by what people did. */
    z.strictObject({ kind: z.literal('scenario'), scenarioId: id, ...common }),
    /** Somebody went and looked: a sheet of ours, or what lies elsewhere and is named. */
    z
      .strictObject({ kind: z.literal('audit'), sheetId: id.optional(), title: title.optional(), link, ...common })
      .refine(({ sheetId, title: named }) => (sheetId === undefined) !== (named === undefined), {
        path: ['sheetId'],
        message: 'choose a sheet, or name what lies elsewhere',
      }),
    /** Somebody outside was asked: a market study, a panel, a paper. */
    z.strictObject({ kind: z.literal('study'), title, link, ...common }),
    /** Money always says how it was reckoned. */
    z.strictObject({
      kind: z.literal('money'),
      title,
      amount: z.number().min(-1e15).max(1e15),
      currency: z.string().regex(/^[A-Z]{3}$/),
      method: z.string().trim().min(3).max(1_000),
      ...common,
    }),
  ])
  .meta({ examples: [{ kind: 'study', title: 'Delivery in Europe 2026', link: 'https://example.com/study' }] });
export type NewEvidence = z.infer<typeof newEvidence>;

/** A piece somebody attached; words are counted by themselves. */
export const evidencePiece = z.object({
  id,
  kind: z.enum(evidenceKinds),
  dimension: z.enum(dimensions),
  title: z.string(),
  /** What it names in the house: a theme, a survey, a kept view, a metric, a scenario, a sheet of an audit. */
  reference: z.string().nullable(),
  /** Of a survey: one of its questions. */
  question: z.string().nullable(),
  link: z.string().nullable(),
  money: z.object({ amount: z.number(), currency: z.string(), method: z.string() }).nullable(),
  note: z.string(),
  by: z.string(),
  at: instant,
  /** What it names is no longer there for everyone: it backs nothing. */
  gone: z.boolean(),
});
export type EvidencePiece = z.infer<typeof evidencePiece>;

export const thinnesses = ['none', 'one_dimensional', 'two_dimensional'] as const;
export const fewestDimensions = 3;

export const backing = z.object({
  /** The pieces of each dimension, words included. */
  dimensions: z.array(z.object({ dimension: z.enum(dimensions), pieces: z.number().int() })),
  /** Why it is flagged: fewer than three dimensions; null when there are enough. */
  thin: z.enum(thinnesses).nullable(),
  /** True when nobody asked, went to look, or read what others found: all of it lay in our own systems. */
  crmOnly: z.boolean(),
});
export type Backing = z.infer<typeof backing>;
