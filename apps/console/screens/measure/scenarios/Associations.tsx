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

type Answer = ReplyOf<typeof scenarioAssociations>;
type Item = Answer['items'][number];
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
  const [currency, setCurrency] = useState<string>();
  const numbers = useProperties(spentOn || undefined).filter(({ number }) => number);
  const spent =
    spentOn !== '' && property !== null ? { event: spentOn, property, ...(currency !== undefined && { currency }) } : undefined;
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
              setCurrency(undefined);
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
          {spent && read.data?.money && <Currency money={read.data.money} onChange={setCurrency} />}
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
                <Line key={item.kind} item={item} currency={read.data.money?.currency ?? null} />
              ))}
            </tbody>
          </table>
          {read.data.money !== null && read.data.money.leftOut > 0 && (
            <p className={classes.quiet}>{t('scenarios.association.left_out', { count: read.data.money.leftOut })}</p>
          )}
          {read.data.sampled && <p className={classes.quiet}>{t('scenarios.association.sampled')}</p>}
        </Wide>
      )}
    </Panel>
  );
}

/** Which of the currencies they paid in counts; with one there is nothing to choose. */
function Currency({ money, onChange }: { money: NonNullable<Answer['money']>; onChange: (currency: string) => void }) {
  const { t } = useTranslation();
  const nameOf = (currency: string) => currency || t('scenarios.association.no_currency');
  if (money.currency === null) return null;
  const options = money.currencies.map(({ currency, people }) => ({
    value: `=${currency}`,
    label: nameOf(currency),
    hint: t('scenarios.association.currency_people', { count: people }),
  }));
  return (
    <>
      {' '}
      {t('scenarios.association.spent_in')}{' '}
      {options.length < 2 ? (
        nameOf(money.currency)
      ) : (
        <Choice
          label={t('scenarios.association.spent_in')}
          value={`=${money.currency}`}
          options={options}
          onChange={(value) => onChange(value.slice(1))}
        />
      )}
    </>
  );
}

/** What the interval allows to say. */
function saysOf({ low, high }: Item): 'more' | 'less' | 'unclear' | null {
  if (low === null || high === null) return null;
  if (low > 0) return 'more';
  return high < 0 ? 'less' : 'unclear';
}

function Line({ item, currency }: { item: Item; currency: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mean = (value: number | null) => {
    if (value === null) return '–';
    if (item.kind === 'came_back') return format.percent(value);
    // What was sent as a currency may be none.
    return item.kind === 'spent' && /^[A-Z]{3}$/.test(currency ?? '')
      ? format.amount(value, currency ?? '')
      : format.exact(value);
  };
  const says = saysOf(item);
  return (
    <tr>
      <th scope="row" className={classes.outcome}>
        {t(`scenarios.association.kind.${item.kind}`)}
        {says !== null && (
          <div className={classes.quiet}>
            {says === 'unclear' ? t('scenarios.association.says.unclear') : t(`scenarios.association.says.${item.kind}.${says}`)}
          </div>
        )}
        {item.circular && <div className={classes.quiet}>{t('scenarios.association.circular')}</div>}
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
