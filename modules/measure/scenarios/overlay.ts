/** One person's passages over the ideal path. */
import type { BodyOf, ReplyOf } from '#platform/contract';
import type { scenarioOverlay } from '../contract.ts';
import { type DeedRow, deedRows, passageRows } from './analytics.ts';
import { type AskingDeps, prepare } from './quality.ts';
import { overlayOf } from './rules/overlay.ts';
import { deedsQuery, mostDeeds, passagesQuery } from './rules/questions-sql.ts';

const mostPassages = 20;

export async function overlay(
  deps: AskingDeps,
  workspaceId: string,
  id: string,
  { question, person }: BodyOf<typeof scenarioOverlay>,
): Promise<ReplyOf<typeof scenarioOverlay>> {
  const known = await deps.db.inWorkspace(workspaceId, (tx) => deps.customers.find(tx, workspaceId, person), { readOnly: true });
  const { no, asked, context } = await prepare(deps, workspaceId, id, question);
  const theirs = `sender in ${context.bound.add(known.senderNos.map(Number), 'Array(UInt64)')}`;
  const own = { ...context, only: [...context.only, theirs] };
  const passages = await passageRows(deps.clickhouse, passagesQuery(asked, own, mostPassages, true));
  const deeds: DeedRow[] = [];
  if (passages.length > 0) {
    const from = Math.min(...passages.map(({ startedAt }) => startedAt));
    const to = Math.max(...passages.map(({ endedAt }) => endedAt));
    deeds.push(...(await deedRows(deps.clickhouse, deedsQuery(workspaceId, known.senderNos, { from, to }))));
  }
  return {
    person: { id: known.id, name: known.name },
    scenarioVersion: no,
    passages: passages.map((passage) =>
      overlayOf(
        asked.definition,
        passage,
        deeds.filter(({ at }) => at >= passage.startedAt && at <= passage.endedAt),
        deeds.length === mostDeeds,
      ),
    ),
  };
}
