import { useLocation, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ScreenEntry } from '../screens.ts';
import { useSession } from '../session.ts';
import { PlainLink } from '../ui/Link.tsx';
import { useShortcut } from '../ui/shortcuts.ts';
import { currentEntry, navigation } from './nav.ts';
import classes from './shell.module.css';

export function Navigation() {
  const { t } = useTranslation();
  const { can } = useSession();
  const { pathname } = useLocation();
  const sections = navigation(can);
  const current = currentEntry(
    pathname,
    sections.flatMap(({ items }) => items),
  );
  return (
    <nav aria-label={t('shell.navigation')}>
      {sections.map(({ section, items }) => (
        <section key={section} className={classes.section} aria-label={t(`shell.section.${section}`)}>
          {section !== 'home' && <p className={classes.sectionTitle}>{t(`shell.section.${section}`)}</p>}
          <ul>
            {items.map((item) => (
              <li key={item.path}>
                <Item item={item} current={item === current} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function Item({ item: { path, title, icon: Icon, go }, current }: { item: ScreenEntry; current: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  useShortcut(`g ${go}`, t('shell.go_to', { screen: t(title) }), () => void navigate({ to: path }), go !== undefined);
  return (
    <PlainLink to={path} className={classes.item ?? ''} {...(current && { 'aria-current': 'page' as const })}>
      {Icon && <Icon size={18} stroke={1.6} />}
      {t(title)}
    </PlainLink>
  );
}
