import { Trans, useTranslation } from 'react-i18next';
import { exportSessions, intervals } from '#measure/contract';
import { Choice } from '../Choice.tsx';
import { Keep } from '../keep/Keep.tsx';
import { Export, QuestionPage, useAsked } from '../QuestionPage.tsx';
import { readyRange } from '../question.ts';
import { Span } from '../Span.tsx';
import trends from '../trends.module.css';
import { Unfinished } from '../Unfinished.tsx';
import { homeZone, useAddress } from '../use-address.ts';
import { useEvents, useProperties } from '../use-words.ts';
import { writeDays } from './days.ts';
import { Pause } from './Pause.tsx';
import { SessionsAnswer } from './SessionsAnswer.tsx';
import { readSessions, type SessionsWords, sessionsFor } from './sessions-question.ts';

/** Ask how people visit: how often, how long, where they begin and end. The address holds the whole question. */
export function Screen() {
  const { t } = useTranslation();
  const [search, change] = useAddress();
  const words = readSessions(search, homeZone);
  const asked = useAsked(words, sessionsFor);
  const what = t('answers.sessions.title');
  const title = words.split === '' ? what : t('measure.title.split', { what, split: words.split });
  return (
    <QuestionPage
      title={t('answers.sessions.title')}
      lead={t('answers.sessions.lead')}
      lesson={t('answers.sessions.empty_lesson')}
      actions={
        asked && (
          <>
            <Export route={exportSessions} call={{ body: asked }} name={title} />
            <Keep asked={{ kind: 'sessions', question: asked }} range={readyRange(words)} title={title} />
          </>
        )
      }
    >
      <Sentence words={words} change={change} />
      {asked ? <SessionsAnswer question={asked} /> : <Unfinished title={t('measure.unfinished_question.days')} />}
    </QuestionPage>
  );
}

interface SentenceProps {
  words: SessionsWords;
  change: (patch: Record<string, string | string[] | undefined>) => void;
}

function Sentence({ words, change }: SentenceProps) {
  const { t } = useTranslation();
  // Where a session came from stands on what it begins with: the properties of what happens most are offered.
  const most = useEvents().options.find(({ value }) => value !== '' && value !== 'identify')?.value;
  const properties = useProperties(most).filter(({ value }) => value !== '$event');
  const unsplit = { value: '', label: t('measure.no_split') };
  return (
    <section className={trends.sentence} aria-label={t('measure.question')}>
      <div>
        <Trans
          i18nKey="answers.sessions.sentence"
          components={{
            interval: (
              <Choice
                label={t('measure.interval.label')}
                value={words.interval}
                options={intervals.map((value) => ({ value, label: t(`measure.interval.${value}`) }))}
                onChange={(by) => change({ by })}
              />
            ),
            pause: <Pause value={words.pause} onChange={(pause) => change({ pause })} />,
            split: (
              <Choice
                label={t('measure.split')}
                value={words.split}
                options={[unsplit, ...properties]}
                onChange={(split) => change({ split: split || undefined })}
                placeholder={unsplit.label}
              />
            ),
          }}
        />
      </div>
      <Span question={words} ask={(patch) => change(writeDays(patch))} />
    </section>
  );
}
