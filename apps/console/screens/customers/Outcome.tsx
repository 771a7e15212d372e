/** What a merge or a separation would make: the customers afterwards, and what a reader should know before agreeing. */
import { Skeleton, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SeparateOutcome } from '#customers/contract';
import type { ProblemError } from '../../problem.ts';
import { Problem } from '../../ui/Problem.tsx';
import classes from './person.module.css';

interface Props {
  customers: SeparateOutcome['customers'] | undefined;
  explanation: string[] | undefined;
  problem: ProblemError | null;
}

const SHOWN_IDENTIFIERS = 8;

export function Outcome({ customers, explanation, problem }: Props) {
  const { t } = useTranslation();
  if (problem) return <Problem problem={problem} />;
  if (!customers || !explanation) return <Skeleton height={96} />;
  return (
    <div aria-live="polite">
      <Text size="sm" fw={500} mb="xs">
        {t('customers.outcome.title')}
      </Text>
      <div className={classes.outcomes}>
        {customers.map(({ id, name, identifiers, events }) => (
          <div key={id} className={classes.outcome}>
            <strong>{name}</strong>
            <ul className={classes.ids}>
              {identifiers.slice(0, SHOWN_IDENTIFIERS).map((one) => (
                <li key={one.id}>{one.value}</li>
              ))}
              {identifiers.length > SHOWN_IDENTIFIERS && (
                <li>{t('customers.outcome.more', { count: identifiers.length - SHOWN_IDENTIFIERS })}</li>
              )}
            </ul>
            <span className={classes.quiet}>{t('customers.outcome.events', { count: events })}</span>
          </div>
        ))}
      </div>
      {explanation.length > 0 && (
        <ul className={classes.says} style={{ marginBlockStart: '0.75rem' }}>
          {explanation.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
