/** The question about journeys, read aloud: every underlined word can be changed. */
import { Trans, useTranslation } from 'react-i18next';
import { type Patch, spanPatch, wherePatch } from '../address.ts';
import { Choice } from '../Choice.tsx';
import { Conditions } from '../Conditions.tsx';
import { EventList } from '../EventList.tsx';
import { Span } from '../Span.tsx';
import classes from '../trends.module.css';
import { useEvents, useProperties } from '../use-words.ts';
import { caseKinds, type JourneyWords, pauses } from './address.ts';

const SENTENCES = {
  session: 'journeys.sentence.session',
  person: 'journeys.sentence.person',
  property: 'journeys.sentence.property',
};

interface Props {
  words: JourneyWords;
  change: (patch: Patch) => void;
  /** Steps known from the answer, busiest first: where cases may begin and end. */
  steps: string[];
}

export function JourneySentence({ words, change, steps }: Props) {
  const { t } = useTranslation();
  const { options } = useEvents();
  // Properties belong to events; of several, the first one's are offered.
  const properties = useProperties(words.events[0]);
  const known = (value: string | undefined) => [...new Set([...(value === undefined ? [] : [value]), ...steps])];
  const parts = {
    kind: (
      <Choice
        label={t('journeys.case.label')}
        value={words.kind}
        options={caseKinds.map((value) => ({
          value,
          label: t(`journeys.case.${value}`),
          hint: t(`journeys.case_hint.${value}`),
        }))}
        onChange={(kind) => change({ case: kind, of: undefined, pause: undefined })}
      />
    ),
    pause: (
      <Choice
        label={t('journeys.pause.label')}
        value={String(words.idleMinutes)}
        options={[...new Set([...pauses, words.idleMinutes])].map((minutes) => ({
          value: String(minutes),
          label: t('journeys.pause.minutes', { count: minutes }),
        }))}
        onChange={(pause) => change({ pause })}
      />
    ),
    property: (
      <Choice
        label={t('measure.property')}
        value={words.property ?? ''}
        options={properties}
        onChange={(property) => change({ of: property })}
        placeholder={t('measure.choose_any_property')}
      />
    ),
    steps: (
      <Choice
        label={t('journeys.step.label')}
        value={words.activity}
        options={[{ value: '$event', label: t('journeys.step.event') }, ...properties.filter(({ value }) => value !== '$event')]}
        onChange={(step) => change({ step: step === '$event' ? undefined : step, starts: undefined, ends: undefined })}
      />
    ),
  };
  return (
    <section className={classes.sentence} aria-label={t('measure.question')}>
      <div>
        <Trans i18nKey={SENTENCES[words.kind]} components={parts} />
      </div>
      <div>
        {t('journeys.of_events')}{' '}
        <EventList
          events={words.events}
          options={options}
          label={t('journeys.add_event')}
          none={t('journeys.all_events')}
          onChange={(event) => change({ event })}
        />
      </div>
      <div>
        <Trans
          i18nKey="journeys.ends_sentence"
          components={{
            starts: (
              <Choice
                label={t('journeys.starts')}
                value={words.starts ?? ''}
                options={[{ value: '', label: t('measure.anything') }, ...asOptions(known(words.starts))]}
                onChange={(starts) => change({ starts: starts || undefined })}
                placeholder={t('measure.anything')}
              />
            ),
            ends: (
              <Choice
                label={t('journeys.ends')}
                value={words.ends ?? ''}
                options={[{ value: '', label: t('measure.anything') }, ...asOptions(known(words.ends))]}
                onChange={(ends) => change({ ends: ends || undefined })}
                placeholder={t('measure.anything')}
              />
            ),
          }}
        />
      </div>
      <Conditions where={words.where} properties={properties} onChange={(where) => change(wherePatch(where))} />
      <Span question={words} ask={(patch) => change(spanPatch(patch, words))} />
    </section>
  );
}

const asOptions = (names: string[]) => names.map((value) => ({ value, label: value }));
