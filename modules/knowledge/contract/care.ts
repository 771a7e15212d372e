/** Caring for what we know: gaps, the help centre's settings, and how well people helped themselves. */
import { defineRoute, id, instant, z } from '#platform/contract';
import { locale } from './articles.ts';
import { refusals } from './refusals.ts';

export const gap = z.object({
  id,
  /** Looked for and nothing found; found and nothing opened; a moment resolved without an article. */
  kind: z.enum(['no_result', 'no_click', 'moment']),
  text: z.string(),
  locale: locale.nullable(),
  times: z.number().int(),
  firstAt: instant,
  lastAt: instant,
  momentId: id.nullable(),
  owner: z.object({ id, name: z.string(), active: z.boolean() }).nullable(),
  state: z.enum(['open', 'settled', 'dismissed']),
  articleId: id.nullable(),
  reason: z.string().nullable(),
  settledBy: z.string().nullable(),
});
export type Gap = z.infer<typeof gap>;
const gapParams = z.object({ gapId: id });

export const listGaps = defineRoute({
  id: 'knowledge.list_gaps',
  method: 'GET',
  path: '/api/knowledge/gaps',
  summary: 'What people looked for and did not get, most asked first, at most 200',
  access: { action: 'knowledge.read' },
  query: z.strictObject({ state: gap.shape.state.default('open'), ownerId: id.optional() }),
  reply: z.object({ items: z.array(gap) }),
});
export const settleGap = defineRoute({
  id: 'knowledge.settle_gap',
  method: 'POST',
  path: '/api/knowledge/gaps/{gapId}/settle',
  summary: 'An article answers it now, or it is dismissed with a reason',
  access: { action: 'knowledge.write' },
  params: gapParams,
  body: z.union([z.strictObject({ articleId: id }), z.strictObject({ reason: z.string().trim().min(3).max(500) })]),
  reply: gap,
  refusals: [refusals.no_such_gap, refusals.no_such_article, refusals.settled_already],
});

export const site = z.object({
  /** Address of the help centre. */
  url: z.string(),
  key: z.string(),
  enabled: z.boolean(),
  name: z.string(),
  logo: z.string(),
  accent: z.string(),
  locales: z.array(locale),
  listed: z.boolean(),
  reviewDays: z.number().int(),
  graceDays: z.number().int(),
  contactHours: z.number().int(),
});
export type Site = z.infer<typeof site>;
export const getSite = defineRoute({
  id: 'knowledge.get_site',
  method: 'GET',
  path: '/api/knowledge/site',
  summary: 'The help centre: its address, looks, languages, and how long articles may answer',
  access: { action: 'knowledge.read' },
  reply: site,
});
const siteWords = z.strictObject({
  enabled: z.boolean(),
  name: z.string().trim().min(1).max(80),
  logo: z.string().trim().max(24),
  accent: z
    .string()
    .toLowerCase()
    .regex(/^#[0-9a-f]{6}$/, 'a colour such as "#1f6f8b"')
    .meta({ examples: ['#1f6f8b'] }),
  /** The first one is spoken to whoever asks for none of them. */
  locales: z
    .array(locale)
    .min(1)
    .max(30)
    .refine((all) => new Set(all).size === all.length, 'each language once'),
  listed: z.boolean(),
  reviewDays: z.number().int().min(1).max(3650),
  graceDays: z.number().int().min(0).max(3650),
  contactHours: z.number().int().min(1).max(720),
});
export type SiteWords = z.infer<typeof siteWords>;
export const changeSite = defineRoute({
  id: 'knowledge.change_site',
  method: 'PUT',
  path: '/api/knowledge/site',
  summary: 'Change the help centre. Its looks are a name, a sign and a colour: nothing that could run on its pages (case D16)',
  access: { action: 'knowledge.site' },
  body: siteWords,
  reply: site,
});

export const selfService = defineRoute({
  id: 'knowledge.self_service',
  method: 'GET',
  path: '/api/knowledge/self-service',
  summary: 'Visits for help by how they ended. Reading and then asking a human is giving up, whatever came between',
  access: { action: 'knowledge.read' },
  query: z.strictObject({ from: instant, to: instant }),
  reply: z.object({
    /** Read something and asked nobody within the time; visits younger than that are still open. */
    resolved: z.number().int(),
    gaveUp: z.number().int(),
    noResult: z.number().int(),
    /** Found something and opened nothing. */
    notOpened: z.number().int(),
    open: z.number().int(),
    contactHours: z.number().int(),
    articles: z.array(
      z.object({
        articleId: id,
        title: z.string(),
        reads: z.number().int(),
        used: z.number().int(),
        helpful: z.number().int(),
        unhelpful: z.number().int(),
      }),
    ),
  }),
});
