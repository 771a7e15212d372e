/** The question, read aloud: every underlined word can be changed. */
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type ReactElement, useEffect, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { addDays, dayOf, intervals, operators } from '#measure/contract';
import { Choice } from './Choice.tsx';
import {
  type Condition,
  type MeasureKind,
  measureKinds,
  needsProperty,
  needsValue,
  type Operator,
  percentiles,
  type Question,
  type Range,
  ranges,
} from './question.ts';
import classes from './trends.module.css';
import type { Ask } from './use-question.ts';
import { type Property, useEvents, useProperties } from './use-words.ts';

/** Word order differs with the measure, and with the language. */
const SENTENCES: Record<MeasureKind, string> = {
  people: 'measure.sentence.people',
  count: 'measure.sentence.count',
  unique: 'measure.sentence.unique',
  sum: 'measure.sentence.sum',
  average: 'measure.sentence.average',
  percentile: 'measure.sentence.percentile',
};

interface Props {
  question: Question;
  ask: Ask;
}

export function Sentence({ question, ask }: Props) {
  const { t } = useTranslation();
  const events = useEvents();
  const properties = useProperties(question.event);
  const numbers = properties.filter(({ number }) => number);
  const fits = (measure: MeasureKind, property: string | undefined) =>
    property === undefined || measure === 'unique' || numbers.some(({ value }) => value === property);
  const words: Record<string, ReactElement> = {
    measure: (
      <Choice
        label={t('measure.measure.label')}
        value={question.measure}
        options={measureKinds.map((value) => ({
          value,
          label: t(`measure.measure.${value}`),
          hint: t(`measure.measure_hint.${value}`),
        }))}
        onChange={(kind) => {
          const measure = kind as MeasureKind;
          ask({ measure, ...(!fits(measure, question.property) && { property: undefined }) });
        }}
      />
    ),
    event: (
      <Choice
        label={t('measure.event')}
        value={question.event ?? ''}
        options={events.options}
        // Another event has other properties: what named them starts anew.
        onChange={(event) => ask({ event: event || undefined, property: undefined, split: undefined, where: [] })}
        placeholder={t('measure.anything')}
      />
    ),
    property: (
      <Choice
        label={t('measure.property')}
        value={question.property ?? ''}
        options={question.measure === 'unique' ? properties : numbers}
        onChange={(property) => ask({ property })}
        placeholder={t(question.measure === 'unique' ? 'measure.choose_any_property' : 'measure.choose_property')}
      />
    ),
    percentile: (
      <Choice
        label={t('measure.percentile')}
        value={String(question.percentile)}
        options={percentiles.map((value) => ({ value, label: value }))}
        onChange={(percentile) => ask({ percentile: Number(percentile) })}
      />
    ),
    interval: (
      <Choice
        label={t('measure.interval.label')}
        value={question.interval}
        options={intervals.map((value) => ({ value, label: t(`measure.interval.${value}`) }))}
        onChange={(interval) => ask({ interval: interval as Question['interval'] })}
      />
    ),
    split: (
      <Choice
        label={t('measure.split')}
        value={question.split ?? ''}
        options={[{ value: '', label: t('measure.no_split') }, ...properties]}
        onChange={(split) => ask({ split: split || undefined })}
        placeholder={t('measure.no_split')}
      />
    ),
  };
  return (
    <section className={classes.sentence} aria-label={t('measure.question')}>
      <div>
        <Trans i18nKey={SENTENCES[question.measure]} components={words} />
      </div>
      <Where question={question} ask={ask} properties={properties} />
      <Span question={question} ask={ask} />
      {needsProperty(question.measure) && question.event === undefined && (
        <p className={classes.hint}>{t('measure.choose_event')}</p>
      )}
    </section>
  );
}

interface WhereProps {
  question: Pick<Question, 'where'>;
  ask: (patch: Pick<Question, 'where'>) => void;
  properties: Property[];
}

/** The conditions every question may have. */
export function Where({ question: { where }, ask, properties }: WhereProps) {
  const { t } = useTranslation();
  const change = (index: number, patch: Partial<Condition>) =>
    ask({ where: where.map((condition, at) => (at === index ? { ...condition, ...patch } : condition)) });
  return (
    <div>
      {where.map((condition, index) => (
        // Conditions have no identity but their place.
        // biome-ignore lint/suspicious/noArrayIndexKey: the address holds a list.
        <span key={index} className={classes.condition}>
          {t(index === 0 ? 'measure.where' : 'measure.and')}{' '}
          <Choice
            label={t('measure.property')}
            value={condition.property}
            options={properties}
            onChange={(property) => change(index, { property })}
          />{' '}
          <Choice
            label={t('measure.operator.label')}
            value={condition.operator}
            options={operators.map((value) => ({ value, label: t(`measure.operator.${value}`) }))}
            onChange={(operator) => change(index, { operator: operator as Operator })}
          />{' '}
          {needsValue(condition.operator) && (
            <Value
              value={condition.value}
              numeric={condition.operator === 'greater' || condition.operator === 'less'}
              onChange={(value) => change(index, { value })}
            />
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t('measure.remove_condition', { property: condition.property })}
            onClick={() => ask({ where: where.filter((_condition, at) => at !== index) })}
          >
            <IconX size={14} />
          </ActionIcon>
        </span>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} />}
        onClick={() => ask({ where: [...where, { property: properties[0]?.value ?? '$kind', operator: 'equals', value: '' }] })}
      >
        {t(where.length === 0 ? 'measure.add_first_condition' : 'measure.add_condition')}
      </Button>
    </div>
  );
}

/** Typing stays instant; the question follows when the fingers rest. */
function Value({ value, numeric, onChange }: { value: string; numeric: boolean; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const later = useDebouncedCallback(onChange, { delay: 350, flushOnUnmount: false });
  useEffect(() => setText(value), [value]);
  const wrong = numeric && text.trim() !== '' && !Number.isFinite(Number(text));
  return (
    <TextInput
      component="input"
      size="xs"
      display="inline-block"
      w="9rem"
      aria-label={t('measure.value')}
      placeholder={t(numeric ? 'measure.a_number' : 'measure.a_value')}
      inputMode={numeric ? 'decimal' : 'text'}
      error={wrong}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        later(event.currentTarget.value);
      }}
    />
  );
}

const zones = Intl.supportedValuesOf('timeZone');

/** The span every question has, and whose days it is counted in. */
interface SpanProps {
  question: Pick<Question, 'range' | 'from' | 'until' | 'timeZone'>;
  ask: (patch: { [Part in 'interval' | 'range' | 'from' | 'until' | 'timeZone']?: Question[Part] | undefined }) => void;
}

export function Span({ question, ask }: SpanProps) {
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
