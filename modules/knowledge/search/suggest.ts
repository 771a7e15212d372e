/** Articles beside a conversation: by what was said, by who says it, and by where they are. */
import type { Tx } from '#platform/postgres';
import type { Circumstances, Suggestion } from '../contract/answers.ts';
import { configOf } from '../rules/locale.ts';
import { judge } from '../rules/relevance.ts';
import { searchable } from './index-article.ts';
import { answerOf, find } from './search.ts';
import * as store from './store.ts';

/** Looked at before the person and the page reorder them. */
const considered = 40;

export async function suggestFor(
  tx: Tx,
  workspaceId: string,
  asked: Circumstances,
  urlOf: (slug: string, locale: string) => string,
): Promise<Suggestion[]> {
  const { text, locale, page, segments, labels, audience, limit } = asked;
  const { items } = await find(tx, workspaceId, { text, locale, audience, limit: considered });
  const used = await store.usedLately(
    tx,
    workspaceId,
    items.map(({ articleId }) => articleId),
  );
  const spokenWords = new Map<string, string>();
  for (const word of searchable(text)
    .split(' ')
    .filter((one) => one.length > 2)
    .slice(0, 60)) {
    spokenWords.set(word.toLowerCase(), word);
  }
  return items
    .map((item) => {
      const titleWords = new Set(searchable(item.title).toLowerCase().split(' '));
      const inTitle = [...spokenWords].flatMap(([plain, word]) =>
        titleWords.has(plain) && !isFiller(plain, item.locale) ? [word] : [],
      );
      const judged = judge(
        { ...item, inTitle: inTitle.slice(0, 4), used: used.get(item.articleId) ?? 0 },
        { page, segments, labels },
      );
      return { ...answerOf({ ...item, score: judged.score }, urlOf), why: judged.why };
    })
    .toSorted((a, b) => b.score - a.score)
    .slice(0, limit);
}

/** Words nobody would call a match. The index has its own lists; these are for what is said to people. */
const fillers: Record<string, string> = {
  english: 'the and for you your with what where when how can not does did are was has have this that from',
  italian: 'che con per una uno del della dei non come dove quando sono mio mia suo sua',
};
const isFiller = (word: string, locale: string): boolean => (fillers[configOf(locale)] ?? '').split(' ').includes(word);
