/** A visit for help, step by step: search, read, and perhaps a contact after all. */
import type { Tx } from '#platform/postgres';
import type { How, Place } from '../contract/answers.ts';
import type { Ground } from '../ground.ts';
import { askedOf } from '../rules/asked.ts';
import * as store from './store.ts';

export interface Visit {
  visitor: string;
  place: 'site' | 'widget' | 'api';
}
export type Stepped = Visit & ({ step: 'read' } | { search: { text: string; locale: string; results: number } });

const longest = 300;

export async function visit({ newId }: Pick<Ground, 'newId'>, tx: Tx, workspaceId: string, stepped: Stepped): Promise<void> {
  const { visitor, place } = stepped;
  if ('step' in stepped) {
    const id = await store.step(tx, workspaceId, { newId: newId(), visitor, place, step: 'read' });
    await store.clicked(tx, workspaceId, id);
    return;
  }
  const { text, locale, results } = stepped.search;
  const id = await store.step(tx, workspaceId, { newId: newId(), visitor, place, step: results === 0 ? 'miss' : 'search' });
  const words = text.slice(0, longest);
  await store.insertSearch(tx, workspaceId, {
    id: newId(),
    sessionId: id,
    place,
    locale,
    text: words,
    asked: askedOf(words),
    results,
  });
}

export async function addUse(
  { newId }: Pick<Ground, 'newId'>,
  tx: Tx,
  workspaceId: string,
  { articleId, locale, version, place, how }: { articleId: string; locale: string; version: number; place: Place; how: How },
): Promise<void> {
  await store.insertUse(tx, workspaceId, { id: newId(), articleId, locale, version, place, how, momentId: null, customer: null });
}
