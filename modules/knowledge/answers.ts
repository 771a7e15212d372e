/** An article handed over: rendered for a place, and remembered that it was. Expired ones are refused. */
import { Refusal } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import { stateOfRow } from './articles/read.ts';
import { findArticle, findVersion } from './articles/store.ts';
import type { How, Place, Rendered, Rendition } from './contract/answers.ts';
import { refusals } from './contract/refusals.ts';
import { type Ground, orRefuse } from './ground.ts';
import { choose } from './rules/locale.ts';
import { insertUse } from './self-service/store.ts';
import { articleUrl, pictureAt, siteOf } from './site/address.ts';
import { renditionOf, typeOf } from './words/rendition.ts';

/** The words that may be read now; refused when there are none, or when nobody vouches for them any longer. */
async function current(tx: Tx, workspaceId: string, id: string, locale: string) {
  const row = orRefuse(await findArticle(tx, workspaceId, id), refusals.no_such_article);
  const spoken = row.texts.filter(({ published }) => published !== null);
  const wanted =
    choose(
      [locale],
      spoken.map((text) => text.locale),
    ) ?? spoken[0]?.locale;
  const text = spoken.find((one) => one.locale === wanted);
  if (!text || text.published === null) throw new Refusal(refusals.not_published);
  if (stateOfRow(row) === 'expired') throw new Refusal(refusals.expired);
  const isPublic = row.audience === 'public' && row.spaceAudience === 'public';
  return {
    row,
    isPublic,
    version: orRefuse(await findVersion(tx, workspaceId, id, text.locale, text.published), refusals.not_published),
  };
}

export async function render(
  { baseUrl }: Pick<Ground, 'baseUrl'>,
  tx: Tx,
  workspaceId: string,
  id: string,
  as: Rendition,
  locale: string,
): Promise<Rendered> {
  const { row, isPublic, version } = await current(tx, workspaceId, id, locale);
  const site = await siteOf(tx, workspaceId);
  const url = isPublic ? articleUrl(baseUrl, site)(row.slug, version.locale) : null;
  const content = renditionOf(as, { ...version, url, ...(isPublic && { pictureAt: pictureAt(site, baseUrl) }) });
  return { as, type: typeOf[as], articleId: id, locale: version.locale, version: version.no, title: version.title, url, content };
}

export interface UseOf {
  articleId: string;
  locale: string;
  place: Place;
  how: How;
  momentId?: string | undefined;
  /** `type:value` or id of the customer. */
  customer?: string | undefined;
}

export async function recordUse({ newId }: Pick<Ground, 'newId'>, tx: Tx, workspaceId: string, use: UseOf): Promise<void> {
  const { version } = await current(tx, workspaceId, use.articleId, use.locale);
  await insertUse(tx, workspaceId, {
    id: newId(),
    articleId: use.articleId,
    locale: version.locale,
    version: version.no,
    place: use.place,
    how: use.how,
    momentId: use.momentId ?? null,
    customer: use.customer ?? null,
  });
}
