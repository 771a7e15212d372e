/** Somebody says what it was. Nothing else closes a finding. */
import type { Principal } from '#platform/auth';
import { type BodyOf, Refusal } from '#platform/contract';
import { type judgeWatchFinding, type WatchFinding, type WatchVerdict, watchRefusals } from '../contract.ts';
import type { WatchDeps } from './ground.ts';
import { shownFinding } from './show.ts';
import * as store from './store.ts';

/** How the moment ends in which it was seen to. */
const outcomes: Record<WatchVerdict, string> = { real: 'put_right', expected: 'unfounded', false_alarm: 'unfounded' };
const words: Record<WatchVerdict, string> = {
  real: 'It was real',
  expected: 'It was expected',
  false_alarm: 'It was a false alarm',
};

export function judgeFinding(
  deps: WatchDeps,
  principal: Principal,
  findingId: string,
  { verdict, note }: BodyOf<typeof judgeWatchFinding>,
): Promise<WatchFinding> {
  const { workspaceId, label } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    const row = await store.holdFinding(tx, workspaceId, findingId);
    if (row === undefined) throw new Refusal(watchRefusals.no_such_watch_finding);
    const theirs = principal.kind === 'employee' && principal.id === row.ownerId;
    if (!(theirs || deps.people.policy(principal.role, 'measure.write'))) throw new Refusal(watchRefusals.not_its_owner);
    if (row.verdict !== null) throw new Refusal(watchRefusals.judged_before);
    await store.judgeFinding(tx, workspaceId, findingId, { verdict, note, by: label, at: new Date(deps.clock.now()) });
    if (!(await store.waitsInMoment(tx, workspaceId, row.momentId)))
      await deps.moments.settleFor(tx, workspaceId, row.momentId, {
        outcome: outcomes[verdict],
        by: label,
        note: `${words[verdict]}. ${note}`,
      });
    await deps.audit.record(tx, principal, {
      action: 'measure.watch_finding_judged',
      subject: `watch_finding:${findingId}`,
      details: { watchId: row.watchId, verdict, note },
    });
    const now = await store.findFinding(tx, workspaceId, findingId);
    return shownFinding(deps, tx, now ?? row);
  });
}
