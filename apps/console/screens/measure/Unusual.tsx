import { Button, Skeleton, Text } from '@mantine/core';
import { IconBolt } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type TrendQuestion, unusual } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { useRoute } from '../../api.ts';
import { useFormat } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Problem } from '../../ui/Problem.tsx';
import classes from './trends.module.css';

type Point = ReplyOf<typeof unusual>['points'][number];
type Part = Point['explained'][number];

interface Props {
  question: TrendQuestion;
  /** An instant in words. */
  timeOf: (at: string) => string;
  /** A value of the breakdown in words. */
  nameOf: (part: Part) => string;
  /** Opens the people behind an instant. */
  onOpen: (at: string) => void;
}

/** Asked for, because it looks at weeks before the span: which points were not as such hours and days are, and who moved. */
export function Unusual(props: Props) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  if (asked) return <Found {...props} />;
  return (
    <Button variant="default" size="sm" mt="lg" leftSection={<IconBolt size={16} />} onClick={() => setAsked(true)}>
      {t('measure.unusual.ask')}
    </Button>
  );
}

function Found({ question, timeOf, nameOf, onOpen }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, isPending, refetch } = useRoute(unusual, { body: { question } }, { keepPrevious: true });
  const found = data?.points.filter((point) => point.unusual !== null) ?? [];
  const unknown = data?.points.every(({ expected }) => expected === null);
  const words = (value: number | null) => (value === null ? '–' : format.compact(value));
  return (
    <Panel title={t('measure.unusual.title')}>
      {error && <Problem problem={error} onRetry={() => void refetch()} />}
      {isPending && <Skeleton h={48} />}
      {data && found.length === 0 && (
        <Text c="var(--ink-quiet)">{t(unknown ? 'measure.unusual.unknown' : 'measure.unusual.nothing')}</Text>
      )}
      <ul className={classes.unusual}>
        {found.map(({ at, value, expected, low, high, unusual: side, explained }) => (
          <li key={at}>
            <button type="button" className={classes.open} onClick={() => onOpen(at)}>
              {timeOf(at)}
            </button>{' '}
            {t(`measure.unusual.${side ?? 'high'}`, {
              ...{ value: words(value), expected: words(expected), low: words(low), high: words(high) },
            })}{' '}
            {explained.length > 0 && (
              <Text span c="var(--ink-quiet)">
                {t('measure.unusual.by', {
                  parts: explained
                    .slice(0, 3)
                    .map((part) => `${nameOf(part)} ${format.percent(part.share)}`)
                    .join(', '),
                })}
              </Text>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
