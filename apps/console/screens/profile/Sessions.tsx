import { Button, Group } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react';
import Bowser from 'bowser';
import { useTranslation } from 'react-i18next';
import { auth } from '../../auth.ts';
import { StateBadge } from '../../ui/Badges.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Problem, showDone } from '../../ui/Problem.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import classes from './profile.module.css';
import { useAuthAct, useAuthRead } from './use-auth.ts';

/** Where this account is signed in, and how to end it. */
export function Sessions() {
  const { t } = useTranslation();
  const mine = useAuthRead('session', () => auth.getSession());
  const read = useAuthRead('sessions', () => auth.listSessions());
  const end = useAuthAct((token: string) => auth.revokeSession({ token }));
  const endOthers = useAuthAct(
    () => auth.revokeOtherSessions(),
    () => showDone(t('profile.sessions.ended')),
  );
  const here = mine.data?.session.id;
  const sessions = (read.data ?? []).toSorted(
    (a, b) => Number(b.id === here) - Number(a.id === here) || +b.createdAt - +a.createdAt,
  );
  return (
    <Panel title={t('profile.sessions.title')}>
      <div className={classes.lead}>{t('profile.sessions.lead')}</div>
      {read.error && <Problem problem={read.error} />}
      <ul className={classes.lines} aria-label={t('profile.sessions.title')}>
        {sessions.map(({ id, token, userAgent, ipAddress, createdAt }) => {
          const device = deviceOf(userAgent);
          const name = device.name || t('profile.sessions.unknown');
          const Icon = device.mobile ? IconDeviceMobile : IconDeviceDesktop;
          return (
            <li key={id} className={classes.line}>
              <Icon size={18} aria-hidden="true" />
              <span className={classes.grow}>
                {name}
                <span className={classes.quiet}>
                  {ipAddress && `${ipAddress} · `}
                  <RelativeTime at={createdAt.toISOString()} />
                </span>
              </span>
              {id === here ? (
                <StateBadge state="good">{t('profile.sessions.here')}</StateBadge>
              ) : (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  color="gray"
                  aria-label={t('profile.sessions.end_of', { name })}
                  loading={end.isPending && end.variables === token}
                  onClick={() => end.mutate(token)}
                >
                  {t('profile.sessions.end')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {sessions.length > 1 && (
        <Group mt="md">
          <Button variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate(undefined)}>
            {t('profile.sessions.end_others')}
          </Button>
        </Group>
      )}
    </Panel>
  );
}

/** "Firefox, Linux": enough to recognise one's own. */
function deviceOf(userAgent: string | null | undefined): { name: string; mobile: boolean } {
  if (!userAgent) return { name: '', mobile: false };
  const { browser, os, platform } = Bowser.parse(userAgent);
  return { name: [browser.name, os.name].filter(Boolean).join(', '), mobile: platform.type === 'mobile' };
}
