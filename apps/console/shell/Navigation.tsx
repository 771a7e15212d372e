import { UnstyledButton } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconChevronRight } from '@tabler/icons-react';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScreenEntry } from '../screens.ts';
import { useSession } from '../session.ts';
import { PlainLink } from '../ui/Link.tsx';
import { useShortcut } from '../ui/shortcuts.ts';
import { currentEntry, type NavSection, navigation } from './nav.ts';
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
      {sections.map((section) => (
        <Room key={section.section} {...section} current={current} />
      ))}
    </nav>
  );
}

/** The places of one room. Folded, only the place where one is stays in sight; every key goes on leading to its place. */
function Room({ section, items, current }: NavSection & { current: ScreenEntry | undefined }) {
  const { t } = useTranslation();
  const [folded, setFolded] = useLocalStorage<boolean>({ key: `verona.folded.${section}`, defaultValue: false });
  const foldable = section !== 'home';
  return (
    <section className={classes.section} aria-label={t(`shell.section.${section}`)}>
      {foldable && (
        <UnstyledButton className={classes.sectionTitle ?? ''} aria-expanded={!folded} onClick={() => setFolded(!folded)}>
          {t(`shell.section.${section}`)}
          <IconChevronRight className={classes.fold} size={12} stroke={2} aria-hidden />
        </UnstyledButton>
      )}
      <ul>
        {items.map((item) => (
          <Item key={item.path} item={item} current={item === current} hidden={foldable && folded && item !== current} />
        ))}
      </ul>
    </section>
  );
}

interface ItemProps {
  item: ScreenEntry;
  current: boolean;
  hidden: boolean;
}

function Item({ item: { path, title, icon: Icon, go }, current, hidden }: ItemProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  useShortcut(`g ${go}`, t('shell.go_to', { screen: t(title) }), () => void navigate({ to: path }), go !== undefined);
  // On a low screen the places scroll: where one is has to be in sight. Not by `scrollIntoView`, which Chromium also takes for
  // the place where Tab goes on: the first Tab on a page belongs to the way past the navigation.
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const list = place.current?.closest('nav');
    if (!current || !place.current || !list) return;
    const [own, frame] = [place.current.getBoundingClientRect(), list.getBoundingClientRect()];
    list.scrollTop += Math.max(0, own.bottom - frame.bottom) + Math.min(0, own.top - frame.top);
  }, [current]);
  return (
    <li ref={place} hidden={hidden}>
      <PlainLink to={path} className={classes.item ?? ''} {...(current && { 'aria-current': 'page' as const })}>
        {Icon && <Icon size={18} stroke={1.6} />}
        {t(title)}
      </PlainLink>
    </li>
  );
}
