/** Writes into the moment that one of its clocks asked for somebody. */
import type { Tx } from '#platform/postgres';
import type { ClockFired } from '../contract/clocks.ts';
import { type Ground, tellScreens } from '../ground.ts';
import { appendEntry } from '../store/entries.ts';
import { sentenceOf } from './rules/sentences.ts';

export async function noteFired(ground: Ground, tx: Tx, workspaceId: string, fired: ClockFired): Promise<void> {
  const people = fired.told.length === 0 ? [] : await ground.people.standings(tx, fired.told);
  const names = people.map(({ name }) => name);
  await appendEntry(tx, workspaceId, fired.momentId, {
    id: ground.newId(),
    kind: 'event',
    author: { kind: 'system', name: 'Clocks' },
    text: sentenceOf(fired, names),
    details: { event: 'clock', ...fired },
  });
  tellScreens(ground, tx, workspaceId, fired.momentId);
}
