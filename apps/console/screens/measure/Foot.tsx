/** What stands under an answer: how to read it, and of when it is. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { RelativeTime } from '../../ui/Time.tsx';
import classes from './trends.module.css';

export function Foot({ asOf, children }: { asOf: string; children?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={classes.foot}>
      {children}
      <span>
        {t('measure.as_of')} <RelativeTime at={asOf} />
      </span>
    </div>
  );
}
