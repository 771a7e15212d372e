/** What many people speak of that no theme covers yet: discovered, never created by itself. */
import type { ReplyOf } from '#platform/contract';
import { standingOut } from '#platform/text';
import type { suggestThemes } from '../contract.ts';
import { spendOfSenders } from './analytics/feedback.ts';
import type { VoiceDeps } from './ground.ts';
import { askedOf } from './read.ts';
import { type Found, together } from './rules/themes.ts';
import { sampleOf } from './show.ts';
import { spendRule } from './spend.ts';
import { countUnthemed, feedbackByIds, phrasesUnthemed, sendersOf } from './store/feedback.ts';

const dayMs = 86_400_000;
/** Newest records looked at. */
const mostRecords = 5_000;
const shownAtMost = 20;
const samples = 3;

type Deps = Pick<VoiceDeps, 'db' | 'clickhouse' | 'customers' | 'listen' | 'clock'>;

export async function suggest(deps: Deps, workspaceId: string, days: number): Promise<ReplyOf<typeof suggestThemes>> {
  const { db, clickhouse, customers, clock } = deps;
  const now = clock.now();
  const span = { from: new Date(now - 2 * days * dayMs), middle: new Date(now - days * dayMs) };
  const { phrases, totals } = await db.inWorkspace(
    workspaceId,
    async (tx) => ({
      phrases: await phrasesUnthemed(tx, workspaceId, span, mostRecords),
      totals: await countUnthemed(tx, workspaceId, span),
    }),
    { readOnly: true },
  );
  const scores = new Map(standingOut(phrases, totals).map(({ phrase, z }) => [phrase, z]));
  const found: Found[] = phrases.map(({ phrase, now: people, before, records }) => ({
    phrase,
    people,
    before,
    records,
    score: scores.get(phrase) ?? 0,
  }));
  const kept = together(found, shownAtMost);
  const spend = await spendRule(deps, workspaceId);
  const asked = askedOf({ clock, customers }, workspaceId, {});
  const items = [];
  for (const one of kept) {
    const { rows, senders } = await db.inWorkspace(
      workspaceId,
      async (tx) => ({
        rows: await feedbackByIds(tx, workspaceId, one.records.slice(-samples)),
        senders: (await sendersOf(tx, workspaceId, one.records)).map(({ senderNo }) => senderNo),
      }),
      { readOnly: true },
    );
    // Who wrote from two addresses is one person.
    const faces = await customers.describePeople(workspaceId, senders);
    const known = new Set([...faces.values()].map(({ id }) => id));
    items.push({
      phrase: one.phrase,
      along: one.along,
      records: one.records.length,
      people: known.size + senders.filter((no) => !faces.has(no)).length,
      before: one.before,
      score: one.score,
      sample: rows.map(sampleOf),
      atRisk: spend ? await spendOfSenders(clickhouse, asked, senders, spend) : [],
    });
  }
  return { items, looked: Math.min(mostRecords, totals.now) };
}
