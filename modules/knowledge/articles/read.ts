/** Articles as their authors see them: expired ones included, and marked. */
import type { Colleague } from '#people';
import type { QueryOf } from '#platform/contract';
import { cursorParts, readCursor, writeCursor } from '#platform/http';
import type { Tx } from '#platform/postgres';
import type { Article, ArticleSummary, listArticles, Space, Version } from '../contract/articles.ts';
import { refusals } from '../contract/refusals.ts';
import { type Ground, orRefuse } from '../ground.ts';
import { stateOf } from '../rules/state.ts';
import { countsOf } from '../self-service/store.ts';
import * as store from './store.ts';

const iso = (at: Date | null) => at?.toISOString() ?? null;
const gone = (id: string): Colleague => ({ id, name: '?', active: false });

export const stateOfRow = (row: store.ArticleRow) =>
  stateOf(
    {
      archived: row.archivedAt !== null,
      proposed: row.proposedBy !== null,
      dueAt: row.dueAt?.getTime() ?? null,
      expiresAt: row.expiresAt?.getTime() ?? null,
    },
    row.now.getTime(),
  );

function summaryOf(row: store.ArticleRow, owners: Map<string, Colleague>): ArticleSummary {
  const { id, slug, audience, labels, verifiedBy, texts } = row;
  const first = texts.find(({ published }) => published !== null) ?? texts[0];
  return {
    id,
    slug,
    space: { id: row.spaceId, slug: row.spaceSlug, name: row.spaceName, audience: row.spaceAudience },
    title: first?.title ?? slug,
    state: stateOfRow(row),
    published: texts.some(({ published }) => published !== null),
    audience,
    labels,
    owner: owners.get(row.ownerId) ?? gone(row.ownerId),
    dueAt: iso(row.dueAt),
    expiresAt: iso(row.expiresAt),
    verifiedAt: iso(row.verifiedAt),
    verifiedBy,
    locales: texts,
    updatedAt: row.updatedAt.toISOString(),
  };
}

async function ownersOf({ people }: Pick<Ground, 'people'>, tx: Tx, ids: readonly string[]): Promise<Map<string, Colleague>> {
  if (ids.length === 0) return new Map();
  return new Map((await people.colleagues(tx, [...new Set(ids)])).map((one) => [one.id, one]));
}

export async function readArticles(ground: Ground, tx: Tx, workspaceId: string, query: QueryOf<typeof listArticles>) {
  const at = readCursor(query.after, [cursorParts.instant, cursorParts.uuid]);
  const after = at && { updatedAt: at[0] ?? '', id: at[1] ?? '' };
  const { search, state, spaceId, ownerId, label, limit, orphaned } = query;
  const owners = orphaned ? await unableOwners(ground, tx, workspaceId) : undefined;
  const rows = await store.listArticles(tx, workspaceId, { search, state, spaceId, ownerId, label, owners }, after, limit);
  const faces = await ownersOf(
    ground,
    tx,
    rows.map((row) => row.ownerId),
  );
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return {
    items: rows.map((row) => summaryOf(row, faces)),
    next: last ? writeCursor(last.updatedAt, last.id) : null,
  };
}

/** Owners of articles who were deactivated, or are gone. */
async function unableOwners(ground: Ground, tx: Tx, workspaceId: string): Promise<string[]> {
  const all = await store.owners(tx, workspaceId);
  const faces = await ownersOf(ground, tx, all);
  return all.filter((id) => !faces.get(id)?.active);
}

export async function readArticle(ground: Ground, tx: Tx, workspaceId: string, id: string): Promise<Article> {
  const row = orRefuse(await store.findArticle(tx, workspaceId, id), refusals.no_such_article);
  const texts = await store.newest(tx, workspaceId, id);
  const { pages, segments, reviewDays, graceDays, proposedBy, createdBy, createdAt } = row;
  return {
    ...summaryOf(row, await ownersOf(ground, tx, [row.ownerId])),
    pages,
    segments,
    reviewDays,
    graceDays,
    proposedBy,
    createdBy,
    createdAt: createdAt.toISOString(),
    texts: texts.map(({ locale, no, title, summary, body, savedAt }) => ({
      locale,
      no,
      title,
      summary,
      body,
      savedAt: savedAt.toISOString(),
    })),
    ...(await countsOf(tx, workspaceId, id)),
  };
}

export async function readVersions(tx: Tx, workspaceId: string, id: string, locale: string): Promise<{ items: Version[] }> {
  orRefuse(await store.findArticle(tx, workspaceId, id), refusals.no_such_article);
  const rows = await store.versions(tx, workspaceId, id, locale);
  return { items: rows.map((row) => ({ ...row, savedAt: row.savedAt.toISOString() })) };
}

export async function readSpaces(ground: Ground, tx: Tx, workspaceId: string, id?: string): Promise<Space[]> {
  const rows = await store.spaces(tx, workspaceId, id);
  const faces = await ownersOf(
    ground,
    tx,
    rows.flatMap(({ ownerId }) => (ownerId === null ? [] : [ownerId])),
  );
  return rows.map(({ ownerId, createdAt, ...space }) => ({
    ...space,
    owner: ownerId === null ? null : (faces.get(ownerId) ?? gone(ownerId)),
    createdAt: createdAt.toISOString(),
  }));
}
