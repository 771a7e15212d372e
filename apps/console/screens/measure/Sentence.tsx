/** The question, read aloud: every underlined word can be changed. */
import type { ReactElement } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { intervals } from '#measure/contract';
import { Choice } from './Choice.tsx';
import { Conditions } from './Conditions.tsx';
import { type MeasureKind, measureKinds, needsProperty, percentiles, type Question } from './question.ts';
import { Span } from './Span.tsx';
import classes from './trends.module.css';
import type { Ask } from './use-question.ts';
import { useEvents, useProperties } from './use-words.ts';

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
      <Conditions where={question.where} properties={properties} onChange={(where) => ask({ where })} />
      <Span question={question} ask={ask} />
      {needsProperty(question.measure) && question.event === undefined && (
        <p className={classes.hint}>{t('measure.choose_event')}</p>
      )}
    </section>
  );
}
