/** Moments that a later room opens for a colleague: something was seen, and no customer has spoken. */
import type { Tx } from '#platform/postgres';
import { isOpen, tellScreens } from './ground.ts';
import { type Acting, settle } from './ownership/acts.ts';
import { findAgent } from './store/agents.ts';
import { appendEntry } from './store/entries.ts';
import { holdMoment, openedBy } from './store/moments.ts';

export interface ForColleague {
  /** The same key opens nothing twice. */
  key: string;
  kind: string;
  title: string;
  /** Why it was opened, in a sentence people read. */
  sentence: string;
  /** What else whoever owns it should know. */
  note: string;
  /** Who should see to it. */
  colleagueId: string;
  /** What opened it, by name. */
  by: string;
}

export async function openFor(acting: Acting, tx: Tx, workspaceId: string, asked: ForColleague): Promise<string> {
  await acting.ownership.lock(tx, workspaceId);
  const before = await openedBy(tx, workspaceId, asked.key);
  if (before) return before.id;
  const { kind, title, sentence, by, key: openedKey, colleagueId } = asked;
  const agent = await findAgent(tx, workspaceId, colleagueId);
  const id = await acting.ownership.open(tx, workspaceId, {
    ...{ kind, title, senderNo: null, openedKey, by },
    openedBy: { rule: 'for_colleague', sentence, employee: colleagueId },
    // Whoever is away cannot own: the queue does, and gives it to somebody who can.
    ...(agent?.able && { owner: { id: agent.id, name: agent.name, named: true as const } }),
  });
  if (asked.note) {
    await holdMoment(tx, workspaceId, id);
    await appendEntry(tx, workspaceId, id, {
      ...{ id: acting.newId(), kind: 'note', author: { kind: 'system', name: by }, text: asked.note },
    });
  }
  tellScreens(acting, tx, workspaceId, id);
  return id;
}

export async function settleFor(
  acting: Acting,
  tx: Tx,
  workspaceId: string,
  momentId: string,
  how: { outcome: string; by: string; note: string },
): Promise<void> {
  await acting.ownership.lock(tx, workspaceId);
  const moment = await holdMoment(tx, workspaceId, momentId);
  if (!(moment && isOpen(moment))) return;
  await settle(acting, tx, workspaceId, moment, how);
  await acting.ownership.fill(tx, workspaceId);
  tellScreens(acting, tx, workspaceId, momentId);
}
