/** HTTP of knowledge: contract in, use case, contract out. */
import type { Bind } from '#platform/http';
import type { Tx } from '#platform/postgres';
import { recordUse, render } from './answers.ts';
import { bringPicture } from './articles/pictures.ts';
import { publishArticle, unpublishArticle, verifyArticle } from './articles/publish.ts';
import { readArticle, readArticles, readSpaces, readVersions } from './articles/read.ts';
import { changeSpace, createSpace, removeSpace } from './articles/spaces.ts';
import { changeArticle, createArticle, restoreVersion, saveVersion, setArchived } from './articles/write.ts';
import * as contract from './contract.ts';
import { readGaps, settleGap } from './gaps/gaps.ts';
import type { Ground } from './ground.ts';
import { answerOf, demoted, find } from './search/search.ts';
import { suggestFor } from './search/suggest.ts';
import { readFeedback, reportSelfService } from './self-service/report.ts';
import { articleUrl, siteOf } from './site/address.ts';
import { changeSite, readSite } from './site/settings.ts';

export function bindRoutes(ground: Ground & { bind: Bind }): void {
  const { bind, db, baseUrl } = ground;
  const reading = <T>(workspaceId: string, work: (tx: Tx) => Promise<T>) => db.inWorkspace(workspaceId, work, { readOnly: true });
  // The site is made by whoever asks for it first.
  const urls = async (tx: Tx, workspaceId: string) => articleUrl(baseUrl, await siteOf(tx, workspaceId));

  bind(contract.listSpaces, async ({ workspaceId }) => ({
    items: await reading(workspaceId, (tx) => readSpaces(ground, tx, workspaceId)),
  }));
  bind(contract.createSpace, ({ principal, body }) => createSpace(ground, principal, body));
  bind(contract.changeSpace, ({ principal, params, body }) => changeSpace(ground, principal, params.spaceId, body));
  bind(contract.removeSpace, ({ principal, params }) => removeSpace(ground, principal, params.spaceId));

  bind(contract.listArticles, ({ workspaceId, query }) =>
    reading(workspaceId, (tx) => readArticles(ground, tx, workspaceId, query)),
  );
  bind(contract.getArticle, ({ workspaceId, params }) =>
    reading(workspaceId, (tx) => readArticle(ground, tx, workspaceId, params.articleId)),
  );
  bind(contract.createArticle, ({ principal, body }) => createArticle(ground, principal, body));
  bind(contract.changeArticle, ({ principal, params, body }) => changeArticle(ground, principal, params.articleId, body));
  bind(contract.saveVersion, ({ principal, params, body }) => saveVersion(ground, principal, params.articleId, body));
  bind(contract.listVersions, ({ workspaceId, params, query }) =>
    reading(workspaceId, (tx) => readVersions(tx, workspaceId, params.articleId, query.locale)),
  );
  bind(contract.restoreVersion, ({ principal, params, body }) =>
    restoreVersion(ground, principal, params.articleId, body.locale, params.no),
  );
  bind(contract.publishArticle, ({ principal, params, body }) =>
    publishArticle(ground, principal, params.articleId, body.locale),
  );
  bind(contract.verifyArticle, ({ principal, params }) => verifyArticle(ground, principal, params.articleId));
  bind(contract.unpublishArticle, ({ principal, params }) => unpublishArticle(ground, principal, params.articleId));
  bind(contract.bringPicture, ({ principal, params, query, upload }) => {
    if (!upload) throw new Error('an upload route came without its body');
    return bringPicture(ground, principal, params.articleId, query.name, upload);
  });
  bind(contract.archiveArticle, ({ principal, params }) => setArchived(ground, principal, params.articleId, true));
  bind(contract.unarchiveArticle, ({ principal, params }) => setArchived(ground, principal, params.articleId, false));

  bind(contract.searchArticles, ({ workspaceId, query }) =>
    db.inWorkspace(workspaceId, async (tx) => {
      const { items, corrected } = await find(tx, workspaceId, query);
      const url = await urls(tx, workspaceId);
      return { items: demoted(items).map((item) => answerOf(item, url)), corrected };
    }),
  );
  bind(contract.suggestArticles, ({ workspaceId, body }) =>
    db.inWorkspace(workspaceId, async (tx) => ({
      items: await suggestFor(tx, workspaceId, body, await urls(tx, workspaceId)),
    })),
  );
  bind(contract.renderArticle, ({ workspaceId, params, query }) =>
    db.inWorkspace(workspaceId, (tx) => render(ground, tx, workspaceId, params.articleId, query.as, query.locale)),
  );
  bind(contract.recordUse, ({ workspaceId, params, body }) =>
    db.inWorkspace(workspaceId, async (tx) => {
      await recordUse(ground, tx, workspaceId, { ...body, ...params });
      return undefined;
    }),
  );
  bind(contract.listFeedback, ({ workspaceId, params: { articleId } }) =>
    reading(workspaceId, (tx) => readFeedback(tx, workspaceId, articleId)),
  );

  bind(contract.listGaps, ({ workspaceId, query }) =>
    reading(workspaceId, (tx) => readGaps(ground, tx, workspaceId, query.state, query.ownerId)),
  );
  bind(contract.settleGap, ({ principal, params, body }) => settleGap(ground, principal, params.gapId, body));
  bind(contract.getSite, ({ workspaceId }) => db.inWorkspace(workspaceId, (tx) => readSite(ground, tx, workspaceId)));
  bind(contract.changeSite, ({ principal, body }) => changeSite(ground, principal, body));
  bind(contract.selfService, ({ workspaceId, query }) =>
    db.inWorkspace(workspaceId, (tx) => reportSelfService(tx, workspaceId, query)),
  );
}
