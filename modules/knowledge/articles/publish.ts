/** Publishing and vouching: what is read, and until when it may be. */
import type { Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import type { Article } from '../contract/articles.ts';
import { refusals } from '../contract/refusals.ts';
import { articlePublished, articleWithdrawn } from '../events.ts';
import { type Ground, orRefuse } from '../ground.ts';
import { indexText } from '../search/index-article.ts';
import { unindex } from '../search/store.ts';
import { readArticle } from './read.ts';
import * as store from './store.ts';

/** Whoever publishes vouches for what they publish. */
export const publishArticle = (ground: Ground, principal: Principal, id: string, locale: string | undefined): Promise<Article> =>
  ground.db.inWorkspace(principal.workspaceId, async (tx) => {
    const { workspaceId } = principal;
    const row = await open(tx, workspaceId, id);
    const texts = row.texts.filter((text) => locale === undefined || text.locale === locale);
    if (texts.length === 0) throw new Refusal(refusals.nothing_to_read);
    for (const text of texts) await store.publish(tx, workspaceId, id, text.locale);
    await store.verify(tx, workspaceId, id, principal.label);
    await indexPublished(tx, workspaceId, id);
    await ground.events.tell(tx, workspaceId, articlePublished, { articleId: id });
    const article = await readArticle(ground, tx, workspaceId, id);
    await ground.audit.record(tx, principal, {
      action: 'knowledge.article_published',
      subject: `article:${id}`,
      details: { locales: texts.map((text) => text.locale) },
    });
    return article;
  });

/** Puts the published words of every language into the index anew. */
export async function indexPublished(tx: Tx, workspaceId: string, id: string): Promise<void> {
  const row = await store.findArticle(tx, workspaceId, id);
  for (const { locale, published } of row?.texts ?? []) {
    const words = published === null ? undefined : await store.findVersion(tx, workspaceId, id, locale, published);
    if (words) await indexText(tx, workspaceId, { ...words, articleId: id, labels: row?.labels ?? [] });
  }
}

export const verifyArticle = (ground: Ground, principal: Principal, id: string): Promise<Article> =>
  ground.db.inWorkspace(principal.workspaceId, async (tx) => {
    await open(tx, principal.workspaceId, id);
    await store.verify(tx, principal.workspaceId, id, principal.label);
    const article = await readArticle(ground, tx, principal.workspaceId, id);
    await ground.audit.record(tx, principal, { action: 'knowledge.article_verified', subject: `article:${id}` });
    return article;
  });

export const unpublishArticle = (ground: Ground, principal: Principal, id: string): Promise<Article> =>
  ground.db.inWorkspace(principal.workspaceId, async (tx) => {
    const { workspaceId } = principal;
    orRefuse(await store.holdArticle(tx, workspaceId, id), refusals.no_such_article);
    await unindex(tx, workspaceId, id);
    await store.unpublish(tx, workspaceId, id);
    await ground.events.tell(tx, workspaceId, articleWithdrawn, { articleId: id });
    const article = await readArticle(ground, tx, workspaceId, id);
    await ground.audit.record(tx, principal, { action: 'knowledge.article_unpublished', subject: `article:${id}` });
    return article;
  });

async function open(tx: Tx, workspaceId: string, id: string): Promise<store.ArticleRow> {
  const row = orRefuse(await store.holdArticle(tx, workspaceId, id), refusals.no_such_article);
  if (row.archivedAt) throw new Refusal(refusals.archived);
  return row;
}
