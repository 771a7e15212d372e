import { UnstyledButton } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '../session.ts';
import { PlainLink } from '../ui/Link.tsx';
import { currentEntry, navigation } from './nav.ts';
import classes from './shell.module.css';

/** The few places a thumb reaches; everything else is behind "More". */
export function PhoneBar({ onMore }: { onMore: () => void }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const { pathname } = useLocation();
  const thumbs = navigation(can)
    .flatMap(({ items }) => items)
    .filter(({ thumb }) => thumb);
  const current = currentEntry(pathname, thumbs);
  return (
    <nav className={classes.phoneBar} aria-label={t('shell.quick_navigation')}>
      {thumbs.map(({ path, title, icon: Icon }) => (
        <PlainLink
          key={path}
          to={path}
          className={classes.thumb ?? ''}
          {...(current?.path === path && { 'aria-current': 'page' as const })}
        >
          {Icon && <Icon size={20} stroke={1.6} />}
          {t(title)}
        </PlainLink>
      ))}
      <UnstyledButton className={classes.thumb ?? ''} onClick={onMore}>
        <IconDots size={20} stroke={1.6} aria-hidden="true" />
        {t('shell.more')}
      </UnstyledButton>
    </nav>
  );
}
