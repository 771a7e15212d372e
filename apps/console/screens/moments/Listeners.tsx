/** Who listens in, for everybody at the moment to see; for who does so: since when, and how to stop. */
import { Button } from '@mantine/core';
import { IconEar } from '@tabler/icons-react';
import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { getMoment, type Listener, listenIn, stopListening } from '#moments/contract';
import { call, useCall, useRefresh } from '../../api.ts';
import { useSession } from '../../session.ts';
import { useFormat } from '../../ui/format.ts';
import { useNow } from '../../ui/Time.tsx';
import { Banner } from './Banner.tsx';
import type { WholeMoment } from './Conversation.tsx';
import classes from './conversation.module.css';

/** Often enough that a sign or two may be lost: the server waits 45 seconds. */
const SIGN_EVERY_MS = 10_000;

/** My own listening at this moment. */
export function useMyListening({ listeners }: Pick<WholeMoment, 'listeners'>): Listener | undefined {
  const { employee } = useSession();
  return listeners.find((one) => one.employee.id === employee?.id);
}

export function Listeners({ moment }: { moment: WholeMoment }) {
  const { t } = useTranslation();
  const mine = useMyListening(moment);
  const others = moment.listeners.filter((one) => one !== mine);
  return (
    <>
      {others.map(({ employee, state }) => (
        <Banner key={employee.id} icon={IconEar}>
          {t(`moments.listening.other.${state}`, { name: employee.name })}
        </Banner>
      ))}
      {mine && <Mine id={moment.id} listening={mine} />}
    </>
  );
}

function Mine({ id, listening: { state, since } }: { id: string; listening: Listener }) {
  const { t } = useTranslation();
  const format = useFormat();
  const refresh = useRefresh();
  const stop = useCall(stopListening, { refreshes: [getMoment] });
  const seconds = Math.max(0, (useNow() - Date.parse(since)) / 1000);
  const sign = useEffectEvent(() => {
    // Refused now: the customer said no, or it is settled. What is on the page is old.
    call(listenIn, { params: { id }, body: {} }).catch(() => refresh(getMoment));
  });
  useEffect(() => {
    const timer = setInterval(() => sign(), SIGN_EVERY_MS);
    return () => {
      clearInterval(timer);
      // Whoever looks at something else listens no longer.
      call(stopListening, { params: { id } }).catch(() => undefined);
    };
  }, [id]);
  return (
    <Banner icon={IconEar} tone="work">
      <span>{t(`moments.listening.mine.${state}`, { time: format.duration(seconds) })}</span>
      <span className={classes.bannerActs}>
        <Button size="compact-sm" variant="default" loading={stop.isPending} onClick={() => stop.mutate({ params: { id } })}>
          {t('moments.listening.stop')}
        </Button>
      </span>
    </Banner>
  );
}
