/** Secret links: whoever has one sees a dashboard's figures, and nothing else of the house. */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { People } from '#people';
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import type { Clock } from '#platform/clock';
import { Refusal } from '#platform/contract';
import type { RawAnswer } from '#platform/http';
import { newSecret } from '#platform/ids';
import { limiter } from '#platform/limits';
import { toldRefusals } from '../contract.ts';
import { readDashboard, wholeOf } from '../saved/dashboards.ts';
import { findDashboard } from '../saved/store.ts';
import type { KeepingDeps } from '../saved/views.ts';
import { type AnsweringBoards, answerBoard } from './answered.ts';
import { dashboardPage, gonePage, pageHeaders } from './rules/page.ts';
import * as store from './store.ts';

export type LinkDeps = KeepingDeps &
  AnsweringBoards & { audit: Audit; clock: Clock; baseUrl: string; people: Pick<People, 'employee'> };

const mostOpen = 50;
const hashOf = (secret: string) => createHash('sha256').update(secret).digest();

const linkOf = (row: store.LinkRow) => ({
  id: row.id,
  createdBy: row.createdBy,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  revokedAt: row.revokedAt?.toISOString() ?? null,
});

export async function listLinks(deps: LinkDeps, principal: Principal, dashboardId: string) {
  await readDashboard(deps, principal, dashboardId);
  const { workspaceId } = principal;
  const rows = await deps.db.inWorkspace(workspaceId, (tx) => store.listLinks(tx, workspaceId, dashboardId), { readOnly: true });
  return rows.map(linkOf);
}

export async function createLink(deps: LinkDeps, principal: Principal, dashboardId: string, { days }: { days: number }) {
  const { title } = await readDashboard(deps, principal, dashboardId);
  const { workspaceId } = principal;
  const secret = newSecret('vdl');
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    if ((await store.countOpenLinks(tx, workspaceId, dashboardId)) >= mostOpen) throw new Refusal(toldRefusals.too_many_links);
    const link = { id: deps.newId(), dashboardId, secretHash: hashOf(secret), createdBy: principal.label, days };
    const row = await store.insertLink(tx, workspaceId, link);
    await deps.audit.record(tx, principal, {
      action: 'measure.link_created',
      subject: `dashboard:${dashboardId}`,
      details: { title, link: row.id, days },
    });
    return { ...linkOf(row), url: `${deps.baseUrl}/shared/${secret}` };
  });
}

export async function revokeLink(deps: LinkDeps, principal: Principal, dashboardId: string, id: string): Promise<void> {
  const { title } = await readDashboard(deps, principal, dashboardId);
  const { workspaceId } = principal;
  await deps.db.inWorkspace(workspaceId, async (tx) => {
    if (!(await store.revokeLink(tx, workspaceId, dashboardId, id))) throw new Refusal(toldRefusals.no_such_link);
    await deps.audit.record(tx, principal, {
      action: 'measure.link_revoked',
      subject: `dashboard:${dashboardId}`,
      details: { title, link: id },
    });
  });
}

/** Reads from one address, and answers made for one link: a link that goes round costs the engine one answer a minute. */
const reads = { max: 60, windowMs: 60_000 };
const freshMs = 60_000;

export function createSharedPages(deps: LinkDeps): (secret: string, ip: string) => Promise<RawAnswer> {
  const allow = limiter(deps.clock);
  const pages = new LRUCache<string, { at: number; page: Promise<string> }>({ max: 200 });
  const gone: RawAnswer = { status: 404, headers: pageHeaders, body: gonePage() };

  const pageNow = async (workspaceId: string, dashboardId: string): Promise<string | undefined> => {
    const now = deps.clock.now();
    const found = await deps.db.inWorkspace(
      workspaceId,
      async (tx) => {
        const row = await findDashboard(tx, workspaceId, dashboardId);
        return row && { row, board: await wholeOf(tx, { workspaceId, id: row.ownerId }, row) };
      },
      { readOnly: true },
    );
    if (!found) return undefined;
    const { row, board } = found;
    // Nobody who is left could see a private one, or close its link.
    const owner = row.shared ? undefined : await deps.people.employee(workspaceId, row.ownerId);
    if (owner && owner.status !== 'active') return undefined;
    // Changed tiles are another page; the version tells.
    const key = `${workspaceId} ${dashboardId} ${board.version}`;
    const kept = pages.get(key);
    if (kept && now - kept.at < freshMs) return kept.page;
    const page = answerBoard(deps, workspaceId, board, now, { compared: false, personal: false }).then((tiles) =>
      dashboardPage({ title: board.title, description: board.description, tiles, asOf: new Date(now).toISOString() }),
    );
    pages.set(key, { at: now, page });
    page.catch(() => pages.delete(key));
    return page;
  };

  return async (secret, ip) => {
    if (!allow(ip, reads)) {
      return {
        status: 429,
        headers: { ...pageHeaders, 'content-type': 'text/plain', 'retry-after': '60' },
        body: 'Too many tries.\n',
      };
    }
    // Whether it may still be opened is asked every time: a closed link is closed at once.
    const link = await deps.db.inSystem((tx) => store.linkOf(tx, hashOf(secret)), { readOnly: true });
    const page = link && (await pageNow(link.workspaceId, link.dashboardId));
    return page === undefined ? gone : { status: 200, headers: pageHeaders, body: page };
  };
}
