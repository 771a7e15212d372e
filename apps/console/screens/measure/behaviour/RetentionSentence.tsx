/** A question about coming back, read aloud: every underlined word can be changed. */
import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { cohortKinds, retentionIntervals } from '#measure/contract';
import { Choice } from '../Choice.tsx';
import { Span } from '../Span.tsx';
import trends from '../trends.module.css';
import { useEvents } from '../use-words.ts';
import { writeDays } from './days.ts';
import { EventStep } from './EventStep.tsx';
import { type RetentionWords, shows } from './retention-question.ts';
import { writeSteps } from './steps.ts';

interface Props {
  words: RetentionWords;
  change: (patch: Record<string, string | string[] | undefined>) => void;
}

export function RetentionSentence({ words, change }: Props) {
  const { t } = useTranslation();
  const events = useEvents().options.filter(({ value }) => value !== '');
  const { first, show } = words;
  const anything = { value: '', label: t('measure.anything') };
  const parts: Record<string, ReactElement> = {
    show: (
      <Choice
        label={t('behaviour.retention.show.label')}
        value={show}
        options={shows.map((value) => ({ value, label: t(`behaviour.retention.show.${value}`) }))}
        onChange={(next) => change({ show: next })}
      />
    ),
    cohort: (
      <Choice
        label={t('behaviour.retention.cohort.label')}
        value={words.cohort}
        options={cohortKinds.map((value) => ({ value, label: t(`behaviour.retention.cohort.${value}`) }))}
        onChange={(cohort) => change({ cohort })}
      />
    ),
    first: (
      <EventStep
        label={t('measure.event')}
        step={first}
        events={show === 'lifecycle' ? [anything, ...events] : events}
        onChange={(next) => change(next.event === '' ? { step: undefined, if: undefined } : writeSteps([next]))}
        {...(show === 'lifecycle' && { placeholder: anything.label })}
      />
    ),
    back: (
      <Choice
        label={t('behaviour.retention.back')}
        value={words.back}
        options={[{ value: '', label: t('behaviour.retention.same') }, ...events]}
        onChange={(back) => change({ back })}
        placeholder={t('behaviour.retention.same')}
      />
    ),
    interval: (
      <Choice
        label={t('measure.interval.label')}
        value={words.interval}
        options={retentionIntervals.map((value) => ({ value, label: t(`measure.interval.${value}`) }))}
        onChange={(by) => change({ by })}
      />
    ),
  };
  return (
    <section className={trends.sentence} aria-label={t('measure.question')}>
      <div>
        <Trans i18nKey={`behaviour.retention.sentence.${show}`} components={parts} />
      </div>
      {show === 'breadth' && <Used events={events} used={words.events} onChange={(use) => change({ use })} />}
      <Span question={words} ask={(patch) => change(writeDays(patch))} />
    </section>
  );
}

interface UsedProps {
  events: { value: string; label: string }[];
  used: string[];
  onChange: (events: string[]) => void;
}

function Used({ events, used, onChange }: UsedProps) {
  const { t } = useTranslation();
  return (
    <div>
      {used.map((event) => (
        <span key={event} className={trends.condition}>
          {event}
          <ActionIcon
            variant="subtle"
            color="gray"
            size={24}
            aria-label={t('behaviour.retention.remove_event', { event })}
            onClick={() => onChange(used.filter((one) => one !== event))}
          >
            <IconX size={14} />
          </ActionIcon>
        </span>
      ))}
      {used.length < 30 && (
        <Choice
          label={t('behaviour.retention.add_event')}
          value=""
          options={events.filter(({ value }) => !used.includes(value))}
          onChange={(event) => onChange([...used, event])}
          placeholder={t('behaviour.retention.add_event')}
        />
      )}
    </div>
  );
}
