/** Lets people in and out of a segment: the truth and what is told of it in one transaction, the copies afterwards. */
import type { ClickHouse } from '#platform/clickhouse';
import type { Events } from '#platform/events';
import type { Tx } from '#platform/postgres';
import type { Realtime } from '#platform/realtime';
import { segmentSizes } from '../contract/segments.ts';
import { segmentEntered, segmentLeft } from '../events.ts';
import { idsOf } from '../identity/store/identifiers.ts';
import { type MemberCopy, publishMembers } from './analytics.ts';
import { changeMembers, membersAmong } from './store/members.ts';
import type { SegmentRow } from './store/segments.ts';

/** What is to be written to ClickHouse once the transaction has committed. */
export interface Copy {
  segmentId: string;
  revision: string;
  members: MemberCopy[];
}

/**
 * `suspects` are people whose copy may be wrong, whether or not they enter or leave now: it is written again.
 * Undefined when the segment is gone, or has another rule by now: whoever changed it has everybody looked at anew.
 */
export async function change(
  deps: { events: Events; realtime: Pick<Realtime, 'publish'> },
  tx: Tx,
  workspaceId: string,
  segment: Pick<SegmentRow, 'id' | 'edition'>,
  people: { entering: readonly string[]; leaving: readonly string[]; suspects?: readonly string[] },
): Promise<Copy | undefined> {
  const changed = await changeMembers(tx, workspaceId, segment, people.entering, people.leaving);
  if (changed === undefined) return undefined;
  const { entered, left, revision, size, told } = changed;
  const members = new Map<string, MemberCopy>();
  for (const { person, at } of entered) members.set(person, { person, enteredAt: at.getTime() });
  for (const person of left) members.set(person, { person, enteredAt: undefined });
  if (people.suspects !== undefined && people.suspects.length > 0) {
    for (const person of people.suspects) members.set(person, { person, enteredAt: undefined });
    for (const { person, enteredAt } of await membersAmong(tx, workspaceId, [segment.id], people.suspects)) {
      members.set(person, { person, enteredAt: enteredAt.getTime() });
    }
  }
  if (entered.length > 0 || left.length > 0) {
    if (told)
      await tell(
        deps.events,
        tx,
        workspaceId,
        segment.id,
        entered.map(({ person }) => person),
        left,
      );
    const message = { segments: [{ id: segment.id, size }] };
    tx.afterCommit(() => deps.realtime.publish(segmentSizes, workspaceId, message));
  }
  return { segmentId: segment.id, revision, members: [...members.values()] };
}

async function tell(
  events: Events,
  tx: Tx,
  workspaceId: string,
  segment: string,
  entered: string[],
  left: string[],
): Promise<void> {
  const ids = await idsOf(tx, workspaceId, [...entered, ...left]);
  const named = (people: string[]) => people.flatMap((no) => ids.get(no) ?? []);
  const [came, went] = [named(entered), named(left)];
  if (came.length > 0) await events.tell(tx, workspaceId, segmentEntered, { segment, ids: came });
  if (went.length > 0) await events.tell(tx, workspaceId, segmentLeft, { segment, ids: went });
}

const batchSize = 50_000;

export async function publish(
  clickhouse: ClickHouse,
  workspaceId: string,
  { segmentId, revision, members }: Copy,
): Promise<void> {
  for (let at = 0; at < members.length; at += batchSize) {
    await publishMembers(clickhouse, workspaceId, segmentId, revision, members.slice(at, at + batchSize));
  }
}
