import { UnstyledButton } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { IconCircleCheck, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { live, useLiveState } from '../use-live.ts';
import classes from './shell.module.css';

/** Silent while all is well; says so when what is shown may be old, and when it is current again. */
export function ConnectionBadge() {
  const { t } = useTranslation();
  const state = useLiveState();
  const { online } = useNetwork();
  const lost = !online || state === 'lost';
  return (
    <div role="status">
      {lost && (
        <UnstyledButton
          className={classes.connection}
          data-tone="bad"
          onClick={() => live.retryNow()}
          title={t('shell.connection.retry')}
        >
          <IconPlugConnectedX size={16} aria-hidden="true" />
          {online ? t('shell.connection.lost') : t('shell.connection.offline')}
        </UnstyledButton>
      )}
      {!lost && state === 'caught_up' && (
        <span className={classes.connection} data-tone="good">
          <IconCircleCheck size={16} aria-hidden="true" />
          {t('shell.connection.caught_up')}
        </span>
      )}
    </div>
  );
}
