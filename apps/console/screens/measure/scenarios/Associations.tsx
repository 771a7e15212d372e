/** Whether a better passage goes with coming back, asking less and spending more. An association; no cause. */
import { Select, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fewestPeople, type PassagesAsked, type ScenarioDefinition, scenarioAssociations } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { useRoute } from '../../../api.ts';
import { useFormat } from '../../../ui/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { Choice } from '../Choice.tsx';
import trends from '../trends.module.css';
import { useEvents, useProperties } from '../use-words.ts';
import classes from './scenarios.module.css';
import { Wide } from './Wide.tsx';

type Item = ReplyOf<typeof scenarioAssociations>['items'][number];
const DAYS = ['7', '30', '90', '180', '365'];

interface Props {
  scenarioId: string;
  definition: ScenarioDefinition;
  asked: PassagesAsked;
}

export function Associations({ scenarioId, definition, asked }: Props) {
  const { t } = useTranslation();
  const events = useEvents().options.filter(({ value }) => value !== '');
  // Whoever comes back begins again, unless somebody says otherwise.
  const [cameBack, setCameBack] = useState(definition.steps[0]?.shownBy?.event ?? '');
  const [days, setDays] = useState('30');
  const [spentOn, setSpentOn] = useState('');
  const [property, setProperty] = useState<string | null>(null);
  const numbers = useProperties(spentOn || undefined).filter(({ number }) => number);
  const spent = spentOn !== '' && property !== null ? { event: spentOn, property } : undefined;
  const body = { question: asked, days: Number(days), cameBack, ...(spent && { spent }) };
  const read = useRoute(
    scenarioAssociations,
    { params: { id: scenarioId }, body },
    { enabled: cameBack !== '', keepPrevious: true },
  );
  return (
    <Panel title={t('scenarios.association.title')}>
      <Text size="sm" c="var(--ink-quiet)" mb="sm">
        {t('scenarios.association.lead')}
      </Text>
      <div className={trends.sentence}>
        <div>
          {t('scenarios.association.came_back')}{' '}
          <Choice
            label={t('scenarios.association.came_back')}
            value={cameBack}
            options={events}
            onChange={setCameBack}
            placeholder={t('behaviour.choose_event')}
          />{' '}
          <Choice
            label={t('scenarios.association.within')}
            value={days}
            options={DAYS.map((value) => ({ value, label: t('attribution.days', { count: Number(value) }) }))}
            onChange={setDays}
          />
        </div>
        <div>
          {t('scenarios.association.spent')}{' '}
          <Choice
            label={t('scenarios.association.spent')}
            value={spentOn}
            options={events}
            onChange={(event) => {
              setSpentOn(event);
              setProperty(null);
            }}
            placeholder={t('behaviour.choose_event')}
          />{' '}
          {spentOn !== '' && (
            <Select
              size="xs"
              display="inline-block"
              aria-label={t('measure.property')}
              placeholder={t('measure.property')}
              data={numbers.map(({ value }) => value)}
              value={property}
              onChange={setProperty}
            />
          )}
        </div>
      </div>
      {read.error && <Problem problem={read.error} onRetry={() => void read.refetch()} />}
      {read.data && (
        <Wide label={t('scenarios.association.title')}>
          <table className={trends.totals}>
            <caption className="only-heard">{t('scenarios.association.title')}</caption>
            <thead>
              <tr>
                {(['outcome', 'people', 'rho', 'worst', 'best'] as const).map((column) => (
                  <th scope="col" key={column}>
                    {t(`scenarios.association.column.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {read.data.items.map((item) => (
                <Line key={item.kind} item={item} />
              ))}
            </tbody>
          </table>
          {read.data.sampled && <p className={classes.quiet}>{t('scenarios.association.sampled')}</p>}
        </Wide>
      )}
    </Panel>
  );
}

function Line({ item }: { item: Item }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mean = (value: number | null) => {
    if (value === null) return '–';
    return item.kind === 'came_back' ? format.percent(value) : format.exact(value);
  };
  return (
    <tr>
      <th scope="row">
        {t(`scenarios.association.kind.${item.kind}`)}
        {item.circular && <span className={classes.quiet}>{t('scenarios.association.circular')}</span>}
      </th>
      <td>{format.whole(item.people)}</td>
      <td>
        {item.silent !== null && (
          <span className={classes.quiet}>{t(`scenarios.association.silent.${item.silent}`, { count: fewestPeople })}</span>
        )}
        {item.r !== null && item.low !== null && item.high !== null && (
          <>
            <strong>{format.exact(item.r)}</strong>{' '}
            <span className={classes.quiet}>
              {t('scenarios.interval', { low: format.exact(item.low), high: format.exact(item.high) })}
            </span>
          </>
        )}
      </td>
      <td>{mean(item.worst)}</td>
      <td>{mean(item.best)}</td>
    </tr>
  );
}
