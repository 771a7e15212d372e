import { Tooltip } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../session.ts';
import classes from './shell.module.css';

/** Says to whoever may not see personal data that there is some: what is missing was not forgotten. */
export function Veil({ compact }: { compact?: boolean }) {
  const { t } = useTranslation();
  if (useSession().can('personal.read')) return null;
  return (
    <Tooltip label={t('ui.personal.why')} multiline maw={280}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: reached by keyboard, as its tooltip says why. */}
      <span className={classes.connection} tabIndex={0}>
        <IconEyeOff size={16} aria-hidden="true" />
        <span className={compact ? 'only-heard' : undefined}>{t('ui.personal.badge')}</span>
        <span className="only-heard">{t('ui.personal.why')}</span>
      </span>
    </Tooltip>
  );
}
