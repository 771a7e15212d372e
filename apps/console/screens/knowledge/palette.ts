/** Articles in the command palette: what answers first, slips forgiven; then drafts and what has expired, by title. */
import { IconBook2 } from '@tabler/icons-react';
import { listArticles, searchArticles } from '#knowledge/contract';
import { call } from '../../api.ts';
import { i18n } from '../../i18n/i18n.ts';
import { paletteSources } from '../../palette.ts';

const MOST = 6;

paletteSources.push({
  id: 'articles',
  title: 'knowledge.title',
  action: 'knowledge.read',
  search: async (text, signal, go) => {
    const locale = i18n.language.slice(0, 2);
    const [answers, articles] = await Promise.all([
      call(searchArticles, { query: { text, locale, limit: MOST } }, { signal }),
      call(listArticles, { query: { search: text, limit: MOST } }, { signal }),
    ]);
    const first = answers.items.map(({ articleId, title, space }) => ({ id: articleId, title, more: space.name }));
    const known = new Set(first.map(({ id }) => id));
    const others = articles.items
      .filter(({ id }) => !known.has(id))
      .map(({ id, title, state }) => ({ id, title, more: i18n.t(`knowledge.state.${state}`) }));
    return [...first, ...others].slice(0, MOST).map(({ id, title, more }) => ({
      id,
      label: title,
      description: more,
      icon: IconBook2,
      run: () => go(`/knowledge/articles/${id}`),
    }));
  },
});
