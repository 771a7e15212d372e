/** During which days, and where they begin. */
import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { addDays, dayOf } from '#measure/contract';
import { Choice } from './Choice.tsx';
import { type Question, type Range, ranges } from './question.ts';
import classes from './trends.module.css';

const zones = Intl.supportedValuesOf('timeZone');

type Part = Pick<Question, 'range' | 'from' | 'until' | 'timeZone'>;

interface Props {
  question: Part;
  /** A new range has an interval of its own: what it was counted by is forgotten. */
  ask: (patch: { [Key in keyof Part | 'interval']?: Question[Key] | undefined }) => void;
}

export function Span({ question, ask }: Props) {
  const { t } = useTranslation();
  const { range, from, until, timeZone } = question;
  const choose = (next: Range) => {
    // What it is counted by belongs to the range: a year of hours is nobody's question.
    if (next !== 'custom') return ask({ range: next, interval: undefined, from: undefined, until: undefined });
    const today = dayOf(Date.now(), timeZone);
    ask({ range: next, from: addDays(today, -29), until: today });
  };
  return (
    <div>
      {t('measure.during')}{' '}
      <Choice
        label={t('measure.range.label')}
        value={range}
        options={ranges.map((value) => ({ value, label: t(`measure.range.${value}`) }))}
        onChange={(next) => choose(next as Range)}
      />{' '}
      {range === 'custom' && (
        <span className={classes.dates}>
          <Day label={t('measure.first_day')} value={from} onChange={(day) => ask({ from: day })} />
          {'–'}
          <Day label={t('measure.last_day')} value={until} onChange={(day) => ask({ until: day })} />
        </span>
      )}
      <span className={classes.zone}>
        <Choice
          label={t('measure.zone')}
          value={timeZone}
          options={[...new Set([timeZone, 'UTC', ...zones])].map((value) => ({ value, label: value.replaceAll('_', ' ') }))}
          onChange={(zone) => ask({ timeZone: zone })}
        />
      </span>
    </div>
  );
}

function Day({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (day: string | undefined) => void;
}) {
  return (
    <TextInput
      type="date"
      size="xs"
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}
