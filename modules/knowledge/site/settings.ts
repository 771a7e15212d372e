/** The help centre's settings. Colours, names and languages are checked values: they go into pages and addresses as they are. */
import type { Principal } from '#platform/auth';
import type { Tx } from '#platform/postgres';
import type { Site, SiteWords } from '../contract/care.ts';
import type { Ground } from '../ground.ts';
import { homeUrl, siteOf } from './address.ts';
import { updateSite } from './store.ts';

export async function readSite({ baseUrl }: Pick<Ground, 'baseUrl'>, tx: Tx, workspaceId: string): Promise<Site> {
  const site = await siteOf(tx, workspaceId);
  return { ...site, url: homeUrl(baseUrl, site) };
}

export const changeSite = (ground: Ground, principal: Principal, words: SiteWords): Promise<Site> =>
  ground.db.inWorkspace(principal.workspaceId, async (tx) => {
    const { workspaceId } = principal;
    await siteOf(tx, workspaceId);
    await updateSite(tx, workspaceId, words);
    await ground.audit.record(tx, principal, {
      action: 'knowledge.site_changed',
      subject: `site:${workspaceId}`,
      details: { ...words },
    });
    return readSite(ground, tx, workspaceId);
  });
