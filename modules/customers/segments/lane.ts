/**
 * Keeps segments current: whoever did something, or became something, is looked at within a second.
 *
 * One turn at a time in a workspace. A turn takes who was touched (profiles changed, people merged, a sweep found them odd)
 * and who sent events that any rule speaks of, publishes their profiles, asks ClickHouse about exactly these people with
 * exactly their senders (so the dictionary's second of delay cannot deceive), and writes the differences to Postgres.
 * No transaction is open while ClickHouse works; a turn that was lost meanwhile is thrown away.
 */
import type { Listen } from '#listen';
import type { ClickHouse } from '#platform/clickhouse';
import type { Clock } from '#platform/clock';
import type { Events, Lane, Lanes, Subscription } from '#platform/events';
import type { NewId } from '#platform/ids';
import type { Db } from '#platform/postgres';
import type { Realtime } from '#platform/realtime';
import { peopleCreated, peopleErased, peopleMerged, peopleSeparated, profilesChanged } from '../events.ts';
import { grouped } from '../grouped.ts';
import { ownersOf } from '../identity/store/identifiers.ts';
import { hits, publishProfiles } from './analytics.ts';
import { type Copy, change, publish } from './change.ts';
import { readKnown, readProfiles } from './profiles.ts';
import { everySegment, type Look, looksOf, type Seen, seenOf } from './rules/looks.ts';
import { mentionsOf } from './rules/mentions.ts';
import { membersAmong } from './store/members.ts';
import { allSegments, type SegmentRow } from './store/segments.ts';
import * as turns from './store/turns.ts';

const laneName = 'customers.segments';
/** People looked at in one turn, and events of the log read for it. */
const batch = { people: 2_000, events: 20_000 };
/** Segments asked about in one question. */
const together = 16;

export interface SegmentLaneDeps {
  db: Db;
  clickhouse: ClickHouse;
  events: Events;
  lanes: Pick<Lanes, 'wake'>;
  realtime: Pick<Realtime, 'publish'>;
  listen: Pick<Listen, 'reportedUpTo' | 'reportedChannel' | 'reportsWhole' | 'sendersBetween'>;
  clock: Clock;
  newId: NewId;
}

/** Writes down whom other parts of this room have changed. */
export function touchWhoChanged({ lanes, listen }: Pick<SegmentLaneDeps, 'lanes' | 'listen'>): Subscription {
  return {
    name: 'customers.segment_touches',
    types: [peopleCreated, peopleMerged, peopleSeparated, profilesChanged, peopleErased].map(({ type }) => type),
    async handle(tx, event) {
      const people = await turns.numbersOf(tx, event.workspaceId, idsIn(event.type, event.data));
      await turns.touch(tx, event.workspaceId, everySegment, people);
      tx.afterCommit(() => lanes.wake(listen.reportedChannel, event.workspaceId));
    },
  };
}

function idsIn(type: string, data: unknown): string[] {
  if (type === peopleMerged.type) return peopleMerged.data.parse(data).merges.flatMap(({ id, absorbed }) => [id, ...absorbed]);
  if (type === peopleSeparated.type) {
    return peopleSeparated.data.parse(data).separations.flatMap(({ from, into }) => [from, ...into]);
  }
  return peopleCreated.data.parse(data).ids;
}

export function segmentLane(deps: SegmentLaneDeps): Lane {
  const { db, clickhouse, listen, clock } = deps;
  const holder = deps.newId();

  async function takeTurn(workspaceId: string): Promise<turns.Turn | undefined> {
    return db.inWorkspace(workspaceId, async (tx) => {
      // While reports are written anew they know of a part of what people did: nobody may leave a segment for that.
      if (!(await listen.reportsWhole(tx, workspaceId))) return undefined;
      const upTo = await listen.reportedUpTo(tx, workspaceId);
      return (await turns.hasWork(tx, workspaceId, upTo)) ? turns.takeTurn(tx, workspaceId, holder) : undefined;
    });
  }

  /** Everything a turn needs to know, as of one moment. */
  function read(workspaceId: string, { at }: turns.Turn) {
    return db.inWorkspace(
      workspaceId,
      async (tx) => {
        const upTo = await listen.reportedUpTo(tx, workspaceId);
        const segments = await allSegments(tx, workspaceId);
        const rules = new Map(segments.map(({ id, rule }) => [id, rule]));
        const mentions = new Map(segments.map(({ id, rule }) => [id, mentionsOf(rule, rules).events]));
        const names = [...new Set([...mentions.values()].flatMap((events) => [...events]))];
        const heard =
          names.length === 0
            ? { senders: [], to: upTo, more: false }
            : await listen.sendersBetween(tx, workspaceId, at, upTo, names, batch.events);
        const touches = await turns.touches(tx, workspaceId, batch.people);
        const owners = await ownersOf(
          tx,
          workspaceId,
          heard.senders.map(({ senderNo }) => senderNo),
        );
        const looks = looksOf(touches, heard.senders, owners, mentions);
        const changed = touches.filter(({ segmentId }) => segmentId === everySegment).map(({ person }) => person);
        const copies = await readProfiles(tx, workspaceId, changed);
        const known = new Map<Look, Awaited<ReturnType<typeof readKnown>>>();
        for (const look of looks) known.set(look, await readKnown(tx, workspaceId, look.people));
        return { segments, rules, heard, touches, copies, looks, known };
      },
      { readOnly: true, isolation: 'repeatable read' },
    );
  }

  type Reading = Awaited<ReturnType<typeof read>>;

  async function lookAt(workspaceId: string, { segments, rules, looks, known }: Reading): Promise<Seen[]> {
    const question = { workspaceId, now: clock.now(), rules };
    const seen: Seen[] = [];
    for (const look of looks) {
      const asked = segments.filter(({ id }) => look.segmentIds === 'all' || look.segmentIds.has(id));
      const people = known.get(look);
      if (people === undefined) continue;
      for (let at = 0; at < asked.length; at += together) {
        const some = asked.slice(at, at + together);
        const matching = await hits(
          clickhouse,
          some.map(({ rule }) => rule),
          question,
          people,
        );
        seen.push(
          ...seenOf(
            some.map(({ id }) => id),
            look,
            matching,
          ),
        );
      }
    }
    return seen;
  }

  async function keep(workspaceId: string, turn: turns.Turn, reading: Reading, seen: Seen[]): Promise<Copy[] | undefined> {
    return db.inWorkspace(workspaceId, async (tx) => {
      if (!(await turns.endTurn(tx, workspaceId, turn.turn, reading.heard.to))) return undefined;
      await turns.dropTouches(tx, workspaceId, reading.touches);
      const segments = new Map(reading.segments.map((segment): [string, SegmentRow] => [segment.id, segment]));
      const people = [...new Set(reading.looks.flatMap((look) => look.people))];
      const before = grouped(await membersAmong(tx, workspaceId, [...segments.keys()], people), ({ segmentId }) => segmentId);
      const copies: Copy[] = [];
      // In one order, so that a sweep at the same time cannot deadlock with this.
      for (const { segmentId, inside, outside, suspects } of [...seen].sort((a, b) => (a.segmentId < b.segmentId ? -1 : 1))) {
        const segment = segments.get(segmentId);
        const members = new Set(before.get(segmentId)?.map(({ person }) => person));
        const entering = inside.filter((person) => !members.has(person));
        const leaving = outside.filter((person) => members.has(person));
        if (segment === undefined || entering.length + leaving.length + suspects.length === 0) continue;
        const copy = await change(deps, tx, workspaceId, segment, { entering, leaving, suspects });
        if (copy !== undefined) copies.push(copy);
      }
      return copies;
    });
  }

  return {
    name: laneName,
    channel: listen.reportedChannel,
    sweepMs: 1_000,
    async step(workspaceId) {
      const turn = await takeTurn(workspaceId);
      if (turn === undefined) return false;
      const reading = await read(workspaceId, turn);
      const { profiles, gone } = reading.copies;
      await publishProfiles(clickhouse, workspaceId, turn.turn, profiles, gone);
      const copies = await keep(workspaceId, turn, reading, await lookAt(workspaceId, reading));
      // A crash here leaves a copy behind the truth until the next sweep finds the difference.
      for (const copy of copies ?? []) await publish(clickhouse, workspaceId, copy);
      return reading.heard.more || reading.touches.length === batch.people;
    },
  };
}
