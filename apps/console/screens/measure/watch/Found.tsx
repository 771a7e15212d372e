/** One thing a watch saw: how much, where what was to be expected, who moved, and what somebody said it was. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Watch, WatchFinding } from '#measure/contract';
import { useSession } from '../../../session.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Link } from '../../../ui/Link.tsx';
import { Say } from './Say.tsx';
import classes from './watch.module.css';
import { lookAtIt } from './words.ts';

interface Props {
  watch: Watch;
  finding: WatchFinding;
  timeOf: (at: string) => string;
}

/** Who moved with it by more than a trace. */
const told = (explained: WatchFinding['explained']) => explained.filter(({ share }) => share >= 0.01).slice(0, 3);

export function Found({ watch, finding, timeOf }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { can, employee } = useSession();
  const [saying, setSaying] = useState(false);
  const { side, seen, expected, low, high, explained, owner, verdict, late, escalatedTo } = finding;
  const words = (value: number | null) => (value === null ? '–' : format.exact(Math.round(value * 10) / 10));
  const how = expected === null ? (`line_${side}` as const) : side;
  const parts = told(explained).map(({ label, rest, share }) => {
    const name = rest ? t('watch.rest') : (label ?? t('watch.without'));
    return `${name} ${format.percent(share)}`;
  });
  const mine = employee?.id === owner.id;
  return (
    <div className={classes.finding}>
      <p className={classes.what}>
        <span aria-hidden="true">{side === 'high' ? '▲' : '▼'}</span> <strong>{t(`watch.side.${side}`)}</strong>,{' '}
        {timeOf(finding.from)}
        {finding.last !== finding.from && <> ({t('watch.lasted', { at: timeOf(finding.last) })})</>}:{' '}
        {t(`watch.${how}`, { seen: words(seen), low: words(low), high: words(high) })}
      </p>
      {parts.length > 0 && <p className={classes.quiet}>{t('watch.moved', { parts: parts.join(', ') })}</p>}
      {verdict === null ? (
        <p className={classes.quiet}>
          {late && <span className={classes.loud}>{t('watch.late')} </span>}
          {t('watch.waits', { name: owner.name, at: format.dateTime(finding.dueAt) })}
          {escalatedTo && <> · {t('watch.told', { name: escalatedTo.name })}</>}
        </p>
      ) : (
        <p className={classes.quiet}>
          {t('watch.said_by', { verdict: t(`watch.was.${verdict}`), name: finding.judgedBy ?? '?', note: finding.note })}
        </p>
      )}
      <div className={classes.acts}>
        {verdict === null && (mine || can('measure.write')) && (
          <Button size="compact-sm" onClick={() => setSaying(true)}>
            {t('watch.say')}
          </Button>
        )}
        <Link {...lookAtIt(watch.about, watch.grain, watch.timeZone, finding.from)} size="sm">
          {t('watch.look')}
        </Link>
        <Link to={`/moments/${finding.momentId}`} size="sm">
          {t('watch.moment')}
        </Link>
      </div>
      <Dialog title={t('watch.say')} opened={saying} onClose={() => setSaying(false)}>
        {saying && <Say finding={finding} onDone={() => setSaying(false)} />}
      </Dialog>
    </div>
  );
}
