import { ActionIcon } from '@mantine/core';
import { IconRoute, IconX } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { Trans, useTranslation } from 'react-i18next';
import { exportPaths, type PathsQuestion, pathDirections, paths } from '#measure/contract';
import { useRoute } from '../../../api.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { Choice } from '../Choice.tsx';
import { Foot } from '../Foot.tsx';
import { Keep } from '../keep/Keep.tsx';
import { Export, QuestionPage, useAsked } from '../QuestionPage.tsx';
import { readyRange } from '../question.ts';
import { Reading } from '../Reading.tsx';
import { Span } from '../Span.tsx';
import trends from '../trends.module.css';
import { Unfinished } from '../Unfinished.tsx';
import { homeZone, useAddress } from '../use-address.ts';
import { useEvents } from '../use-words.ts';
import { writeDays } from './days.ts';
import { EventStep } from './EventStep.tsx';
import { Pause } from './Pause.tsx';
import { lengths, type PathsWords, pathsFor, readPaths } from './paths-question.ts';
import { writeSteps } from './steps.ts';
import { Ways } from './Ways.tsx';

/** Ask which ways people take after something, or before it. The address holds the whole question. */
export function Screen() {
  const { t } = useTranslation();
  const [search, change] = useAddress();
  const words = readPaths(search, homeZone);
  const asked = useAsked(words, pathsFor);
  return (
    <QuestionPage
      title={t('behaviour.paths.title')}
      lead={t('behaviour.paths.lead')}
      lesson={t('behaviour.paths.empty_lesson')}
      actions={
        asked && (
          <>
            <Export route={exportPaths} call={{ body: asked }} name={t('behaviour.paths.title')} />
            <Keep asked={{ kind: 'paths', question: asked }} range={readyRange(words)} title={titleOf(words, t)} />
          </>
        )
      }
    >
      <Sentence words={words} change={change} />
      {asked ? <Answer question={asked} /> : <Unfinished title={t('measure.unfinished_question.days')} />}
    </QuestionPage>
  );
}

const titleOf = ({ anchor, direction }: PathsWords, t: TFunction) =>
  anchor.event === '' ? t('behaviour.paths.title') : t(`behaviour.paths.kept.${direction}`, { event: anchor.event });

interface SentenceProps {
  words: PathsWords;
  change: (patch: Record<string, string | string[] | undefined>) => void;
}

function Sentence({ words, change }: SentenceProps) {
  const { t } = useTranslation();
  const events = useEvents().options.filter(({ value }) => value !== '');
  const { anchor, ignore } = words;
  const anywhere = { value: '', label: t(`behaviour.paths.visit.${words.direction}`) };
  return (
    <section className={trends.sentence} aria-label={t('measure.question')}>
      <div>
        <Trans
          i18nKey="behaviour.paths.sentence"
          components={{
            direction: (
              <Choice
                label={t('behaviour.paths.direction.label')}
                value={words.direction}
                options={pathDirections.map((value) => ({ value, label: t(`behaviour.paths.direction.${value}`) }))}
                onChange={(way) => change({ way })}
              />
            ),
            anchor: (
              <EventStep
                label={t('measure.event')}
                step={anchor}
                events={[anywhere, ...events]}
                onChange={(next) => change(next.event === '' ? { step: undefined, if: undefined } : writeSteps([next]))}
                placeholder={anywhere.label}
              />
            ),
            length: (
              <Choice
                label={t('behaviour.paths.length')}
                value={words.length}
                options={lengths.map((value) => ({ value, label: value }))}
                onChange={(length) => change({ length })}
              />
            ),
            pause: <Pause value={words.pause} onChange={(pause) => change({ pause })} />,
          }}
        />
      </div>
      <div>
        {ignore.map((event) => (
          <span key={event} className={trends.condition}>
            {t('behaviour.paths.without')} {event}
            <ActionIcon
              variant="subtle"
              color="gray"
              size={24}
              aria-label={t('behaviour.funnel.remove_exclusion', { event })}
              onClick={() => change({ ignore: ignore.filter((one) => one !== event) })}
            >
              <IconX size={14} />
            </ActionIcon>
          </span>
        ))}
        {ignore.length < 20 && (
          <Choice
            label={t('behaviour.paths.leave_out')}
            value=""
            options={events.filter(({ value }) => !ignore.includes(value))}
            onChange={(event) => change({ ignore: [...ignore, event] })}
            placeholder={t('behaviour.paths.leave_out')}
          />
        )}
      </div>
      <Span question={words} ask={(patch) => change(writeDays(patch))} />
    </section>
  );
}

function Answer({ question }: { question: PathsQuestion }) {
  const { t } = useTranslation();
  const read = useRoute(paths, { body: question }, { keepPrevious: true });
  return (
    <Reading read={read} id={paths.id}>
      {({ edges, visits, asOf }) =>
        visits === 0 ? (
          <EmptyState icon={IconRoute} title={t('behaviour.paths.nobody')} lesson={t('measure.silent_lesson')} />
        ) : (
          <>
            <Ways question={question} edges={edges} visits={visits} title={t('behaviour.paths.title')} />
            <Foot asOf={asOf}>
              <span>{t('behaviour.paths.counted', { count: visits })}</span>
              <span>{t('behaviour.paths.click')}</span>
            </Foot>
          </>
        )
      }
    </Reading>
  );
}
