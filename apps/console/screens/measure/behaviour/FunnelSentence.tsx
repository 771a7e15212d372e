/** A funnel, read aloud: every underlined word can be changed. */
import { ActionIcon, Button } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { Trans, useTranslation } from 'react-i18next';
import { funnelOrders, mostSteps } from '#measure/contract';
import { Choice } from '../Choice.tsx';
import { Span } from '../Span.tsx';
import trends from '../trends.module.css';
import { useEvents, useProperties } from '../use-words.ts';
import classes from './behaviour.module.css';
import { writeDays } from './days.ts';
import { EventStep } from './EventStep.tsx';
import type { FunnelWords } from './funnel-question.ts';
import { type StepWords, windows, writeSteps } from './steps.ts';

interface Props {
  words: FunnelWords;
  change: (patch: Record<string, string | string[] | undefined>) => void;
}

export function FunnelSentence({ words, change }: Props) {
  const { t } = useTranslation();
  const events = useEvents().options.filter(({ value }) => value !== '');
  const { steps, without } = words;
  const properties = useProperties(steps[0]?.event || undefined).filter(({ value }) => value !== '$event');
  const setSteps = (next: StepWords[]) => change(writeSteps(next));
  return (
    <section className={trends.sentence} aria-label={t('measure.question')}>
      <div>{t('behaviour.funnel.of_people')}</div>
      <ol className={classes.steps}>
        {steps.map((step, at) => (
          // Steps have no identity but their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: the address holds a list.
          <li key={at}>
            <EventStep
              label={t('behaviour.funnel.step', { number: at + 1 })}
              step={step}
              events={events}
              onChange={(next) => setSteps(steps.map((one, index) => (index === at ? next : one)))}
            />
            {steps.length > 2 && (
              <ActionIcon
                variant="subtle"
                color="gray"
                size={24}
                aria-label={t('behaviour.funnel.remove_step', { number: at + 1 })}
                onClick={() => setSteps(steps.filter((_one, index) => index !== at))}
              >
                <IconX size={14} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ol>
      <div>
        {steps.length < mostSteps && (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={14} />}
            onClick={() => setSteps([...steps, { event: '', where: [] }])}
          >
            {t('behaviour.funnel.add_step')}
          </Button>
        )}
      </div>
      <div>
        <Trans
          i18nKey="behaviour.funnel.sentence"
          components={{
            order: (
              <Choice
                label={t('behaviour.funnel.order.label')}
                value={words.order}
                options={funnelOrders.map((value) => ({
                  value,
                  label: t(`behaviour.funnel.order.${value}`),
                  hint: t(`behaviour.funnel.order_hint.${value}`),
                }))}
                onChange={(order) => change({ order })}
              />
            ),
            window: (
              <Choice
                label={t('behaviour.window.label')}
                value={words.window}
                options={windows.map((value) => ({ value, label: t(`behaviour.window.${value}`) }))}
                onChange={(within) => change({ within })}
              />
            ),
            split: (
              <Choice
                label={t('measure.split')}
                value={words.split ?? ''}
                options={[{ value: '', label: t('measure.no_split') }, ...properties]}
                onChange={(split) => change({ split })}
                placeholder={t('measure.no_split')}
              />
            ),
          }}
        />
      </div>
      <div>
        {without.map((event, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the address holds a list.
          <span key={at} className={trends.condition}>
            {t('behaviour.funnel.without')}{' '}
            <Choice
              label={t('behaviour.funnel.exclusion')}
              value={event}
              options={events}
              onChange={(next) => change({ without: without.map((one, index) => (index === at ? next : one)) })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={24}
              aria-label={t('behaviour.funnel.remove_exclusion', { event })}
              onClick={() => change({ without: without.filter((_one, index) => index !== at) })}
            >
              <IconX size={14} />
            </ActionIcon>
          </span>
        ))}
        {without.length < 5 && events[0] && (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={14} />}
            onClick={() => change({ without: [...without, events[0]?.value ?? ''] })}
          >
            {t('behaviour.funnel.add_exclusion')}
          </Button>
        )}
      </div>
      <Span question={words} ask={(patch) => change(writeDays(patch))} />
    </section>
  );
}
