/** Knowledge: what we already know how to answer, who vouches for it until when, and what is missing. */
import type { Customers } from '#customers';
import type { Listen } from '#listen';
import type { People } from '#people';
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { Events } from '#platform/events';
import type { Files } from '#platform/files';
import type { Bind } from '#platform/http';
import type { NewId } from '#platform/ids';
import type { Jobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import type { Db, Tx } from '#platform/postgres';
import type { Secrets } from '#platform/secrets';
import { recordUse, render, type UseOf } from './answers.ts';
import { tellOwners } from './articles/reviews.ts';
import { spaces } from './articles/store.ts';
import { insert } from './articles/write.ts';
import { refusals } from './contract/refusals.ts';
import type { Answer, Circumstances, Rendered, Rendition, Suggestion } from './contract.ts';
import { addGap, findGaps } from './gaps/gaps.ts';
import { type Ground, orRefuse } from './ground.ts';
import { bindRoutes } from './routes.ts';
import { answerOf, demoted, find, type Question } from './search/search.ts';
import { suggestFor } from './search/suggest.ts';
import { knowledgeHolder } from './self-service/holder.ts';
import { contacted } from './self-service/store.ts';
import { type Stepped, visit } from './self-service/visit.ts';
import { createVisitors, type Visitors } from './self-service/visitors.ts';
import { articleUrl, siteOf } from './site/address.ts';
import { createHelpCentre, type HelpCentre, type PublicArticle, type PublicResult, type PublicSite } from './site/public.ts';
import { isShown } from './site/store.ts';
import { plainText, shorten } from './words/plain.ts';

export interface KnowledgeDeps {
  db: Db;
  events: Events;
  jobs: Pick<Jobs, 'every'>;
  audit: Audit;
  bind: Bind;
  secrets: Pick<Secrets, 'derive'>;
  clock: Clock;
  newId: NewId;
  log: Log;
  files: Pick<Files, 'save' | 'read' | 'onView'>;
  people: People;
  listen: Pick<Listen, 'hearOwn' | 'makeOwnSource'>;
  customers: Customers;
  baseUrl: string;
}

/** What later rooms and the help centre may ask. */
export interface Knowledge {
  /** Articles for this person, on this page, at this moment, with the reason of each. */
  suggest(tx: Tx, workspaceId: string, circumstances: Circumstances): Promise<Suggestion[]>;
  search(tx: Tx, workspaceId: string, question: Question): Promise<Answer[]>;
  /** An article in the shape a place needs. Throws `knowledge.expired`, `knowledge.not_published`, `knowledge.no_such_article`. */
  render(tx: Tx, workspaceId: string, articleId: string, as: Rendition, locale: string): Promise<Rendered>;
  /** Somebody was answered with it; refuses as `render` does. */
  recordUse(tx: Tx, workspaceId: string, use: UseOf): Promise<void>;
  /** A moment was resolved, with these articles. One resolved without any is a gap, its subject the words to find it by. */
  recordResolved(
    tx: Tx,
    workspaceId: string,
    resolved: { momentId: string; articleIds: readonly string[]; subject?: string; at: Date },
  ): Promise<void>;
  /** A draft out of a resolved conversation, in the first space unless one is named. Answers the article's id. */
  proposeDraft(
    tx: Tx,
    principal: Principal,
    draft: { title: string; text: string; momentId: string; spaceId?: string; locale?: string },
  ): Promise<string>;
  /** A visitor of a widget searched or read. */
  visit(tx: Tx, workspaceId: string, step: Stepped): Promise<void>;
  /** Somebody known by these keys asked a human: their visits just before it gave up. Answers how many. */
  contactAfter(tx: Tx, workspaceId: string, contact: { keys: readonly string[]; at: Date }): Promise<number>;
  /** Keys of a visitor of the help centre, for `contactAfter`. */
  visitors: Visitors;
  helpCentre: HelpCentre;
}

export { articleDue, articleExpired, articlePublished, articleWithdrawn, gapFound } from './events.ts';
export { choose, isRightToLeft, readAcceptLanguage } from './rules/locale.ts';
export { escapeHtml } from './words/render.ts';
export type { HelpCentre, PublicArticle, PublicResult, PublicSite, Visitors };

const minuteMs = 60_000;

export function createKnowledge(deps: KnowledgeDeps): Knowledge {
  const ground: Ground = { ...deps, log: deps.log.child({ module: 'knowledge' }) };
  bindRoutes({ ...ground, bind: deps.bind });
  deps.customers.holds(knowledgeHolder);
  // Whoever has no name here sees what everybody may see at that instant.
  deps.files.onView('visitor', (tx, workspaceId, _viewer, fileId) => isShown(tx, workspaceId, fileId));
  deps.jobs.every('knowledge.tell_owners', minuteMs, () => tellOwners(ground));
  deps.jobs.every('knowledge.find_gaps', minuteMs, () => findGaps(ground));
  const urls = async (tx: Tx, workspaceId: string) => articleUrl(deps.baseUrl, await siteOf(tx, workspaceId));

  return {
    async suggest(tx, workspaceId, circumstances) {
      return suggestFor(tx, workspaceId, circumstances, await urls(tx, workspaceId));
    },
    async search(tx, workspaceId, question) {
      const { items } = await find(tx, workspaceId, question);
      const url = await urls(tx, workspaceId);
      return demoted(items).map((item) => answerOf(item, url));
    },
    render: (tx, workspaceId, articleId, as, locale) => render(ground, tx, workspaceId, articleId, as, locale),
    recordUse: (tx, workspaceId, use) => recordUse(ground, tx, workspaceId, use),
    async recordResolved(tx, workspaceId, { momentId, articleIds, subject = '', at }) {
      if (articleIds.length > 0) return;
      const text = shorten(subject, 300);
      await addGap(ground, tx, workspaceId, { kind: 'moment', asked: momentId, text, locale: null, times: 1, at, momentId });
    },
    async proposeDraft(tx, principal, { title, text, momentId, spaceId, locale }) {
      const { locales } = await siteOf(tx, principal.workspaceId);
      const space = spaceId ?? orRefuse((await spaces(tx, principal.workspaceId))[0], refusals.no_such_space).id;
      const wanted = {
        spaceId: space,
        // What a customer said may be in it: nobody but colleagues reads it until somebody decides otherwise.
        audience: 'internal' as const,
        labels: [],
        pages: [],
        segments: [],
        locale: locale ?? locales[0] ?? 'en',
        title: shorten(plainText(title), 200),
        summary: '',
        body: text,
      };
      return insert(ground, tx, principal, wanted, momentId);
    },
    visit: (tx, workspaceId, stepped) => visit(ground, tx, workspaceId, stepped),
    async contactAfter(tx, workspaceId, { keys, at }) {
      const { contactHours } = await siteOf(tx, workspaceId);
      return contacted(tx, workspaceId, keys, at, contactHours);
    },
    visitors: createVisitors(deps.secrets),
    helpCentre: createHelpCentre(ground),
  };
}
