import { Text, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Driver, driversOf } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { Bar } from '../../../ui/Bar.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { adviceOf } from './asked.ts';
import classes from './drivers.module.css';

/** The drivers, the most important first: a bar each with its interval, how well it is done, and what follows. */
interface Props {
  answer: ReplyOf<typeof driversOf>;
  outcome: string;
  /** The people behind a bar. */
  onOpen: (driver: string) => void;
}

export function Importance({ answer, outcome, onOpen }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { drivers, r2, used, leftOut, straightLining, newestOnly, draws, method } = answer;
  const notes = [
    t('drivers.used', { count: used }),
    leftOut.incomplete > 0 && t('drivers.incomplete', { count: leftOut.incomplete }),
    straightLining > 0 && t(leftOut.straightLining > 0 ? 'drivers.alike_out' : 'drivers.alike', { count: straightLining }),
    newestOnly && t('drivers.newest_only'),
    t(`drivers.method.${method}`, { draws: format.whole(draws) }),
  ].filter((note) => note !== false);
  return (
    <Panel title={t('drivers.title_of', { outcome })}>
      <Text mb="md">{t('drivers.explained', { share: format.percent(r2) })}</Text>
      <DriverBars drivers={drivers} onOpen={onOpen} />
      <Text mt="lg" size="sm" c="var(--ink-quiet)">
        {notes.join(' ')}
      </Text>
    </Panel>
  );
}

export function DriverBars({ drivers, onOpen }: { drivers: Driver[]; onOpen: Props['onOpen'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const widest = Math.max(...drivers.map(({ high }) => high), 0.01);
  return (
    <ul className={classes.list}>
      {drivers.map((driver) => {
        const advice = adviceOf(driver, drivers);
        return (
          <li key={driver.name} className={classes.driver}>
            <UnstyledButton
              className={classes.name ?? ''}
              aria-label={t('drivers.who', { question: driver.name })}
              onClick={() => onOpen(driver.name)}
            >
              {driver.name}
            </UnstyledButton>
            <div className={classes.share}>
              <Bar share={driver.importance / widest} between={[driver.low / widest, driver.high / widest]} />
            </div>
            <span className={`${classes.figures} figure`}>
              {format.percent(driver.importance)}{' '}
              <span className={classes.quiet}>
                {t('drivers.interval', { low: format.percent(driver.low), high: format.percent(driver.high) })}
              </span>
            </span>
            <span className={classes.advice} data-advice={advice}>
              {t(`drivers.advice.${advice}`)} · {t('drivers.mean', { mean: format.compact(driver.mean) })} ·{' '}
              {t('drivers.correlation', { value: driver.correlation.toFixed(2) })}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
