/** Every definition it had: a figure says by which of them it was made. */
import { useTranslation } from 'react-i18next';
import type { readScenario } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { useFormat } from '../../../ui/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import classes from './scenarios.module.css';

export function Versions({ scenario }: { scenario: ReplyOf<typeof readScenario> }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Panel title={t('scenarios.versions')}>
      <ul className={classes.list}>
        {scenario.versions.map(({ no, changedBy, changedAt, why, definition }) => (
          <li key={no}>
            <strong>{t('scenarios.version', { no })}</strong>{' '}
            <span className={classes.quiet}>
              {t('scenarios.version_by', { by: changedBy, at: format.dateTime(changedAt) })}
              {why && ` · ${why}`}
            </span>
            <div className={classes.way}>{definition.steps.map(({ name }) => name).join(' → ')}</div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
