/** Which of the five sides back a finding, and the flag while they are fewer than three. Read by mark and word, not by colour. */
import { IconAlertTriangle, IconCheck, IconPoint } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Backing } from '#measure/contract';
import classes from './voice.module.css';

export function Backed({ backing }: { backing: Backing }) {
  const { t } = useTranslation();
  return (
    <>
      <ul className={classes.sides} aria-label={t('evidence.sides')}>
        {backing.dimensions.map(({ dimension, pieces }) => (
          <li key={dimension} data-backed={pieces > 0 || undefined}>
            {pieces > 0 ? <IconCheck size={13} aria-hidden="true" /> : <IconPoint size={13} aria-hidden="true" />}
            {t(`evidence.dimension.${dimension}`)}
            {pieces > 0 && ` ${pieces}`}
          </li>
        ))}
      </ul>
      {(backing.thin || backing.crmOnly) && (
        <span className={classes.flag}>
          <IconAlertTriangle size={14} aria-hidden="true" />
          {[backing.thin && t(`evidence.thin.${backing.thin}`), backing.crmOnly && t('evidence.crm_only')]
            .filter(Boolean)
            .join(' · ')}
        </span>
      )}
    </>
  );
}
