import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconKeyboard, IconLogout, IconMoon, IconSun, IconUserCircle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { auth } from '../auth.ts';
import { LANGUAGES, speak } from '../i18n/i18n.ts';
import { forgetSession, useSession } from '../session.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { live } from '../use-live.ts';
import { chooseWorkspace } from '../workspace.ts';
import { openShortcutSheet } from './ShortcutSheet.tsx';
import classes from './shell.module.css';

const SCHEMES = [
  ['auto', IconDeviceDesktop],
  ['light', IconSun],
  ['dark', IconMoon],
] as const;

export function UserMenu() {
  const { t, i18n } = useTranslation();
  const { account, employee, role } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const client = useQueryClient();
  const navigate = useNavigate();
  const name = employee?.name ?? account?.name ?? '';

  const signOut = async () => {
    live.leave();
    await auth.signOut();
    chooseWorkspace(undefined);
    forgetSession(client);
    await navigate({ to: '/sign-in' });
  };

  const check = (on: boolean) => on && <IconCheck size={16} aria-label={t('shell.current')} />;

  return (
    <Menu position="top-start" width={240} closeOnItemClick={false}>
      <Menu.Target>
        <UnstyledButton className={classes.account}>
          <Avatar name={name} tone="work" size="sm" />
          <span className={classes.accountText}>
            <span className={classes.name}>{name}</span>
            {role && <span className={classes.quiet}>{t(`shell.role.${role}`)}</span>}
          </span>
          <span className="only-heard">{t('shell.account')}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('shell.theme.label')}</Menu.Label>
        {SCHEMES.map(([scheme, Icon]) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon size={16} stroke={1.6} />}
            rightSection={check(colorScheme === scheme)}
            onClick={() => setColorScheme(scheme)}
          >
            {t(`shell.theme.${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Label>{t('shell.language')}</Menu.Label>
        {Object.entries(LANGUAGES).map(([language, label]) => (
          <Menu.Item
            key={language}
            lang={language}
            rightSection={check(i18n.language === language)}
            onClick={() => void speak(language)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconUserCircle size={16} stroke={1.6} />}
          closeMenuOnClick
          onClick={() => void navigate({ to: '/profile' })}
        >
          {t('profile.title')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconKeyboard size={16} stroke={1.6} />}
          rightSection="?"
          closeMenuOnClick
          onClick={openShortcutSheet}
        >
          {t('shell.shortcuts.title')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.6} />} closeMenuOnClick onClick={() => void signOut()}>
          {t('shell.sign_out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
