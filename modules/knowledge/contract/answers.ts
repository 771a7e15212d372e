/** What answers: search, suggestions, renditions, and a record of what was used. Expired articles are in none of them. */
import { defineRoute, id, instant, z } from '#platform/contract';
import { articleParams, audience, locale } from './articles.ts';
import { refusals } from './refusals.ts';

const text = z.string().trim().min(1).max(1000);

export const answer = z.object({
  articleId: id,
  slug: z.string(),
  locale,
  version: z.number().int(),
  title: z.string(),
  summary: z.string(),
  space: z.object({ id, slug: z.string(), name: z.string() }),
  audience,
  labels: z.array(z.string()),
  /** Past its review day, inside the grace: usable, shown lower. */
  due: z.boolean(),
  score: z.number(),
  /** Public address, when the public may read it. */
  url: z.string().nullable(),
});
export type Answer = z.infer<typeof answer>;

export const searchArticles = defineRoute({
  id: 'knowledge.search',
  method: 'GET',
  path: '/api/knowledge/search',
  summary: 'Published articles by relevance; slips of the finger are forgiven',
  access: { action: 'knowledge.read' },
  query: z.strictObject({
    text,
    locale: locale.default('en'),
    audience: audience.optional(),
    spaceId: id.optional(),
    label: z.string().max(60).optional(),
    limit: z.coerce.number().int().min(1).max(50).default(10),
  }),
  reply: z.object({
    items: z.array(answer),
    /** Words nobody wrote, and what was looked for instead. */
    corrected: z.array(z.object({ from: z.string(), to: z.string() })),
  }),
});

export const circumstances = z.strictObject({
  /** What was just said. */
  text,
  locale: locale.default('en'),
  /** Address of the page the customer looks at. */
  page: z.string().max(2000).optional(),
  /** Segments the customer is in, with the names to say. */
  segments: z
    .array(z.strictObject({ id, name: z.string().max(200) }))
    .max(200)
    .default([]),
  /** Labels of the moment, or of what is known about the customer: `open_order`. */
  labels: z.array(z.string().max(60)).max(50).default([]),
  /** `public`: only what the customer may be sent. */
  audience: audience.optional(),
  limit: z.number().int().min(1).max(20).default(5),
});
export type Circumstances = z.infer<typeof circumstances>;
export const suggestion = answer.extend({
  /** Why it is offered, one sentence each, strongest first. */
  why: z.array(z.string()),
});
export type Suggestion = z.infer<typeof suggestion>;
export const suggestArticles = defineRoute({
  id: 'knowledge.suggest',
  method: 'POST',
  path: '/api/knowledge/suggest',
  summary: 'Articles for this person, on this page, at this moment, each with the reason',
  access: { action: 'knowledge.read' },
  body: circumstances,
  reply: z.object({ items: z.array(suggestion) }),
});

export const renditions = ['html', 'markdown', 'text', 'json', 'card', 'short', 'email'] as const;
export const rendition = z.enum(renditions);
export type Rendition = z.infer<typeof rendition>;
export const rendered = z.object({
  as: rendition,
  type: z.string(),
  articleId: id,
  locale,
  version: z.number().int(),
  title: z.string(),
  url: z.string().nullable(),
  content: z.string(),
});
export type Rendered = z.infer<typeof rendered>;
export const renderArticle = defineRoute({
  id: 'knowledge.render_article',
  method: 'GET',
  path: '/api/knowledge/articles/{articleId}/rendition',
  summary: 'The published words for a place: a page, a chat, a card, a text message of at most 300 characters, a mail',
  access: { action: 'knowledge.read' },
  params: articleParams,
  query: z.strictObject({ as: rendition.default('html'), locale: locale.default('en') }),
  reply: rendered,
  refusals: [refusals.no_such_article, refusals.not_published, refusals.expired],
});

export const place = z.enum(['moment', 'widget', 'site', 'api']);
export type Place = z.infer<typeof place>;
export const how = z.enum(['link', 'text', 'card', 'read']);
export type How = z.infer<typeof how>;
export const recordUse = defineRoute({
  id: 'knowledge.record_use',
  method: 'POST',
  path: '/api/knowledge/articles/{articleId}/use',
  summary: 'Somebody was answered with it',
  access: { action: 'knowledge.read' },
  params: articleParams,
  body: z.strictObject({
    locale: locale.default('en'),
    place: place.default('api'),
    how,
    momentId: id.optional(),
    customer: z.string().max(600).optional(),
  }),
  refusals: [refusals.no_such_article, refusals.not_published, refusals.expired],
});

export const listFeedback = defineRoute({
  id: 'knowledge.list_feedback',
  method: 'GET',
  path: '/api/knowledge/articles/{articleId}/feedback',
  summary: 'What readers said of an article, newest first, at most 200',
  access: { action: 'knowledge.read' },
  params: articleParams,
  reply: z.object({
    items: z.array(z.object({ id, at: instant, locale, version: z.number().int(), helpful: z.boolean(), comment: z.string() })),
  }),
  refusals: [refusals.no_such_article],
});
