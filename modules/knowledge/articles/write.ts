/** Writing: every save is a version; nothing that is read changes until somebody publishes. */
import type { Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import type { Article, ArticleChange, NewArticle } from '../contract/articles.ts';
import { refusals } from '../contract/refusals.ts';
import { type Ground, orRefuse, ownerFor, refusingTaken } from '../ground.ts';
import { slugOf } from '../rules/slug.ts';
import { unindex } from '../search/store.ts';
import { siteOf } from '../site/address.ts';
import { indexPublished } from './publish.ts';
import { readArticle } from './read.ts';
import * as store from './store.ts';

type Words = Pick<NewArticle, 'locale' | 'title' | 'summary' | 'body'>;

export const createArticle = (ground: Ground, principal: Principal, wanted: NewArticle): Promise<Article> =>
  refusingTaken(
    refusals.slug_taken,
    ground.db.inWorkspace(principal.workspaceId, async (tx) => {
      const id = await insert(ground, tx, principal, wanted, null);
      const { slug, spaceId } = wanted;
      await ground.audit.record(tx, principal, {
        action: 'knowledge.article_created',
        subject: `article:${id}`,
        details: { slug, spaceId },
      });
      return readArticle(ground, tx, principal.workspaceId, id);
    }),
  );

/** In the caller's transaction: also how a draft is proposed from a moment. */
export async function insert(
  ground: Ground,
  tx: Tx,
  principal: Principal,
  wanted: NewArticle,
  proposedBy: string | null,
): Promise<string> {
  const { workspaceId } = principal;
  orRefuse((await store.spaces(tx, workspaceId, wanted.spaceId))[0], refusals.no_such_space);
  const ownerId = await ownerFor(ground, tx, principal, wanted.ownerId, refusals.no_such_owner);
  const { reviewDays, graceDays } = await siteOf(tx, workspaceId);
  const id = ground.newId();
  await store.insertArticle(tx, workspaceId, {
    ...wanted,
    id,
    ownerId,
    slug: wanted.slug ?? (await freeSlug(tx, workspaceId, wanted.title)),
    reviewDays: wanted.reviewDays ?? reviewDays,
    graceDays: wanted.graceDays ?? graceDays,
    proposedBy,
    createdBy: principal.label,
  });
  await save(tx, workspaceId, id, principal, wanted, null);
  return id;
}

/** From the title; with a number behind when another article was first. */
async function freeSlug(tx: Tx, workspaceId: string, title: string): Promise<string> {
  const plain = slugOf(title);
  for (let no = 1; no < 1000; no += 1) {
    const slug = no === 1 ? plain : `${plain}-${no}`;
    if (await store.isSlugFree(tx, workspaceId, slug)) return slug;
  }
  throw new Refusal(refusals.slug_taken);
}

const save = (tx: Tx, workspaceId: string, id: string, { label }: Principal, words: Words, restoredFrom: number | null) =>
  store.insertVersion(tx, workspaceId, id, {
    locale: words.locale,
    title: words.title,
    summary: words.summary,
    body: words.body,
    savedBy: label,
    restoredFrom,
  });

async function open(tx: Tx, workspaceId: string, id: string): Promise<store.ArticleRow> {
  const row = orRefuse(await store.holdArticle(tx, workspaceId, id), refusals.no_such_article);
  if (row.archivedAt) throw new Refusal(refusals.archived);
  return row;
}

export const saveVersion = (ground: Ground, principal: Principal, id: string, words: Words): Promise<Article> =>
  ground.db.inWorkspace(principal.workspaceId, async (tx) => {
    await open(tx, principal.workspaceId, id);
    await save(tx, principal.workspaceId, id, principal, words, null);
    return readArticle(ground, tx, principal.workspaceId, id);
  });

export const restoreVersion = (ground: Ground, principal: Principal, id: string, locale: string, no: number): Promise<Article> =>
  ground.db.inWorkspace(principal.workspaceId, async (tx) => {
    await open(tx, principal.workspaceId, id);
    const old = orRefuse(await store.findVersion(tx, principal.workspaceId, id, locale, no), refusals.no_such_version);
    await save(tx, principal.workspaceId, id, principal, old, no);
    return readArticle(ground, tx, principal.workspaceId, id);
  });

export const changeArticle = (ground: Ground, principal: Principal, id: string, change: ArticleChange): Promise<Article> =>
  refusingTaken(
    refusals.slug_taken,
    ground.db.inWorkspace(principal.workspaceId, async (tx) => {
      const { workspaceId } = principal;
      const before = orRefuse(await store.holdArticle(tx, workspaceId, id), refusals.no_such_article);
      if (change.spaceId) orRefuse((await store.spaces(tx, workspaceId, change.spaceId))[0], refusals.no_such_space);
      if (change.ownerId) await ownerFor(ground, tx, principal, change.ownerId, refusals.no_such_owner);
      await store.updateArticle(tx, workspaceId, id, change);
      if (change.slug && change.slug !== before.slug) await store.leaveSlug(tx, workspaceId, 'article', before.slug, id);
      if (change.labels) await indexPublished(tx, workspaceId, id);
      await ground.audit.record(tx, principal, {
        action: 'knowledge.article_changed',
        subject: `article:${id}`,
        details: { ...change },
      });
      return readArticle(ground, tx, workspaceId, id);
    }),
  );

export const setArchived = (ground: Ground, principal: Principal, id: string, archived: boolean): Promise<Article> =>
  ground.db.inWorkspace(principal.workspaceId, async (tx) => {
    const { workspaceId } = principal;
    orRefuse(await store.holdArticle(tx, workspaceId, id), refusals.no_such_article);
    await unindex(tx, workspaceId, id);
    await store.unpublish(tx, workspaceId, id);
    await store.archive(tx, workspaceId, id, archived);
    await ground.audit.record(tx, principal, {
      action: archived ? 'knowledge.article_archived' : 'knowledge.article_unarchived',
      subject: `article:${id}`,
    });
    return readArticle(ground, tx, workspaceId, id);
  });
