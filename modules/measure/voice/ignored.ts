/** The register of ignored voices: who spoke and was neither answered nor heeded past the promise. Time closes none of it. */
import type { Principal } from '#platform/auth';
import { Refusal, type ReplyOf } from '#platform/contract';
import { cursorParts, readCursor, writeCursor } from '#platform/http';
import { type Feedback, type listIgnored, refusals } from '../contract.ts';
import type { VoiceDeps } from './ground.ts';
import { shown } from './show.ts';
import * as store from './store/feedback.ts';

type Deps = Pick<VoiceDeps, 'db' | 'audit' | 'people' | 'customers' | 'clock'>;
const cursor = [cursorParts.instant, cursorParts.uuid];

export async function readIgnored(
  deps: Deps,
  principal: Principal,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<ReplyOf<typeof listIgnored>> {
  const { workspaceId } = principal;
  const from = readCursor(after, cursor);
  const now = new Date(deps.clock.now());
  const { rows, total } = await deps.db.inWorkspace(
    workspaceId,
    async (tx) => ({
      rows: await store.ignoredFeedback(tx, workspaceId, now, from && { at: String(from[0]), id: String(from[1]) }, limit + 1),
      total: await store.countIgnored(tx, workspaceId, now),
    }),
    { readOnly: true },
  );
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { items: await shown(deps, principal, page), total, next: last ? writeCursor(last.owedExactly, last.id) : null };
}

export async function settle(deps: Deps, principal: Principal, id: string, why: string): Promise<Feedback> {
  const { workspaceId, label } = principal;
  const rows = await deps.db.inWorkspace(workspaceId, async (tx) => {
    if ((await store.holdFeedback(tx, workspaceId, id)) === undefined) throw new Refusal(refusals.no_such_feedback);
    if ((await store.settleFeedback(tx, workspaceId, id, label, why)) === 0) throw new Refusal(refusals.settled_before);
    await deps.audit.record(tx, principal, { action: 'measure.ignored_settled', subject: `feedback:${id}`, details: { why } });
    return store.feedbackByIds(tx, workspaceId, [id]);
  });
  const [answer] = await shown(deps, principal, rows);
  if (answer === undefined) throw new Refusal(refusals.no_such_feedback);
  return answer;
}
