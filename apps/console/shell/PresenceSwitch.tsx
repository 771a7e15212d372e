/** Am I here: owning depends on it, so it is always in sight and one press away. */
import { Menu, UnstyledButton } from '@mantine/core';
import { IconBell, IconCheck, IconCircleDot, IconCircleFilled, IconMoon } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listAgents } from '#moments/contract';
import { presence, routes } from '#people/contract';
import { useCall } from '../api.ts';
import { useSession } from '../session.ts';
import classes from './shell.module.css';

const icons = { online: IconCircleFilled, away: IconMoon, offline: IconCircleDot } as const;

export function PresenceSwitch({ compact = false }: { compact?: boolean }) {
  const { t } = useTranslation();
  const { employee, can } = useSession();
  const change = useCall(routes.setMyAvailability, {
    refreshes: [routes.me, routes.getEmployee, routes.listEmployees, listAgents],
  });
  const [permission, setPermission] = useState('Notification' in window ? Notification.permission : 'denied');
  if (!employee || !can('people.self') || !can('moments.own')) return null;
  const now = change.isPending ? (change.variables?.body.presence ?? 'offline') : employee.availability.presence;
  const Icon = icons[now];
  const word = t(`people.presence.${now}`);
  return (
    <Menu position={compact ? 'bottom-end' : 'top-start'} width={240}>
      <Menu.Target>
        <UnstyledButton
          className={classes.presence}
          data-presence={now}
          aria-label={t('shell.presence', { presence: word })}
          title={t('shell.presence', { presence: word })}
        >
          <Icon size={14} stroke={2} aria-hidden="true" />
          {!compact && word}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('shell.presence_label')}</Menu.Label>
        {presence.options.map((one) => {
          const One = icons[one];
          return (
            <Menu.Item
              key={one}
              leftSection={<One size={14} stroke={2} />}
              rightSection={one === now && <IconCheck size={16} aria-label={t('shell.current')} />}
              onClick={() => change.mutate({ body: { presence: one } })}
            >
              {t(`people.presence.${one}`)}
            </Menu.Item>
          );
        })}
        {permission === 'default' && (
          <>
            <Menu.Divider />
            <Menu.Item
              leftSection={<IconBell size={14} />}
              onClick={() => void Notification.requestPermission().then(setPermission)}
            >
              {t('shell.notify')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
