/** Watches and findings as they are shown. */
import { Refusal } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import { type Watch, type WatchFinding, watchRefusals } from '../contract.ts';
import { aboutOf, nameOf } from './figures.ts';
import type { WatchDeps } from './ground.ts';
import * as store from './store.ts';

type Deps = Pick<WatchDeps, 'people' | 'clock'>;

async function namesOf({ people }: Pick<WatchDeps, 'people'>, tx: Tx, ids: readonly string[]) {
  return new Map((await people.colleagues(tx, [...new Set(ids)])).map((one) => [one.id, one]));
}
type Names = Awaited<ReturnType<typeof namesOf>>;

function findingOf(row: store.FindingRow, names: Names, now: number): WatchFinding {
  const { fromAt, lastAt, ownerId, escalatedTo, openedAt, dueAt, judgedAt, ...rest } = row;
  const named = (id: string) => ({ id, name: names.get(id)?.name ?? '?' });
  return {
    ...rest,
    from: fromAt.toISOString(),
    last: lastAt.toISOString(),
    owner: named(ownerId),
    escalatedTo: escalatedTo === null ? null : named(escalatedTo),
    openedAt: openedAt.toISOString(),
    dueAt: dueAt.toISOString(),
    late: row.verdict === null && dueAt.getTime() <= now,
    judgedAt: judgedAt?.toISOString() ?? null,
  };
}

export async function shownFinding(deps: Deps, tx: Tx, row: store.FindingRow): Promise<WatchFinding> {
  const names = await namesOf(deps, tx, [row.ownerId, ...(row.escalatedTo === null ? [] : [row.escalatedTo])]);
  return findingOf(row, names, deps.clock.now());
}

const precisionOf = ({ real, expected, falseAlarm }: Watch['said']) => {
  const judged = real + expected + falseAlarm;
  return judged === 0 ? null : (real + expected) / judged;
};

export async function shown(
  deps: Deps,
  tx: Tx,
  workspaceId: string,
  rows: readonly store.WatchRow[],
  mostFindings: number,
): Promise<Watch[]> {
  const ids = rows.map(({ id }) => id);
  const buckets = await store.bucketsOf(tx, workspaceId, ids);
  const findings = await store.findingsOf(tx, workspaceId, ids, mostFindings);
  const said = new Map((await store.saidOf(tx, workspaceId, ids)).map(({ watchId, ...counts }) => [watchId, counts]));
  const people = findings.flatMap(({ ownerId, escalatedTo }) => [ownerId, ...(escalatedTo === null ? [] : [escalatedTo])]);
  const names = await namesOf(deps, tx, [...rows.map(({ ownerId }) => ownerId), ...people]);
  const now = deps.clock.now();
  const items: Watch[] = [];
  for (const row of rows) {
    const { about: stored, ownerId, createdAt, judgedTo, nextAt, blindSince, blindWhy, blindDetail, ...rest } = row;
    const about = aboutOf(stored);
    const counts = said.get(row.id) ?? { real: 0, expected: 0, falseAlarm: 0, open: 0 };
    const owner = names.get(ownerId);
    items.push({
      ...rest,
      about,
      ownerId,
      of: (await nameOf(tx, workspaceId, about)) ?? null,
      owner: { id: ownerId, name: owner?.name ?? '?', active: owner?.active ?? false },
      createdAt: createdAt.toISOString(),
      judgedTo: judgedTo?.toISOString() ?? null,
      nextAt: nextAt.toISOString(),
      blind: blindSince && blindWhy ? { since: blindSince.toISOString(), why: blindWhy, detail: blindDetail ?? '' } : null,
      buckets: buckets
        .filter(({ watchId }) => watchId === row.id)
        .map(({ watchId: _watch, at, ...bucket }) => ({ at: at.toISOString(), ...bucket })),
      said: counts,
      precision: precisionOf(counts),
      findings: findings.filter(({ watchId }) => watchId === row.id).map((finding) => findingOf(finding, names, now)),
    });
  }
  return items;
}

export async function one(deps: Deps, tx: Tx, workspaceId: string, id: string): Promise<Watch> {
  const row = await store.findWatch(tx, workspaceId, id);
  const [watch] = row ? await shown(deps, tx, workspaceId, [row], 200) : [];
  if (watch === undefined) throw new Refusal(watchRefusals.no_such_watch);
  return watch;
}
