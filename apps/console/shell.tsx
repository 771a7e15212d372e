/** The frame around every screen: where you are, where you can go, whether what you see is live. */
import { ActionIcon, CloseButton, Drawer, Kbd, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { spotlight } from '@mantine/spotlight';
import { IconMenu2, IconSearch } from '@tabler/icons-react';
import { Outlet, useLocation, useRouter } from '@tanstack/react-router';
import { Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { screenActionOf } from './screens.ts';
import { useIsSignedIn, useSession } from './session.ts';
import { Called } from './shell/Called.tsx';
import { CommandPalette } from './shell/CommandPalette.tsx';
import { ConnectionBadge } from './shell/ConnectionBadge.tsx';
import { Navigation } from './shell/Navigation.tsx';
import { PhoneBar } from './shell/PhoneBar.tsx';
import { PresenceSwitch } from './shell/PresenceSwitch.tsx';
import { ShortcutSheet } from './shell/ShortcutSheet.tsx';
import classes from './shell/shell.module.css';
import { UserMenu } from './shell/UserMenu.tsx';
import { Veil } from './shell/Veil.tsx';
import { WorkspaceSwitcher } from './shell/WorkspaceSwitcher.tsx';
import { Waiting } from './ui/crash.tsx';
import { OpeningOnly } from './ui/MayOpen.tsx';
import { useWorkspaceId } from './workspace.ts';

/** The frame, as long as somebody is here. */
export function Shell() {
  return useIsSignedIn() ? <Frame /> : <Leaving />;
}

/** The session ended while the page was open: nothing of it may be drawn any more; the guard leads to sign-in and back. */
function Leaving() {
  const router = useRouter();
  useEffect(() => {
    void router.invalidate();
  }, [router]);
  return <Waiting />;
}

function Frame() {
  const { t } = useTranslation();
  const [menu, { open, close }] = useDisclosure(false);
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const workspace = useWorkspaceId();
  const { can } = useSession();
  const may = (to: string) => {
    const action = screenActionOf(to);
    return action === undefined || can(action);
  };

  // A new screen is a new page for screen readers and keyboards: start at its top, not in the old navigation.
  const seen = useRef(pathname);
  useEffect(() => {
    if (seen.current === pathname) return;
    seen.current = pathname;
    close();
    main.current?.focus({ preventScroll: true });
  }, [pathname, close]);

  return (
    <div className={classes.shell}>
      <a className="skip-link" href="#main">
        {t('shell.skip')}
      </a>
      <aside className={classes.side}>
        <WorkspaceSwitcher />
        <SearchButton />
        <Navigation />
        <div className={classes.foot}>
          <ConnectionBadge />
          <Veil />
          <PresenceSwitch />
          <UserMenu />
        </div>
      </aside>
      <header className={classes.top}>
        <ActionIcon variant="subtle" color="gray" size="lg" onClick={open} aria-label={t('shell.menu')}>
          <IconMenu2 size={20} />
        </ActionIcon>
        <WorkspaceSwitcher compact />
        <ConnectionBadge />
        <Veil compact />
        <PresenceSwitch compact />
        <ActionIcon variant="subtle" color="gray" size="lg" onClick={() => spotlight.open()} aria-label={t('shell.search')}>
          <IconSearch size={20} />
        </ActionIcon>
      </header>
      <Drawer
        opened={menu}
        onClose={close}
        size="17rem"
        withCloseButton={false}
        attributes={{ content: { 'aria-label': t('shell.menu') } }}
        classNames={{ body: classes.drawer ?? '' }}
      >
        <CloseButton onClick={close} aria-label={t('ui.close')} ml="auto" />
        <Navigation />
        <div className={classes.foot}>
          <UserMenu />
        </div>
      </Drawer>
      {/* Another workspace is another set of screens: nothing of the old one may stay on the page. */}
      <main id="main" ref={main} tabIndex={-1} className={classes.main} key={workspace}>
        <Suspense fallback={<Waiting />}>
          <OpeningOnly may={may}>
            <Outlet />
          </OpeningOnly>
        </Suspense>
      </main>
      <PhoneBar onMore={open} />
      <Called />
      <CommandPalette />
      <ShortcutSheet />
    </div>
  );
}

function SearchButton() {
  const { t } = useTranslation();
  const apple = /Mac|iPhone|iPad/.test(navigator.userAgent);
  return (
    <UnstyledButton className={classes.search} onClick={() => spotlight.open()}>
      <IconSearch size={16} aria-hidden="true" />
      <span>{t('shell.search')}</span>
      <Kbd size="xs">{apple ? '⌘ K' : 'Ctrl K'}</Kbd>
    </UnstyledButton>
  );
}
