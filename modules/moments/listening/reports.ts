/** What is read of listening in: the rule, who listened when, hours by leader, insights. */
import type { Principal } from '#platform/auth';
import type { ReplyOf } from '#platform/contract';
import { cursorParts, readCursor, writeCursor } from '#platform/http';
import type {
  ListeningRule,
  listeningHours,
  listInsights,
  listListenings,
  readListeningRule as readRuleRoute,
} from '../contract/listening.ts';
import type { Ground } from '../ground.ts';
import { defaultRule } from './listen-in.ts';
import * as store from './store.ts';

type Rule = ReplyOf<typeof readRuleRoute>;

const ruleOf = (row: store.RuleRow | undefined): Rule => ({
  rule: row?.rule ?? defaultRule,
  changedBy: row?.changedBy ?? null,
  changedAt: row?.changedAt.toISOString() ?? null,
});

export async function readRule({ db }: Ground, workspaceId: string): Promise<Rule> {
  return ruleOf(await db.inWorkspace(workspaceId, (tx) => store.findRule(tx, workspaceId), { readOnly: true }));
}

/** Who listens already goes on as they began. */
export function setRule({ db, audit }: Ground, principal: Principal, rule: ListeningRule): Promise<Rule> {
  const { workspaceId } = principal;
  return db.inWorkspace(workspaceId, async (tx) => {
    const before = (await store.findRule(tx, workspaceId))?.rule ?? defaultRule;
    const row = await store.saveRule(tx, workspaceId, rule, principal.label);
    await audit.record(tx, principal, {
      action: 'moments.listening_rule_set',
      subject: `workspace:${workspaceId}`,
      details: { before, rule },
    });
    return ruleOf(row);
  });
}

interface Paged {
  after?: string | undefined;
  limit: number;
}

const cursor = [cursorParts.instant, cursorParts.uuid];

export async function listListened(
  { db }: Ground,
  workspaceId: string,
  asked: Paged & { employee?: string | undefined; moment?: string | undefined },
): Promise<ReplyOf<typeof listListenings>> {
  const from = readCursor(asked.after, cursor);
  const start = from && { from: String(from[0]), id: String(from[1]) };
  const read = await db.inWorkspace(workspaceId, (tx) => store.list(tx, workspaceId, asked, start, asked.limit + 1), {
    readOnly: true,
  });
  const rows = read.slice(0, asked.limit);
  const last = read.length > asked.limit ? rows.at(-1) : undefined;
  return {
    items: rows.map((row) => ({
      id: row.id,
      employee: { id: row.employeeId, name: row.name },
      moment: { id: row.momentId, no: Number(row.no), title: row.title },
      owed: row.owed,
      from: row.fromAt.toISOString(),
      until: row.untilAt?.toISOString() ?? null,
      seconds: Number(row.seconds),
    })),
    next: last ? writeCursor(last.fromExactly, last.id) : null,
  };
}

const monthMs = 30 * 86_400_000;

export async function hoursOf(
  { db, clock }: Ground,
  workspaceId: string,
  asked: { from?: string | undefined; to?: string | undefined },
): Promise<ReplyOf<typeof listeningHours>> {
  const to = asked.to ? new Date(asked.to) : new Date(clock.now());
  const from = asked.from ? new Date(asked.from) : new Date(to.getTime() - monthMs);
  const rows = await db.inWorkspace(workspaceId, (tx) => store.hours(tx, workspaceId, from, to), { readOnly: true });
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    items: rows.map(({ employeeId, name, conversations, seconds, insights }) => ({
      employee: { id: employeeId, name },
      conversations: Number(conversations),
      seconds: Number(seconds),
      insights: Number(insights),
    })),
  };
}

export async function insightsOf(
  { db }: Ground,
  workspaceId: string,
  asked: Paged & { author?: string | undefined; moment?: string | undefined },
): Promise<ReplyOf<typeof listInsights>> {
  const from = readCursor(asked.after, cursor);
  const start = from && { at: String(from[0]), id: String(from[1]) };
  const read = await db.inWorkspace(workspaceId, (tx) => store.insights(tx, workspaceId, asked, start, asked.limit + 1), {
    readOnly: true,
  });
  const rows = read.slice(0, asked.limit);
  const last = read.length > asked.limit ? rows.at(-1) : undefined;
  return {
    items: rows.map(({ id, momentId, no, title, at, authorId, authorName, text }) => ({
      id,
      moment: { id: momentId, no: Number(no), title },
      at: at.toISOString(),
      author: { id: authorId, name: authorName },
      text,
    })),
    next: last ? writeCursor(last.atExactly, last.id) : null,
  };
}
