/** Says once a batch what changed about whom. */
import type { Events } from '#platform/events';
import type { Tx } from '#platform/postgres';
import { peopleCreated, peopleMerged, peopleSeparated, profilesChanged } from '../events.ts';
import type { Settled } from './settle.ts';
import { idsOf } from './store/identifiers.ts';

export interface WhatChanged {
  /** Numbers of people, as are all of these. */
  created: readonly string[];
  changed: readonly string[];
  settled: Settled;
  /** Identifiers nobody had heard of: as people they were never told of. */
  fresh: ReadonlySet<string>;
  /** Changed in ways that do not show in their row: consent, memberships. */
  alsoChanged: readonly string[];
}

export async function tellWhatChanged(events: Events, tx: Tx, workspaceId: string, what: WhatChanged): Promise<void> {
  const { moved } = what.settled;
  const nos = new Set([
    ...what.created,
    ...what.changed,
    ...what.alsoChanged,
    ...moved.keys(),
    ...[...moved.values()].flatMap((to) => [...to]),
  ]);
  if (nos.size === 0) return;
  const ids = await idsOf(tx, workspaceId, [...nos]);
  const idOf = (no: string) => ids.get(no) ?? [];

  // A new identifier of a known person is nobody new, and nothing to tell: only people who had been told of can merge.
  const before = [...moved].filter(([from]) => !what.fresh.has(from));
  const absorbed = new Map<string, string[]>();
  for (const [from, to] of before) {
    const [into] = to.size === 1 ? to : [];
    if (into !== undefined && into !== from) absorbed.set(into, [...(absorbed.get(into) ?? []), from]);
  }
  const merges = [...absorbed].flatMap(([into, from]) => idOf(into).map((id) => ({ id, absorbed: from.flatMap(idOf) })));
  if (merges.length > 0) await events.tell(tx, workspaceId, peopleMerged, { merges });

  const separations = before
    .filter(([, to]) => to.size > 1)
    .flatMap(([from, to]) => idOf(from).map((id) => ({ from: id, into: [...to].flatMap(idOf) })));
  if (separations.length > 0) await events.tell(tx, workspaceId, peopleSeparated, { separations });

  const told = new Set([...absorbed.keys(), ...before.filter(([, to]) => to.size > 1).flatMap(([, to]) => [...to])]);
  const created = what.created.filter((no) => !told.has(no)).flatMap(idOf);
  if (created.length > 0) await events.tell(tx, workspaceId, peopleCreated, { ids: created });
  const changed = [...new Set([...what.changed, ...what.alsoChanged])].flatMap(idOf);
  if (changed.length > 0) await events.tell(tx, workspaceId, profilesChanged, { ids: changed });
}
