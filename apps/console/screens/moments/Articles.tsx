/** What is known about what was just said: suggested with the reason, or searched; put into the answer as text, link or card. */
import { Button, Group, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconBook2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Answer, renderArticle, searchArticles, suggestArticles } from '#knowledge/contract';
import { call, useRoute } from '../../api.ts';
import { ProblemError } from '../../problem.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { showProblem } from '../../ui/Problem.tsx';
import { useWorkspaceId } from '../../workspace.ts';
import type { UsedArticle } from './Composer.tsx';
import type { WholeMoment } from './Conversation.tsx';
import classes from './customer.module.css';

interface Props {
  moment: WholeMoment;
  lastWords: string | undefined;
  insert: (words: string, article: UsedArticle) => void;
}

/** What the server takes of the words. */
const LONGEST = 1_000;
const LANGUAGE = /^[a-z]{2}$/;

/** The customer's language, if it is a plain one. */
const localeOf = (language: string | null) => {
  const short = language?.slice(0, 2).toLowerCase();
  return short && LANGUAGE.test(short) ? { locale: short } : {};
};

export function Articles({ moment, lastWords, insert }: Props) {
  const { t } = useTranslation();
  const workspace = useWorkspaceId();
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search.trim(), 200);
  const text = (lastWords ?? moment.title).slice(0, LONGEST);
  const locale = localeOf(moment.language);
  const suggested = useQuery({
    queryKey: ['desk.suggest', workspace, moment.id, text, moment.labels],
    queryFn: ({ signal }) => call(suggestArticles, { body: { text, labels: moment.labels, limit: 5, ...locale } }, { signal }),
    enabled: asked === '',
  });
  const found = useRoute(
    searchArticles,
    { query: { text: asked, limit: 8, ...locale } },
    { enabled: asked !== '', keepPrevious: true },
  );
  const items: (Answer & { why?: string[] })[] = (asked === '' ? suggested.data?.items : found.data?.items) ?? [];
  const loaded = asked === '' ? suggested.data : found.data;

  async function put(article: Answer, how: UsedArticle['how']) {
    try {
      insert(await wordsOf(article, how), { id: article.articleId, how });
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      showProblem(error);
    }
  }
  return (
    <div className={classes.articles}>
      <TextInput
        type="search"
        size="xs"
        aria-label={t('moments.articles.search')}
        placeholder={t('moments.articles.search')}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {loaded && items.length === 0 && (
        <EmptyState icon={IconBook2} title={t('moments.articles.none')} lesson={t('moments.articles.none_lesson')} />
      )}
      <ul>
        {items.map((article) => (
          <li key={article.articleId}>
            <strong>{article.title}</strong>
            {article.why?.[0] && <em>{article.why[0]}</em>}
            {article.summary && <p>{article.summary}</p>}
            <Group gap={4}>
              <Button size="compact-xs" variant="default" onClick={() => void put(article, 'text')}>
                {t('moments.articles.text')}
              </Button>
              {article.url && (
                <Button size="compact-xs" variant="default" onClick={() => void put(article, 'link')}>
                  {t('moments.articles.link')}
                </Button>
              )}
              <Button size="compact-xs" variant="default" onClick={() => void put(article, 'card')}>
                {t('moments.articles.card')}
              </Button>
            </Group>
          </li>
        ))}
      </ul>
    </div>
  );
}

async function wordsOf({ articleId, title, summary, url, locale }: Answer, how: UsedArticle['how']): Promise<string> {
  if (how === 'link') return `${title}: ${url ?? ''}`;
  if (how === 'card') return [title, summary, url].filter(Boolean).join('\n');
  return (await call(renderArticle, { params: { articleId }, query: { as: 'text', locale } })).content;
}
