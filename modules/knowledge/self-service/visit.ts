/** A visit for help, step by step: search, read, and perhaps a contact after all. */
import type { Tx } from '#platform/postgres';
import type { How, Place } from '../contract/answers.ts';
import type { Ground } from '../ground.ts';
import { askedOf } from '../rules/asked.ts';
import * as store from './store.ts';
import { tellRead, tellSearch } from './tell.ts';

export interface Visit {
  /** Of this day only. */
  visitor: string;
  /** As the page around knows the browser, where it does. */
  anonymousId?: string | undefined;
  place: 'site' | 'widget' | 'api';
}
export type Stepped = Visit & ({ step: 'read'; article?: Read } | { search: { text: string; locale: string; results: number } });

interface Read {
  articleId: string;
  slug: string;
  title: string;
  locale: string;
}

const longest = 300;

export async function visit(
  ground: Pick<Ground, 'newId' | 'listen' | 'clock'>,
  tx: Tx,
  workspaceId: string,
  stepped: Stepped,
): Promise<void> {
  const { newId } = ground;
  const { visitor, place, anonymousId = visitor } = stepped;
  if ('step' in stepped) {
    const id = await store.step(tx, workspaceId, { newId: newId(), visitor, place, step: 'read' });
    await store.clicked(tx, workspaceId, id);
    if (stepped.article) await tellRead(ground, tx, workspaceId, { visitId: id, anonymousId, place }, stepped.article);
    return;
  }
  const { text, locale, results } = stepped.search;
  const id = await store.step(tx, workspaceId, { newId: newId(), visitor, place, step: results === 0 ? 'miss' : 'search' });
  const words = text.slice(0, longest);
  const asked = askedOf(words);
  await store.insertSearch(tx, workspaceId, {
    id: newId(),
    sessionId: id,
    place,
    locale,
    text: words,
    asked,
    results,
  });
  await tellSearch(ground, tx, workspaceId, { visitId: id, anonymousId, place }, { text: words, asked, locale, results });
}

export async function addUse(
  { newId }: Pick<Ground, 'newId'>,
  tx: Tx,
  workspaceId: string,
  { articleId, locale, version, place, how }: { articleId: string; locale: string; version: number; place: Place; how: How },
): Promise<void> {
  await store.insertUse(tx, workspaceId, { id: newId(), articleId, locale, version, place, how, momentId: null, customer: null });
}
