/** Public links: whoever has one sees the scenario as customers may, and adds to it. */
import { createHash } from 'node:crypto';
import type { Principal } from '#platform/auth';
import type { Clock } from '#platform/clock';
import { Refusal } from '#platform/contract';
import type { RawAnswer, RawRequest } from '#platform/http';
import { newSecret } from '#platform/ids';
import { limiter } from '#platform/limits';
import { contributionWords, scenarioRefusals } from '../contract.ts';
import { busyPage, gonePage, languageOf, pageHeaders, type Shown, scenarioPage, thanksPage } from './rules/page.ts';
import { type KeepingDeps, orRefuse } from './scenarios.ts';
import * as store from './store.ts';

export type LinkDeps = KeepingDeps & { clock: Clock; baseUrl: string };

const mostOpen = 20;
const hashOf = (secret: string) => createHash('sha256').update(secret).digest();

const linkOf = ({ createdAt, expiresAt, revokedAt, ...row }: store.LinkRow) => ({
  ...row,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
  revokedAt: revokedAt?.toISOString() ?? null,
});

export function listLinks({ db }: LinkDeps, workspaceId: string, id: string) {
  return db.inWorkspace(
    workspaceId,
    async (tx) => {
      orRefuse(await store.findScenario(tx, workspaceId, id));
      return (await store.listLinks(tx, workspaceId, id)).map(linkOf);
    },
    { readOnly: true },
  );
}

export function createLink({ db, audit, baseUrl }: LinkDeps, principal: Principal, id: string, { days }: { days: number }) {
  const { workspaceId, label } = principal;
  const secret = newSecret('vsl');
  return db.inWorkspace(workspaceId, async (tx) => {
    const { name } = orRefuse(await store.holdScenario(tx, workspaceId, id));
    if ((await store.countOpenLinks(tx, workspaceId, id)) >= mostOpen)
      throw new Refusal(scenarioRefusals.too_many_scenario_links);
    const row = await store.insertLink(tx, workspaceId, {
      ...{ scenarioId: id, secretHash: hashOf(secret), createdBy: label, days },
    });
    await audit.record(tx, principal, {
      action: 'measure.scenario_link_created',
      subject: `scenario:${id}`,
      details: { name, link: row.id, days },
    });
    return { ...linkOf(row), url: `${baseUrl}/shared/scenario/${secret}` };
  });
}

export function revokeLink({ db, audit }: LinkDeps, principal: Principal, id: string, link: string): Promise<void> {
  const { workspaceId } = principal;
  return db.inWorkspace(workspaceId, async (tx) => {
    const { name } = orRefuse(await store.findScenario(tx, workspaceId, id));
    if (!(await store.revokeLink(tx, workspaceId, id, link))) throw new Refusal(scenarioRefusals.no_such_scenario_link);
    await audit.record(tx, principal, {
      action: 'measure.scenario_link_revoked',
      subject: `scenario:${id}`,
      details: { name, link },
    });
  });
}

const minuteMs = 60_000;
const reads = { max: 60, windowMs: minuteMs };
/** Of one address, and by one link from wherever: a link that goes round must not bury who reads what came. */
const writes = { max: 30, windowMs: minuteMs };
const writesByLink = { max: 600, windowMs: 60 * minuteMs };
/** More that nobody has read yet takes no more. */
const mostWaiting = 500;

export type PageRequest = Pick<RawRequest, 'params' | 'headers' | 'body' | 'ip' | 'query'>;

export function createPages({ db, clock }: Pick<LinkDeps, 'db' | 'clock'>) {
  const allow = limiter(clock);
  const html = (status: number, body: string, more: Record<string, string> = {}): RawAnswer => ({
    status,
    headers: { ...pageHeaders, ...more },
    body,
  });

  /** Whether it may still be opened is asked every time: a closed link is closed at once. */
  async function opened(secret: string): Promise<{ link: store.OpenLink; shown: Shown } | undefined> {
    const link = await db.inSystem((tx) => store.linkOf(tx, hashOf(secret)), { readOnly: true });
    const row =
      link &&
      (await db.inWorkspace(link.workspaceId, (tx) => store.findScenario(tx, link.workspaceId, link.scenarioId), {
        readOnly: true,
      }));
    return link && row && { link, shown: { name: row.name, definition: row.definition } };
  }

  async function show({ params, headers, ip, query }: PageRequest): Promise<RawAnswer> {
    const language = languageOf(headers['accept-language']);
    if (!allow(`read ${ip}`, reads)) return html(429, busyPage(language), { 'retry-after': '60' });
    const found = await opened(params.secret ?? '');
    if (!found) return html(404, gonePage(language));
    return html(200, query.left === '1' ? thanksPage(language) : scenarioPage(language, found.shown));
  }

  async function take({ params, headers, ip, body }: PageRequest): Promise<RawAnswer> {
    const language = languageOf(headers['accept-language']);
    // A try at an address counts, too: nobody may guess secrets faster than they may read.
    if (!allow(`read ${ip}`, reads)) return html(429, busyPage(language), { 'retry-after': '60' });
    const found = await opened(params.secret ?? '');
    if (!found) return html(404, gonePage(language));
    const form = new URLSearchParams(body.toString('utf8'));
    const typed = { step: form.get('step') ?? '', showstopper: form.get('showstopper') ?? '', metric: form.get('metric') ?? '' };
    const again = (status: number, problem: Shown['problem'] & string, more = {}) =>
      html(status, scenarioPage(language, { ...found.shown, typed, problem }), more);
    const thanks: RawAnswer = { status: 303, headers: { ...pageHeaders, location: '?left=1' }, body: '' };
    // Whoever fills what people cannot see is a machine: it is thanked, and nothing is kept.
    if (form.get('website')) return thanks;
    const said = contributionWords.safeParse(typed);
    if (!said.success) return again(422, 'empty');
    if (!allow(`write ${ip}`, writes) || !allow(`link ${found.link.linkId}`, writesByLink))
      return again(429, 'busy', { 'retry-after': '60' });
    const { workspaceId, scenarioId, linkId } = found.link;
    const kept = await db.inWorkspace(workspaceId, async (tx) => {
      if (!(await store.holdLink(tx, workspaceId, linkId))) return 'gone';
      if ((await store.countWaiting(tx, workspaceId, scenarioId)) >= mostWaiting) return 'full';
      await store.insertContribution(tx, found.link, said.data);
      return 'kept';
    });
    if (kept === 'gone') return html(404, gonePage(language));
    return kept === 'full' ? again(409, 'full') : thanks;
  }

  return { show, take };
}
