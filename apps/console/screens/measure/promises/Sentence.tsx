/** "Of 212 people who spoke of it or lived through it, it was broken to 31": every figure opens its people. */
import { UnstyledButton } from '@mantine/core';
import { Trans, useTranslation } from 'react-i18next';
import type { Told, Verdict } from '#measure/contract';
import { useFormat } from '../../../ui/format.ts';
import classes from './promises.module.css';

interface Props {
  told: Told;
  onOpen: (verdict: Verdict | undefined, title: string) => void;
}

export function Sentence({ told, onOpen }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  if (told.people === 0) return <p className={classes.quiet}>{t('promises.nobody')}</p>;
  const values = { people: format.whole(told.people), broken: format.whole(told.broken) };
  const open = (verdict: Verdict | undefined, title: string) => (
    <UnstyledButton className={classes.open} aria-label={title} onClick={() => onOpen(verdict, title)} />
  );
  return (
    <p className={classes.sentence}>
      <Trans
        i18nKey="promises.sentence"
        count={told.people}
        values={values}
        components={{
          people: open(undefined, t('promises.people_all', { count: told.people, people: values.people })),
          broken: open('broken', t('promises.people_broken', { count: told.broken, people: values.broken })),
        }}
      />
    </p>
  );
}
