import { Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { previewSegment, type SegmentGroup } from '#customers/contract';
import { call } from '../../../api.ts';
import type { ProblemError } from '../../../problem.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { useFormat } from '../../../ui/format.ts';
import { PlainLink } from '../../../ui/Link.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { currentWorkspace } from '../../../workspace.ts';
import classes from './builder.module.css';

interface Props {
  /** Undefined while it has blanks. */
  rule: SegmentGroup | undefined;
  segment: string | undefined;
}

/** How many match while the rule is written, and some of them. Another rule stops the question about the one before. */
export function LivePreview({ rule, segment }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, isFetching, refetch } = useQuery<Awaited<ReturnType<typeof ask>>, ProblemError>({
    queryKey: [previewSegment.id, currentWorkspace() ?? '', rule, segment],
    queryFn: ({ signal }) => ask(rule, segment, signal),
    enabled: rule !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  const share = data && data.of > 0 ? data.size / data.of : 0;
  return (
    <section
      className={classes.live}
      aria-label={t('segments.live.title')}
      aria-busy={isFetching}
      data-asking={isFetching || undefined}
    >
      <Title order={2} size="h3">
        {t('segments.live.title')}
      </Title>
      {rule === undefined && <Text size="sm">{t('segments.live.incomplete')}</Text>}
      {error && rule !== undefined && <Problem problem={error} onRetry={() => void refetch()} />}
      {data && !error && (
        <>
          <div role="status">
            <span className={`${classes.size} figure`}>
              {t('segments.live.matching', { count: data.size, formatted: format.whole(data.size) })}
            </span>
          </div>
          <div className={classes.share} aria-hidden="true">
            <span style={{ width: `${share * 100}%` }} />
          </div>
          <Text size="sm" component="p" m={0}>
            {t('segments.live.share', { share: format.percent(share), of: format.whole(data.of) })}
          </Text>
          {data.sample.length > 0 && (
            <div className={classes.more}>
              <Text size="sm" fw={600} mt="md">
                {t('segments.live.some')}
              </Text>
              <ul className={classes.sample}>
                {data.sample.map(({ id, name }) => (
                  <li key={id}>
                    <PlainLink to={`/customers/${id}`} className={classes.person ?? ''}>
                      <Avatar name={name} tone="voice" size="sm" />
                      <span>{name}</span>
                    </PlainLink>
                  </li>
                ))}
              </ul>
            </div>
          )}
        </>
      )}
      {!data && isFetching && <Text size="sm">{t('segments.live.asking')}</Text>}
    </section>
  );
}

function ask(rule: SegmentGroup | undefined, segment: string | undefined, signal: AbortSignal) {
  if (rule === undefined) throw new Error('a rule with blanks is not asked');
  return call(previewSegment, { body: { rule, ...(segment !== undefined && { segment }) } }, { signal });
}
