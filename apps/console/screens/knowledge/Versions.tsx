import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Article, getArticle, listVersions, restoreVersion } from '#knowledge/contract';
import { useCall, useRoute } from '../../api.ts';
import { StateBadge } from '../../ui/Badges.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Problem, showDone } from '../../ui/Problem.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import classes from './knowledge.module.css';

/** Every save is here; an old one comes back as the newest, so that nothing is ever lost. */
export function Versions({ article, locale, readOnly }: { article: Article; locale: string; readOnly: boolean }) {
  const { t } = useTranslation();
  const params = { articleId: article.id };
  const { data, error, refetch } = useRoute(listVersions, { params, query: { locale } });
  const restore = useCall(restoreVersion, {
    refreshes: [getArticle, listVersions],
    onSuccess: () => showDone(t('knowledge.done.restored')),
  });
  const items = data?.items ?? [];
  return (
    <Panel title={t('knowledge.versions.title')}>
      {error && <Problem problem={error} onRetry={() => void refetch()} />}
      <ol className={classes.versions}>
        {items.map(({ no, savedAt, savedBy, restoredFrom, published }, at) => (
          <li key={no}>
            <span>
              {t('knowledge.versions.no', { no })}{' '}
              {published && <StateBadge state="good">{t('knowledge.versions.read')}</StateBadge>}
              <span className={classes.quiet}>
                {savedBy}, <RelativeTime at={savedAt} />
                {restoredFrom !== null && ` · ${t('knowledge.versions.from', { no: restoredFrom })}`}
              </span>
            </span>
            {!readOnly && at > 0 && (
              <Button
                size="compact-xs"
                variant="default"
                aria-label={t('knowledge.versions.restore_of', { no })}
                onClick={() => restore.mutate({ params: { ...params, no }, body: { locale } })}
              >
                {t('knowledge.versions.restore')}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
