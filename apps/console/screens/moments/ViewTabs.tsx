import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format.ts';
import classes from './desk.module.css';
import { type Inbox, views } from './use-inbox.ts';

/** Where counting stops. */
const MOST = 1_000;

export function ViewTabs({ inbox: { view, setFilter, counts } }: { inbox: Inbox }) {
  const { t } = useTranslation();
  const format = useFormat();
  const countOf = (one: (typeof views)[number]) => (one === 'settled' ? undefined : counts?.[one]);
  return (
    <nav className={classes.views} aria-label={t('moments.views')}>
      {views.map((one) => {
        const count = countOf(one);
        return (
          <UnstyledButton
            key={one}
            className={classes.view ?? ''}
            aria-current={one === view ? 'true' : undefined}
            data-calls={(one === 'offered' && (count ?? 0) > 0) || undefined}
            onClick={() => setFilter({ view: one === 'mine' ? undefined : one })}
          >
            {t(`moments.view.${one}`)}
            {count !== undefined && (
              <span className={classes.count}>{count >= MOST ? `${format.compact(MOST)}+` : format.whole(count)}</span>
            )}
          </UnstyledButton>
        );
      })}
    </nav>
  );
}
