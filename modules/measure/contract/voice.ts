/** What customers say, across every channel: records, themes, wants, what nobody answered, and what we made of it. */
import { customerName, defineRoute, id, instant, pageOf, pageQuery, type ReplyOf, z } from '#platform/contract';
import { timeZone } from './events.ts';
import { backing, evidencePiece, newEvidence } from './evidence.ts';
import { refusals } from './refusals.ts';
import { days } from './steps.ts';

export const voiceKinds = ['experience', 'appreciation', 'curse', 'question', 'want'] as const;
export type VoiceKind = (typeof voiceKinds)[number];
export const moods = ['negative', 'neutral', 'positive', 'unknown'] as const;
export type Mood = (typeof moods)[number];

/** Named once or several times in an address. */
const some = <T extends z.ZodType>(item: T) => z.union([z.array(item).max(50), item]).optional();
const word = z.string().min(1).max(200);

const filters = {
  kind: some(z.enum(voiceKinds)),
  mood: some(z.enum(moods)),
  /** A theme's id, or `none` for what belongs to no theme. */
  theme: z.union([id, z.literal('none')]).optional(),
  channel: some(word),
  language: some(z.string().max(10)),
  product: word.optional(),
  emotion: word.optional(),
  effort: z.enum(['high', 'low']).optional(),
  want: id.optional(),
  /** Included; thirty days ago when left out. */
  from: instant.optional(),
  /** Excluded; now when left out. */
  to: instant.optional(),
};
export const voiceFilter = z.strictObject(filters);
export type VoiceFilter = z.infer<typeof voiceFilter>;

/** Wants are put together by people, not by a question: they have no figure of their own. */
export const voiceFigure = voiceFilter.omit({ want: true });

/** What is said, of which kind and where: as it can be kept, with days of its own. */
export const voiceQuestion = voiceFigure
  .extend(days)
  .meta({ examples: [{ kind: ['curse'], channel: 'chat', from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' }] });
export type VoiceQuestion = z.infer<typeof voiceQuestion>;

const named = z.object({ id, name: z.string() });

export const feedback = z.object({
  id,
  at: instant,
  /** The very words; without personal data for whoever may not see customers. */
  text: z.string(),
  redacted: z.boolean(),
  kind: z.enum(voiceKinds),
  /** By what the kind was told: `phrases`, `model` (ours), `mood`, `language_model`, or `person` when somebody corrected it. */
  kindBy: z.string(),
  /** By what kind, mood, emotion, effort and offence were read, with its version: the rules of the house, or a language model. */
  readBy: z.string(),
  /** -1 to 1; null when it cannot be told. */
  sentiment: z.number().nullable(),
  /** Why not: a `language` nobody reads here, no `words` we know, or a language `model` that could not tell. */
  sentimentUnknown: z.string().nullable(),
  emotion: z.string().nullable(),
  effort: z.string().nullable(),
  offensive: z.boolean(),
  language: z.string().nullable(),
  channel: z.string(),
  source: z.string(),
  product: z.string(),
  touchpoint: z.string(),
  themes: z.array(named),
  /** What a person corrected. */
  corrected: z.array(z.string()),
  moment: id.nullable(),
  person: z.object({ id, name: customerName }).nullable(),
  owedAt: instant.nullable(),
  answeredAt: instant.nullable(),
  settledWhy: z.string().nullable(),
});
export type Feedback = z.infer<typeof feedback>;

export const listVoice = defineRoute({
  id: 'measure.list_voice',
  method: 'GET',
  path: '/api/measure/voice',
  summary: 'What customers said, newest first, in their own words',
  access: { action: 'measure.read' },
  query: z.strictObject({ ...filters, ...pageQuery }),
  reply: pageOf(feedback),
  refusals: [refusals.too_heavy],
});

const counted = z.object({ value: z.string(), records: z.number(), people: z.number(), before: z.number() });
export type Counted = z.infer<typeof counted>;

/** What a summary counts records by. */
export const voiceDimensions = ['kind', 'mood', 'theme', 'channel', 'language'] as const;
export type VoiceDimension = (typeof voiceDimensions)[number];

export const summariseVoice = defineRoute({
  id: 'measure.summarise_voice',
  method: 'GET',
  path: '/api/measure/voice/summary',
  summary: 'How much of which kind, mood, theme, channel and language customers said, and how that moved',
  access: { action: 'measure.read' },
  query: z.strictObject({ ...filters, timeZone }),
  reply: z.object({
    from: instant,
    to: instant,
    records: z.number(),
    people: z.number(),
    /** Mean of those whose mood could be told; null when none could. */
    sentiment: z.number().nullable(),
    /** `before`: records of the span of the same length before. */
    kinds: z.array(counted),
    moods: z.array(counted),
    themes: z.array(counted.extend({ name: z.string() })),
    channels: z.array(counted),
    languages: z.array(counted),
    series: z.array(z.object({ kind: z.enum(voiceKinds), points: z.array(z.object({ at: instant, value: z.number() })) })),
  }),
  refusals: [refusals.too_heavy],
});

type Summary = ReplyOf<typeof summariseVoice>;

/**
 * The records of a question by their values: what adds up to its figure. A summary also counts what could be chosen instead.
 */
export function saidBy(question: VoiceFilter, summary: Summary, by: VoiceDimension): (Counted & { name?: string })[] {
  const chosen = [question[by] ?? []].flat();
  const rows: (Counted & { name?: string })[] = summary[`${by}s`];
  return rows.filter(
    ({ value, records, before }) => records + before > 0 && (chosen.length === 0 || chosen.includes(value as never)),
  );
}

export const correctVoice = defineRoute({
  id: 'measure.correct_voice',
  method: 'PATCH',
  path: '/api/measure/voice/{feedbackId}',
  summary: 'Say what it really is: the correction stays whenever the text is read again',
  access: { action: 'measure.write' },
  params: z.object({ feedbackId: id }),
  body: z.strictObject({
    kind: z.enum(voiceKinds).optional(),
    sentiment: z.number().min(-1).max(1).optional(),
    /** All themes it belongs to from now on. */
    themes: z.array(id).max(50).optional(),
  }),
  reply: feedback,
  refusals: [refusals.no_such_feedback, refusals.no_such_theme],
});

export const voiceSettings = z.strictObject({
  /** Events that carry a customer's words. */
  events: z.array(z.string().trim().min(1).max(200)).max(50),
  /** Hours within which who speaks should be answered. */
  answerHours: z.number().int().min(1).max(8_760),
  /** Which number of which event is what customers spend: for money at risk. */
  spend: z.strictObject({ event: z.string().min(1).max(200), property: z.string().min(1).max(200) }).nullable(),
});
export type VoiceSettings = z.infer<typeof voiceSettings>;

export const readVoiceSettings = defineRoute({
  id: 'measure.voice_settings',
  method: 'GET',
  path: '/api/measure/voice/settings',
  summary: 'Which events carry words, how fast to answer, what counts as spend',
  access: { action: 'measure.read' },
  reply: voiceSettings,
});
export const setVoiceSettings = defineRoute({
  id: 'measure.set_voice_settings',
  method: 'PUT',
  path: '/api/measure/voice/settings',
  summary: 'Change it; events named anew are read from the beginning of the log',
  access: { action: 'measure.write' },
  body: voiceSettings,
  reply: voiceSettings,
});

// ── themes ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const money = z.object({ currency: z.string(), amount: z.number() });

export const theme = z.object({
  id,
  name: z.string(),
  description: z.string(),
  phrases: z.array(z.string()),
  department: named.nullable(),
  createdBy: z.string(),
  createdAt: instant,
  /** In the span asked about. */
  records: z.number(),
  people: z.number(),
  before: z.number(),
  sentiment: z.number().nullable(),
  /** By day. */
  trend: z.array(z.number()),
  /** What its people spent in the year before; empty when nobody's spend is known. */
  atRisk: z.array(money),
});
export type Theme = z.infer<typeof theme>;

export const listThemes = defineRoute({
  id: 'measure.list_themes',
  method: 'GET',
  path: '/api/measure/voice/themes',
  summary: 'Themes with their size, trend, owner and money at risk',
  access: { action: 'measure.read' },
  query: z.strictObject({ from: instant.optional(), to: instant.optional() }),
  reply: z.object({
    items: z.array(theme),
    /** How money at risk was added up; null when no event says what customers spend. */
    spend: z.object({ event: z.string(), property: z.string(), days: z.number() }).nullable(),
    departments: z.array(named),
    /** Records still to be read again after a change. */
    rereading: z.number(),
  }),
  refusals: [refusals.too_heavy],
});

const themeWords = {
  name: z.string().trim().min(1).max(120),
  description: z.string().max(1_000).default(''),
  phrases: z.array(z.string().trim().min(2).max(100)).max(100),
  departmentId: id.nullable().default(null),
};
const themeParams = z.object({ themeId: id });
const themeReply = z.object({ id });

export const createTheme = defineRoute({
  id: 'measure.create_theme',
  method: 'POST',
  path: '/api/measure/voice/themes',
  summary: 'Make a theme; what was said before is sorted into it, too',
  access: { action: 'measure.write' },
  body: z.strictObject(themeWords),
  status: 201,
  reply: themeReply,
  refusals: [refusals.theme_exists, refusals.no_such_department],
});
export const changeTheme = defineRoute({
  id: 'measure.change_theme',
  method: 'PUT',
  path: '/api/measure/voice/themes/{themeId}',
  summary: 'Rename a theme, change its phrases or who answers for it',
  access: { action: 'measure.write' },
  params: themeParams,
  body: z.strictObject(themeWords),
  reply: themeReply,
  refusals: [refusals.no_such_theme, refusals.theme_exists, refusals.no_such_department],
});
export const mergeTheme = defineRoute({
  id: 'measure.merge_theme',
  method: 'POST',
  path: '/api/measure/voice/themes/{themeId}/merge',
  summary: 'Let another theme take this one in, with its phrases and what people sorted by hand',
  access: { action: 'measure.write' },
  params: themeParams,
  body: z.strictObject({ into: id }),
  reply: themeReply,
  refusals: [refusals.no_such_theme],
});
export const splitTheme = defineRoute({
  id: 'measure.split_theme',
  method: 'POST',
  path: '/api/measure/voice/themes/{themeId}/split',
  summary: 'Take some phrases out of a theme into a new one',
  access: { action: 'measure.write' },
  params: themeParams,
  body: z.strictObject({ name: themeWords.name, phrases: themeWords.phrases.min(1) }),
  status: 201,
  reply: themeReply,
  refusals: [refusals.no_such_theme, refusals.theme_exists, refusals.not_its_phrases],
});
export const themeHistory = defineRoute({
  id: 'measure.theme_history',
  method: 'GET',
  path: '/api/measure/voice/themes/{themeId}/history',
  summary: 'What was done to a theme, by whom',
  access: { action: 'measure.read' },
  params: themeParams,
  reply: z.object({
    items: z.array(z.object({ at: instant, by: z.string(), what: z.string(), details: z.record(z.string(), z.unknown()) })),
  }),
  refusals: [refusals.no_such_theme],
});
export const suggestThemes = defineRoute({
  id: 'measure.suggest_themes',
  method: 'GET',
  path: '/api/measure/voice/suggestions',
  summary: 'What many people speak of that no theme covers yet',
  access: { action: 'measure.read' },
  query: z.strictObject({ days: z.coerce.number().int().min(1).max(365).default(30) }),
  reply: z.object({
    items: z.array(
      z.object({
        phrase: z.string(),
        /** Other phrases of the same records. */
        along: z.array(z.string()),
        records: z.number(),
        people: z.number(),
        /** People who said it in the same span before. */
        before: z.number(),
        /** How surely it is said more now (z-score). */
        score: z.number(),
        sample: z.array(z.object({ id, text: z.string() })),
        atRisk: z.array(money),
      }),
    ),
    /** Records without a theme that were looked at. */
    looked: z.number(),
  }),
  refusals: [refusals.too_heavy],
});

// ── registers ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

export const wantStates = ['open', 'yes', 'no', 'done'] as const;
export const want = z.object({
  id,
  title: z.string(),
  state: z.enum(wantStates),
  decision: z.string().nullable(),
  decidedBy: z.string().nullable(),
  owner: named.nullable(),
  records: z.number(),
  people: z.number(),
  firstAt: instant,
  lastAt: instant,
  sample: z.array(z.object({ id, text: z.string() })),
});
export type Want = z.infer<typeof want>;
const wantParams = z.object({ wantId: id });

export const listWants = defineRoute({
  id: 'measure.list_wants',
  method: 'GET',
  path: '/api/measure/voice/wants',
  summary: 'What customers wish for, by how many of them',
  access: { action: 'measure.read' },
  query: z.strictObject({ state: z.enum(wantStates).default('open') }),
  reply: z.object({ items: z.array(want) }),
});
export const changeWant = defineRoute({
  id: 'measure.change_want',
  method: 'PATCH',
  path: '/api/measure/voice/wants/{wantId}',
  summary: 'Name a want, give it to somebody, or decide on it and say why',
  access: { action: 'measure.write' },
  params: wantParams,
  body: z.strictObject({
    title: z.string().trim().min(1).max(200).optional(),
    ownerId: id.nullable().optional(),
    decide: z.strictObject({ state: z.enum(wantStates), why: z.string().trim().min(3).max(1_000) }).optional(),
  }),
  reply: want,
  refusals: [refusals.no_such_want, refusals.no_such_owner],
});
export const mergeWant = defineRoute({
  id: 'measure.merge_want',
  method: 'POST',
  path: '/api/measure/voice/wants/{wantId}/merge',
  summary: 'The same wish in other words: put it together with another',
  access: { action: 'measure.write' },
  params: wantParams,
  body: z.strictObject({ into: id }),
  reply: want,
  refusals: [refusals.no_such_want],
});

export const listIgnored = defineRoute({
  id: 'measure.list_ignored',
  method: 'GET',
  path: '/api/measure/voice/ignored',
  summary: 'Who spoke and was neither answered nor heeded past the promise, longest first. Time closes none of it',
  access: { action: 'measure.read' },
  query: z.strictObject(pageQuery),
  reply: pageOf(feedback).extend({ total: z.number() }),
});
export const settleIgnored = defineRoute({
  id: 'measure.settle_ignored',
  method: 'POST',
  path: '/api/measure/voice/ignored/{feedbackId}/settle',
  summary: 'Close an ignored voice by a decision, and say which',
  access: { action: 'measure.write' },
  params: z.object({ feedbackId: id }),
  body: z.strictObject({ why: z.string().trim().min(3).max(1_000) }),
  reply: feedback,
  refusals: [refusals.no_such_feedback, refusals.settled_before],
});

export const stages = ['heard', 'understood', 'decided', 'acted', 'checked'] as const;
export type Stage = (typeof stages)[number];
export const finding = z.object({
  id,
  title: z.string(),
  insight: z.string(),
  stage: z.enum(stages),
  owner: named,
  dueOn: z.iso.date().nullable(),
  late: z.boolean(),
  theme: named.nullable(),
  want: named.nullable(),
  /** How many of the customers' own words it stands on. */
  evidence: z.number(),
  /** What else it stands on. */
  pieces: z.array(evidencePiece),
  backing,
  createdBy: z.string(),
  movedAt: instant,
  moves: z.array(z.object({ at: instant, by: z.string(), from: z.string().nullable(), to: z.string(), note: z.string() })),
});
export type Finding = z.infer<typeof finding>;

export const listFindings = defineRoute({
  id: 'measure.list_findings',
  method: 'GET',
  path: '/api/measure/voice/findings',
  summary: 'What we made of it, and how far each has come',
  access: { action: 'measure.read' },
  query: z.strictObject({ stage: z.enum(stages).optional() }),
  reply: z.object({ items: z.array(finding) }),
});
export const createFinding = defineRoute({
  id: 'measure.create_finding',
  method: 'POST',
  path: '/api/measure/voice/findings',
  summary: 'Keep a finding, with the words it stands on. It can be moved on, never removed',
  access: { action: 'measure.write' },
  body: z.strictObject({
    title: z.string().trim().min(1).max(200),
    insight: z.string().trim().max(4_000).default(''),
    ownerId: id,
    themeId: id.optional(),
    wantId: id.optional(),
    evidence: z.array(id).max(200).default([]),
  }),
  status: 201,
  reply: finding,
  refusals: [refusals.no_such_owner, refusals.no_such_theme, refusals.no_such_want, refusals.no_such_feedback],
});
export const moveFinding = defineRoute({
  id: 'measure.move_finding',
  method: 'POST',
  path: '/api/measure/voice/findings/{findingId}/move',
  summary: 'Move a finding one stage on, or back with a reason; from a decision on it has a date',
  access: { action: 'measure.write' },
  params: z.object({ findingId: id }),
  body: z.strictObject({
    to: z.enum(stages),
    note: z.string().trim().max(1_000).default(''),
    ownerId: id.optional(),
    dueOn: z.iso.date().optional(),
  }),
  reply: finding,
  refusals: [refusals.no_such_finding, refusals.no_such_owner, refusals.cannot_move],
});
export const attachEvidence = defineRoute({
  id: 'measure.attach_evidence',
  method: 'POST',
  path: '/api/measure/voice/findings/{findingId}/evidence',
  summary: 'Attach evidence to a finding: words, a theme, a survey, a kept question, a metric, an audit, a study, money',
  access: { action: 'measure.write' },
  params: z.object({ findingId: id }),
  body: newEvidence,
  reply: finding,
  refusals: [
    refusals.no_such_finding,
    refusals.no_such_feedback,
    refusals.no_such_evidence,
    refusals.not_that_dimension,
    refusals.too_much_evidence,
    refusals.too_heavy,
  ],
});
export const detachEvidence = defineRoute({
  id: 'measure.detach_evidence',
  method: 'DELETE',
  path: '/api/measure/voice/findings/{findingId}/evidence/{pieceId}',
  summary: 'Take a piece of evidence off a finding; the audit log keeps that it was there',
  access: { action: 'measure.write' },
  params: z.object({ findingId: id, pieceId: id }),
  reply: finding,
  refusals: [refusals.no_such_finding, refusals.no_such_piece],
});
export const exportFindings = defineRoute({
  id: 'measure.export_findings',
  method: 'GET',
  path: '/api/measure/voice/findings.csv',
  summary: 'Findings as CSV, each with the evidence it stands on and the dimensions that back it',
  access: { action: 'measure.read' },
  query: z.strictObject({ stage: z.enum(stages).optional() }),
  stream: 'text/csv; charset=utf-8',
});
