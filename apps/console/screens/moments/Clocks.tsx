/** How long the customer may still wait, for what, and why that is so. */
import { Tooltip } from '@mantine/core';
import { IconClockHour4, IconClockPause, IconFlame } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type MomentClocks, readClocks } from '#moments/contract';
import { useRoute } from '../../api.ts';
import { useFormat } from '../../ui/format.ts';
import classes from './conversation.module.css';

type Clock = MomentClocks['clocks'][number];

const icons = { running: IconClockHour4, paused: IconClockPause, breached: IconFlame, met: IconClockHour4 } as const;
const REREAD_MS = 15_000;

export function Clocks({ id }: { id: string }) {
  const { data } = useRoute(readClocks, { params: { id } }, { refetchInterval: REREAD_MS });
  const going = (data?.clocks ?? []).filter(({ state, why }) => state !== 'met' && !(why.code === 'breached' && !why.stillOpen));
  if (!data || going.length === 0) return null;
  return (
    <ul className={classes.clocks}>
      {going.map((clock) => (
        <ClockView key={`${clock.kind} ${clock.round}`} clock={clock} />
      ))}
    </ul>
  );
}

function ClockView({ clock: { kind, state, remainingMs, withinMs, why, clause } }: { clock: Clock }) {
  const { t } = useTranslation();
  const format = useFormat();
  const Icon = icons[state];
  const time = format.duration(Math.abs(remainingMs) / 1000);
  const left = t(remainingMs < 0 ? 'moments.clock.late' : 'moments.clock.left', { time });
  const reason = [
    t('moments.clock.promised', { clause: clause.name, time: format.duration(withinMs / 1000) }),
    why.code === 'paused' && t('moments.clock.paused', { by: format.list(why.by.map((one) => t(`moments.clock.pause.${one}`))) }),
    why.code === 'running' && why.dueAt && t('moments.clock.due', { at: format.dateTime(why.dueAt) }),
    why.code === 'breached' && t('moments.clock.since', { at: format.dateTime(why.since) }),
  ]
    .filter(Boolean)
    .join(' ');
  return (
    <Tooltip label={reason} multiline maw={300} withArrow events={{ hover: true, focus: true, touch: true }}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its reason has to be reachable without a mouse. */}
      <li className={classes.clock} data-state={state} tabIndex={0}>
        <Icon size={14} aria-hidden="true" />
        {t(`moments.clock.kind.${kind}`)} · {state === 'paused' ? t('moments.clock.stopped') : left}
        <span className="only-heard">{reason}</span>
      </li>
    </Tooltip>
  );
}
