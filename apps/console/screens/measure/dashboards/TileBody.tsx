/** What every tile does while it waits, when it is refused, and when there is nothing to show; and its one figure. */
import { Skeleton, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProblemError } from '../../../problem.ts';
import { Problem } from '../../../ui/Problem.tsx';
import classes from './dashboards.module.css';

interface BodyProps<Reply> {
  read: UseQueryResult<Reply, ProblemError>;
  nothing?: (reply: Reply) => boolean;
  children: (reply: Reply) => ReactNode;
}

export function TileBody<Reply>({ read, nothing, children }: BodyProps<Reply>) {
  const { t } = useTranslation();
  if (read.error) return <Problem problem={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return <Skeleton h={220} role="status" aria-label={t('ui.loading')} />;
  return (
    <div className={classes.body} data-stale={read.isPlaceholderData || undefined} aria-busy={read.isFetching}>
      {nothing?.(read.data) ? <p className={classes.nothing}>{t('dashboards.nothing')}</p> : children(read.data)}
    </div>
  );
}

interface FigureProps {
  value: string;
  unit: string;
  /** Shows the people behind it. */
  onOpen?: () => void;
  children?: ReactNode;
}

export function Figure({ value, unit, onOpen, children }: FigureProps) {
  return (
    <Text className={classes.figure} component="div">
      {onOpen ? (
        <button type="button" className={`${classes.open} figure`} onClick={onOpen}>
          {value}
        </button>
      ) : (
        <span className={`${classes.value} figure`}>{value}</span>
      )}
      <span className={classes.unit}>{unit}</span>
      {children}
    </Text>
  );
}
