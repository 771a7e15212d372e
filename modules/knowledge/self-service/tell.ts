/**
 * What visitors looked for and read, as events of the log: every question beside whatever else they do and say, whether it was
 * answered or not. What somebody typed loses addresses and numbers first: the log keeps what a search forgets.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '#platform/clock';
import type { Tx } from '#platform/postgres';
import { redact } from '#platform/text';
import type { Ground } from '../ground.ts';
import * as store from './store.ts';

export interface Told {
  /** The visit it was part of: the same twice in a visit is one event. */
  visitId: string;
  anonymousId: string;
  place: 'site' | 'widget' | 'api';
}

type TellGround = Pick<Ground, 'listen'> & { clock: Clock };

export const tellSearch = (
  ground: TellGround,
  tx: Tx,
  workspaceId: string,
  told: Told,
  { text, asked, locale, results }: { text: string; asked: string; locale: string; results: number },
): Promise<void> => {
  const query = redact(text, locale.slice(0, 2)).text;
  const same = createHash('sha256').update(asked).digest('base64url').slice(0, 22);
  return tell(ground, tx, workspaceId, told, 'Knowledge Searched', `search:${same}`, { query, results, locale });
};

export const tellRead = (
  ground: TellGround,
  tx: Tx,
  workspaceId: string,
  told: Told,
  { articleId, slug, title, locale }: { articleId: string; slug: string; title: string; locale: string },
): Promise<void> =>
  tell(ground, tx, workspaceId, told, 'Article Opened', `read:${articleId}`, { article: articleId, slug, title, locale });

async function tell(
  { listen, clock }: TellGround,
  tx: Tx,
  workspaceId: string,
  { visitId, anonymousId, place }: Told,
  name: string,
  what: string,
  properties: Record<string, unknown>,
): Promise<void> {
  const sourceId = await sourceOf({ listen }, tx, workspaceId);
  const event = {
    name,
    messageId: `help:${visitId}:${what}`,
    anonymousId,
    at: clock.now(),
    properties: { ...properties, place },
  };
  await listen.hearOwn(tx, { workspaceId, sourceId }, event);
}

/** The help centre's own source, made with the first thing to tell. */
async function sourceOf({ listen }: Pick<Ground, 'listen'>, tx: Tx, workspaceId: string): Promise<string> {
  const known = await store.helpSource(tx, workspaceId);
  if (known !== undefined) return known;
  // Two first readers at once make one source.
  const held = await store.holdHelpSource(tx, workspaceId);
  if (held !== undefined) return held;
  const id = await listen.makeOwnSource(tx, workspaceId, 'Help centre');
  await store.setHelpSource(tx, workspaceId, id);
  return id;
}
