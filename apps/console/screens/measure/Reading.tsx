/** An answer while it is asked for: what stood there before stays, greyed, and whoever will not wait calls it off. */
import { Button, Group, Loader, Text } from '@mantine/core';
import { type UseQueryResult, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProblemError } from '../../problem.ts';
import { Problem } from '../../ui/Problem.tsx';
import classes from './trends.module.css';

interface Props<Reply> {
  read: UseQueryResult<Reply, ProblemError>;
  /** Of the route that is asked. */
  id: string;
  children: (reply: Reply) => ReactNode;
}

export function Reading<Reply>({ read, id, children }: Props<Reply>) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const stale = read.isPlaceholderData;
  const cancelled = read.isPending && read.fetchStatus === 'idle';
  return (
    <section aria-label={t('measure.answer')} aria-busy={read.isFetching}>
      {(stale || read.isPending) && !read.error && (
        <Group gap="sm" mb="sm" role="status">
          {cancelled ? (
            <>
              <Text size="sm">{t('measure.cancelled')}</Text>
              <Button size="compact-sm" variant="default" onClick={() => void read.refetch()}>
                {t('measure.ask_again')}
              </Button>
            </>
          ) : (
            <>
              <Loader type="dots" size="sm" aria-hidden="true" />
              <Text size="sm">{t('measure.asking')}</Text>
              <Button size="compact-sm" variant="default" onClick={() => void client.cancelQueries({ queryKey: [id] })}>
                {t('ui.cancel')}
              </Button>
            </>
          )}
        </Group>
      )}
      {read.error && <Problem problem={read.error} onRetry={() => void read.refetch()} />}
      {read.data && !read.error && (
        <div className={classes.answer} data-stale={stale || undefined}>
          {children(read.data)}
        </div>
      )}
    </section>
  );
}
