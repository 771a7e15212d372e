/** What knowledge tells the other rooms. */
import { z } from '#platform/contract';
import { defineEvent } from '#platform/events';

const article = z.object({ articleId: z.uuid() });

export const articlePublished = defineEvent('knowledge.article_published', article);
export const articleWithdrawn = defineEvent('knowledge.article_withdrawn', article);
/** Its owner should read it again; it still answers. */
export const articleDue = defineEvent('knowledge.article_due', article.extend({ ownerId: z.uuid(), expiresAt: z.string() }));
/** It answers nobody until its owner verifies it. */
export const articleExpired = defineEvent('knowledge.article_expired', article.extend({ ownerId: z.uuid() }));
export const gapFound = defineEvent('knowledge.gap_found', z.object({ gapId: z.uuid(), ownerId: z.uuid().nullable() }));
