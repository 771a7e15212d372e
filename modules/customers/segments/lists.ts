/**
 * Lists: people kept as they were found behind a figure, with a segment whose rule says "is on this list". The segment is a
 * segment like any other: its people are counted, exported, addressed and erased as everywhere else.
 */

import type { Principal } from '#platform/auth';
import type { ClickHouse } from '#platform/clickhouse';
import { Refusal } from '#platform/contract';
import type { Db } from '#platform/postgres';
import type { SegmentRule } from '../contract/segment-rule.ts';
import { mostListed, segmentRefusals as refusals, type Segment } from '../contract/segments.ts';
import { copiedListed, publishListed } from './analytics.ts';
import { addSegment, changing, type DefineDeps } from './define.ts';
import * as store from './store/lists.ts';

/** What is to be kept. */
export interface Listed {
  name: string;
  description: string;
  /** What these people had in common, as a sentence. */
  origin: string;
  /** Numbers that ClickHouse knows them by. */
  nos: readonly string[];
}

export async function keepList(
  deps: DefineDeps,
  principal: Principal,
  { name, description, origin, nos }: Listed,
): Promise<Segment> {
  const { workspaceId } = principal;
  if (nos.length > mostListed) throw new Refusal(refusals.list_too_long);
  return changing(deps, workspaceId, async (tx, segments) => {
    const id = deps.newId();
    const rule: SegmentRule = { kind: 'group', match: 'all', rules: [{ kind: 'list', list: id, on: true }] };
    const people = await store.insertList(tx, workspaceId, { id, origin }, nos);
    if (people === 0) throw new Refusal(refusals.nobody_to_list);
    return addSegment(deps, tx, principal, segments, { id, name, description, rule }, { origin, people });
  });
}

const chunk = 10_000;

/** Writes the copies of these lists where they lack somebody: they are new, or ClickHouse was dropped. */
export async function completeLists(
  { db, clickhouse }: { db: Db; clickhouse: ClickHouse },
  workspaceId: string,
  lists: ReadonlySet<string>,
): Promise<void> {
  if (lists.size === 0) return;
  const listed = await db.inWorkspace(workspaceId, (tx) => store.countListed(tx, workspaceId, [...lists]), { readOnly: true });
  for (const [id, people] of listed) {
    if ((await copiedListed(clickhouse, workspaceId, id)) >= people) continue;
    for (let after: string | undefined = '0'; after !== undefined; ) {
      const from: string = after;
      const nos = await db.inWorkspace(workspaceId, (tx) => store.listedAfter(tx, workspaceId, id, from, chunk), {
        readOnly: true,
      });
      await publishListed(clickhouse, workspaceId, id, nos);
      after = nos.at(-1);
    }
  }
}
