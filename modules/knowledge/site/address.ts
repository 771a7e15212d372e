/** Public addresses of the help centre. */
import { randomBytes } from 'node:crypto';
import type { Tx } from '#platform/postgres';
import { findSite, makeSite, type SiteRow } from './store.ts';

/** The site of a workspace, made when nobody asked for it before. */
export async function siteOf(tx: Tx, workspaceId: string): Promise<SiteRow> {
  const found = await findSite(tx, workspaceId);
  if (found) return found;
  await makeSite(tx, workspaceId, randomBytes(10).toString('hex'));
  const made = await findSite(tx, workspaceId);
  if (!made) throw new Error(`workspace ${workspaceId} has no help centre`);
  return made;
}

/** Where everybody sees a picture of an article: under the help centre's key, which no renaming changes. */
export const pictureAt =
  ({ key }: Pick<SiteRow, 'key'>, baseUrl = '') =>
  (fileId: string): string =>
    `${baseUrl}/help/${key}/pictures/${fileId}`;

export const homeUrl = (baseUrl: string, site: Pick<SiteRow, 'slug'>): string => `${baseUrl}/help/${site.slug}`;

export const articleUrl =
  (baseUrl: string, site: Pick<SiteRow, 'slug'>) =>
  (slug: string, locale: string): string =>
    `${homeUrl(baseUrl, site)}/${locale}/articles/${slug}`;
