/** What of an article can be found, and by which words. */
import type { Tx } from '#platform/postgres';
import { configOf } from '../rules/locale.ts';
import { wordsIn } from '../words/plain.ts';
import { index } from './store.ts';

/** Addresses, paths and names with dots are one word to Postgres; whoever searches types a part of them. */
export const searchable = (text: string): string => text.replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ');

export function indexText(
  tx: Tx,
  workspaceId: string,
  text: { articleId: string; locale: string; title: string; summary: string; body: string; labels: readonly string[] },
): Promise<void> {
  const { headings, body } = wordsIn(text.body);
  return index(tx, workspaceId, {
    articleId: text.articleId,
    locale: text.locale,
    config: configOf(text.locale),
    fields: {
      title: searchable(text.title),
      headings: searchable(headings),
      labels: searchable(text.labels.join(' ')),
      body: searchable(`${text.summary} ${body}`),
    },
  });
}
