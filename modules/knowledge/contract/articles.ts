/** Spaces, articles, their versions, and who vouches for them until when. */
import { defineRoute, id, instant, pageOf, pageQuery, z } from '#platform/contract';
import { fileRefusals } from '#platform/files/contract';
import { refusals } from './refusals.ts';

export const locale = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Z]{2})?$/, 'must be a language such as "en" or "pt-BR"')
  .meta({ examples: ['en'] });
const slug = z
  .string()
  .max(100)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, 'small letters, digits and single hyphens')
  .meta({ examples: ['late-parcels'] });
export const audience = z.enum(['public', 'internal']);
export type Audience = z.infer<typeof audience>;

/**
 * proposed → draft → verified → due → expired, and archived from anywhere. Nothing but time makes an article due or expired;
 * an expired one answers nobody until it is verified again.
 */
export const states = ['proposed', 'draft', 'verified', 'due', 'expired', 'archived'] as const;
export const state = z.enum(states);
export type State = z.infer<typeof state>;

// ---- spaces ----------------------------------------------------------------------------------------------------------------

const colleague = z.object({ id, name: z.string(), active: z.boolean() });

export const space = z.object({
  id,
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  audience,
  /** Settles its gaps; the workspace's owner when nobody is named. */
  owner: colleague.nullable(),
  articles: z.number().int(),
  createdAt: instant,
});
export type Space = z.infer<typeof space>;
const spaceWords = z.strictObject({
  slug,
  name: z.string().trim().min(1).max(120),
  description: z.string().trim().max(500).default(''),
  audience,
  ownerId: id.nullable().default(null),
});
export type SpaceWords = z.infer<typeof spaceWords>;
const spaceParams = z.object({ spaceId: id });

export const listSpaces = defineRoute({
  id: 'knowledge.list_spaces',
  method: 'GET',
  path: '/api/knowledge/spaces',
  summary: 'Spaces by name',
  access: { action: 'knowledge.read' },
  reply: z.object({ items: z.array(space) }),
});
export const createSpace = defineRoute({
  id: 'knowledge.create_space',
  method: 'POST',
  path: '/api/knowledge/spaces',
  summary: 'Make a space',
  access: { action: 'knowledge.write' },
  body: spaceWords,
  reply: space,
  status: 201,
  refusals: [refusals.slug_taken, refusals.no_such_owner],
});
export const changeSpace = defineRoute({
  id: 'knowledge.change_space',
  method: 'PUT',
  path: '/api/knowledge/spaces/{spaceId}',
  summary: 'Change a space; an internal one takes its articles off the public site at once',
  access: { action: 'knowledge.write' },
  params: spaceParams,
  body: spaceWords,
  reply: space,
  refusals: [refusals.no_such_space, refusals.slug_taken, refusals.no_such_owner],
});
export const removeSpace = defineRoute({
  id: 'knowledge.remove_space',
  method: 'DELETE',
  path: '/api/knowledge/spaces/{spaceId}',
  summary: 'Remove an empty space',
  access: { action: 'knowledge.write' },
  params: spaceParams,
  refusals: [refusals.no_such_space, refusals.space_in_use],
});

// ---- articles --------------------------------------------------------------------------------------------------------------

const words = {
  title: z.string().trim().min(1).max(200),
  summary: z.string().trim().max(400).default(''),
  /** Markdown. HTML in it is shown as text, never run. */
  body: z.string().max(200_000),
};
const spoken = z.object({
  locale,
  title: z.string(),
  /** Newest version. */
  latest: z.number().int(),
  /** The version that is read; null when none is. */
  published: z.number().int().nullable(),
});

export const articleSummary = z.object({
  id,
  slug: z.string(),
  space: z.object({ id, slug: z.string(), name: z.string(), audience }),
  title: z.string(),
  state,
  published: z.boolean(),
  audience,
  labels: z.array(z.string()),
  owner: colleague,
  /** When it has to be read again, and when it stops answering. Null until verified. */
  dueAt: instant.nullable(),
  expiresAt: instant.nullable(),
  verifiedAt: instant.nullable(),
  verifiedBy: z.string().nullable(),
  locales: z.array(spoken),
  updatedAt: instant,
});
export type ArticleSummary = z.infer<typeof articleSummary>;

export const article = articleSummary.extend({
  pages: z.array(z.string()),
  segments: z.array(id),
  reviewDays: z.number().int(),
  graceDays: z.number().int(),
  /** The moment whose resolution proposed it. */
  proposedBy: id.nullable(),
  createdBy: z.string(),
  createdAt: instant,
  texts: z.array(
    z.object({ locale, no: z.number().int(), title: z.string(), summary: z.string(), body: z.string(), savedAt: instant }),
  ),
  helpful: z.number().int(),
  unhelpful: z.number().int(),
  used: z.number().int(),
});
export type Article = z.infer<typeof article>;

const labels = z.array(z.string().trim().min(1).max(60)).max(30);
const facts = {
  slug: slug.optional(),
  spaceId: id,
  audience,
  labels,
  /** Paths or addresses it was written for; `*` stands for anything: `/pricing*`. */
  pages: z.array(z.string().trim().min(1).max(300)).max(30),
  /** Customers' segments it was written for. */
  segments: z.array(id).max(30),
  ownerId: id.optional(),
  reviewDays: z.number().int().min(1).max(3650).optional(),
  graceDays: z.number().int().min(0).max(3650).optional(),
};
const newArticle = z.strictObject({
  ...facts,
  audience: audience.default('public'),
  labels: labels.default([]),
  pages: facts.pages.default([]),
  segments: facts.segments.default([]),
  locale: locale.default('en'),
  ...words,
});
export type NewArticle = z.infer<typeof newArticle>;
const articleChange = z.strictObject(facts).partial();
export type ArticleChange = z.infer<typeof articleChange>;

export const articleParams = z.object({ articleId: id });
const missing = [refusals.no_such_article];

export const listArticles = defineRoute({
  id: 'knowledge.list_articles',
  method: 'GET',
  path: '/api/knowledge/articles',
  summary: 'Articles for their authors, expired ones included and marked',
  access: { action: 'knowledge.read' },
  query: z.strictObject({
    ...pageQuery,
    search: z.string().max(200).optional(),
    state: state.optional(),
    spaceId: id.optional(),
    ownerId: id.optional(),
    label: z.string().max(60).optional(),
    /** Only articles whose owner cannot act any more. */
    orphaned: z.literal('true').optional(),
  }),
  reply: pageOf(articleSummary),
});
export const getArticle = defineRoute({
  id: 'knowledge.get_article',
  method: 'GET',
  path: '/api/knowledge/articles/{articleId}',
  summary: 'One article as its authors see it: the newest words of every language',
  access: { action: 'knowledge.read' },
  params: articleParams,
  reply: article,
  refusals: missing,
});
export const createArticle = defineRoute({
  id: 'knowledge.create_article',
  method: 'POST',
  path: '/api/knowledge/articles',
  summary: 'Write an article; a draft until it is published',
  access: { action: 'knowledge.write' },
  body: newArticle,
  reply: article,
  status: 201,
  refusals: [refusals.no_such_space, refusals.slug_taken, refusals.no_such_owner],
});
export const changeArticle = defineRoute({
  id: 'knowledge.change_article',
  method: 'PATCH',
  path: '/api/knowledge/articles/{articleId}',
  summary: 'Change what is said about an article: space, owner, labels, audience, review',
  access: { action: 'knowledge.write' },
  params: articleParams,
  body: articleChange,
  reply: article,
  refusals: [...missing, refusals.no_such_space, refusals.slug_taken, refusals.no_such_owner],
});
export const saveVersion = defineRoute({
  id: 'knowledge.save_version',
  method: 'POST',
  path: '/api/knowledge/articles/{articleId}/versions',
  summary: 'Save new words in one language; what is read changes only when published',
  access: { action: 'knowledge.write' },
  params: articleParams,
  body: z.strictObject({ locale, ...words }),
  reply: article,
  status: 201,
  refusals: [...missing, refusals.archived],
});

export const version = z.object({
  locale,
  no: z.number().int(),
  title: z.string(),
  summary: z.string(),
  body: z.string(),
  savedAt: instant,
  savedBy: z.string(),
  restoredFrom: z.number().int().nullable(),
  published: z.boolean(),
});
export type Version = z.infer<typeof version>;
export const listVersions = defineRoute({
  id: 'knowledge.list_versions',
  method: 'GET',
  path: '/api/knowledge/articles/{articleId}/versions',
  summary: 'What was saved in one language, newest first, at most 200',
  access: { action: 'knowledge.read' },
  params: articleParams,
  query: z.strictObject({ locale }),
  reply: z.object({ items: z.array(version) }),
  refusals: missing,
});
export const restoreVersion = defineRoute({
  id: 'knowledge.restore_version',
  method: 'POST',
  path: '/api/knowledge/articles/{articleId}/versions/{no}/restore',
  summary: 'Save an old version again as the newest',
  access: { action: 'knowledge.write' },
  params: articleParams.extend({ no: z.coerce.number().int().min(1) }),
  body: z.strictObject({ locale }),
  reply: article,
  refusals: [...missing, refusals.no_such_version, refusals.archived],
});

const act = (verb: string, summary: string, more: (typeof refusals)[keyof typeof refusals][]) =>
  defineRoute({
    id: `knowledge.${verb}_article`,
    method: 'POST',
    path: `/api/knowledge/articles/{articleId}/${verb}`,
    summary,
    access: { action: 'knowledge.write' },
    params: articleParams,
    reply: article,
    refusals: [...missing, ...more],
  });

export const publishArticle = defineRoute({
  id: 'knowledge.publish_article',
  method: 'POST',
  path: '/api/knowledge/articles/{articleId}/publish',
  summary: 'Let the newest words be read, in one language or all. Whoever publishes vouches for them: it is verified by that',
  access: { action: 'knowledge.write' },
  params: articleParams,
  body: z.strictObject({ locale: locale.optional() }),
  reply: article,
  refusals: [...missing, refusals.nothing_to_read, refusals.archived],
});
export const verifyArticle = act('verify', 'Read again and still right: the review starts anew', [refusals.archived]);
export const unpublishArticle = act('unpublish', 'Take it away from readers; authors keep it', []);
export const archiveArticle = act('archive', 'Put it away for good: no reader, no review', []);
export const unarchiveArticle = act('unarchive', 'Take it out of the archive, unpublished', []);

/** Sent as raw bytes. Everybody sees it while the article is public and its published words show it. */
export const bringPicture = defineRoute({
  id: 'knowledge.bring_picture',
  method: 'POST',
  path: '/api/knowledge/articles/{articleId}/pictures',
  summary: 'Bring a picture for an article; `markdown` shows it in its words',
  access: { action: 'knowledge.write' },
  params: articleParams,
  query: z.strictObject({ name: z.string().trim().min(1).max(255) }),
  upload: true,
  reply: z.object({ fileId: id, type: z.string(), size: z.number().int(), markdown: z.string() }),
  status: 201,
  refusals: [refusals.no_such_article, refusals.archived, refusals.not_a_picture, fileRefusals.file_too_large],
});
