/** What was said, one under the other, more when asked for. */
import { Button, Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Feedback } from '#measure/contract';
import type { ProblemError } from '../../../problem.ts';
import { Problem } from '../../../ui/Problem.tsx';
import { Said } from './Said.tsx';
import classes from './voice.module.css';

interface Props {
  read: {
    rows: Feedback[];
    error: ProblemError | null;
    isPending: boolean;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => Promise<unknown>;
  };
  onCorrect?: (said: Feedback) => void;
  onFinding?: (said: Feedback) => void;
  onSettle?: (said: Feedback) => void;
}

export function SaidList({ read, ...acts }: Props) {
  const { t } = useTranslation();
  if (read.error) return <Problem problem={read.error} />;
  if (read.isPending) return <Loader type="dots" aria-label={t('ui.loading')} />;
  if (read.rows.length === 0) return <p className={classes.quiet}>{t('voice.nothing')}</p>;
  return (
    <>
      <ul className={classes.list} aria-label={t('voice.words')}>
        {read.rows.map((said) => (
          <Said key={said.id} said={said} {...acts} />
        ))}
      </ul>
      {read.hasNextPage && (
        <Button variant="subtle" fullWidth mt="xs" loading={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
          {t('ui.table.more', { count: read.rows.length })}
        </Button>
      )}
    </>
  );
}
