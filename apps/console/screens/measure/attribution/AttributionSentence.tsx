/** The question about attribution, read aloud: every underlined word can be changed. */
import { Trans, useTranslation } from 'react-i18next';
import { type Patch, spanPatch } from '../address.ts';
import { Choice } from '../Choice.tsx';
import { EventList } from '../EventList.tsx';
import { Span } from '../Span.tsx';
import classes from '../trends.module.css';
import { useEvents, useProperties } from '../use-words.ts';
import { type AttributionWords, windows } from './address.ts';

interface Props {
  words: AttributionWords;
  change: (patch: Patch) => void;
}

export function AttributionSentence({ words, change }: Props) {
  const { t } = useTranslation();
  const { options } = useEvents();
  const events = options.filter(({ value }) => value !== '');
  const ofConversion = useProperties(words.conversion).filter(({ number }) => number);
  const ofTouches = useProperties(words.touches[0]);
  const parts = {
    conversion: (
      <Choice
        label={t('attribution.conversion')}
        value={words.conversion ?? ''}
        options={events}
        onChange={(event) => change({ event, worth: undefined })}
        placeholder={t('attribution.choose_conversion')}
      />
    ),
    value: (
      <Choice
        label={t('attribution.value')}
        value={words.value ?? ''}
        options={[{ value: '', label: t('attribution.no_value') }, ...ofConversion]}
        onChange={(worth) => change({ worth: worth || undefined })}
        placeholder={t('attribution.no_value')}
      />
    ),
    channel: (
      <Choice
        label={t('attribution.channel')}
        value={words.channel}
        options={[
          ...(ofTouches.some(({ value }) => value === words.channel) ? [] : [{ value: words.channel, label: words.channel }]),
          ...ofTouches,
        ]}
        onChange={(channel) => change({ channel })}
      />
    ),
    days: (
      <Choice
        label={t('attribution.window')}
        value={String(words.windowDays)}
        options={[...new Set([...windows, words.windowDays])].map((days) => ({
          value: String(days),
          label: t('attribution.days', { count: days }),
        }))}
        onChange={(days) => change({ days })}
      />
    ),
  };
  return (
    <section className={classes.sentence} aria-label={t('measure.question')}>
      <div>
        <Trans i18nKey="attribution.sentence" components={parts} />
      </div>
      <div>
        {t('attribution.touches')}{' '}
        <EventList
          events={words.touches}
          options={events}
          label={t('attribution.add_touch')}
          none={t('attribution.any_touch')}
          onChange={(touch) => change({ touch })}
        />
      </div>
      <Span question={words} ask={(patch) => change(spanPatch(patch, words))} />
    </section>
  );
}
