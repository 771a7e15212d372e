import { IconAlertTriangle, IconClockHour4, IconFlame } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format.ts';
import { useNow } from '../../ui/Time.tsx';
import classes from './desk.module.css';
import { type RunningClock, stageOf } from './stage.ts';

const icons = { running: IconClockHour4, soon: IconAlertTriangle, late: IconFlame } as const;

/** What runs out next, counted down here: an icon and a word say how it stands, the colour only helps. */
export function RowClock({ clock }: { clock: RunningClock }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { stage, ms } = stageOf(clock, useNow());
  const Icon = icons[stage];
  const what = t(`moments.clock.kind.${clock.kind}`);
  return (
    <span
      className={classes.clock}
      data-stage={stage}
      title={`${what}: ${t('moments.clock.due', { at: format.dateTime(clock.dueAt) })}`}
    >
      <Icon size={14} stroke={1.8} aria-hidden="true" />
      <span>{t(`moments.clock.row.${stage}`, { what, time: format.brief(ms / 1000) })}</span>
    </span>
  );
}
