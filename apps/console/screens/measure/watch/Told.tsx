/** How one watch is doing: what it sees, whether it sees at all, and how often it was right. */
import { Alert } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Watch } from '#measure/contract';
import { StateBadge } from '../../../ui/Badges.tsx';
import { useFormat } from '../../../ui/format.ts';
import { timeNames } from '../axis.ts';
import { Picture } from './Picture.tsx';
import classes from './watch.module.css';

export function useTimes({ grain, timeZone }: Pick<Watch, 'grain' | 'timeZone'>) {
  const { i18n } = useTranslation();
  return useMemo(() => timeNames(i18n.language, grain, timeZone), [i18n.language, grain, timeZone]);
}

function stateOf({ paused, blind, judgedTo }: Watch) {
  if (paused) return ['off', 'paused'] as const;
  if (blind) return ['bad', 'blind'] as const;
  return judgedTo === null ? (['waiting', 'first'] as const) : (['good', 'watching'] as const);
}

export function State({ watch }: { watch: Watch }) {
  const { t } = useTranslation();
  const [state, word] = stateOf(watch);
  return <StateBadge state={state}>{t(`watch.state.${word}`)}</StateBadge>;
}

export function Told({ watch }: { watch: Watch }) {
  const { t } = useTranslation();
  const format = useFormat();
  const times = useTimes(watch);
  const { blind, buckets, caughtUp, judgedTo, owner, paused, said, precision, grain, sensitivity, about } = watch;
  return (
    <>
      {blind && !paused && (
        <Alert
          variant="light"
          color="red"
          role="alert"
          icon={<IconEyeOff aria-hidden="true" />}
          title={t('watch.blind.title', { at: format.dateTime(blind.since) })}
        >
          {t(`watch.blind.${blind.why}`, { detail: blind.detail })}
        </Alert>
      )}
      {buckets.length > 0 && <Picture buckets={buckets} timeOf={times.short} />}
      <div className={classes.foot}>
        <span>
          {t('watch.field.grain')}: {t(`watch.grain.${grain}`)}
        </span>
        {about.kind !== 'metric' && (
          <span>
            {t('watch.field.sensitivity')}: {t(`watch.sensitivity.${sensitivity}`)}
          </span>
        )}
        {judgedTo !== null && <span>{t('watch.judged_to', { at: times.short(judgedTo) })}</span>}
        <span className={owner.active ? '' : (classes.loud ?? '')}>
          {t(owner.active ? 'watch.owner' : 'watch.owner_gone', { name: owner.name })}
        </span>
        <span>
          {precision === null
            ? t('watch.unjudged')
            : t('watch.precision', {
                share: format.percent(precision),
                ...{ real: said.real, expected: said.expected, alarms: said.falseAlarm },
              })}
        </span>
      </div>
      {caughtUp && (
        <p className={classes.quiet}>
          {t('watch.caught_up', { count: caughtUp.buckets, at: format.dateTime(caughtUp.at) })}
          {caughtUp.passedOver > 0 && <> {t('watch.passed_over', { count: caughtUp.passedOver })}</>}
        </p>
      )}
    </>
  );
}
