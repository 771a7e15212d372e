import { Button } from '@mantine/core';
import { IconNote } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exportTrend, listNotes, type TrendQuestion } from '#measure/contract';
import { useRefresh } from '../../api.ts';
import { useSession } from '../../session.ts';
import { Answer } from './Answer.tsx';
import { Keep } from './keep/Keep.tsx';
import { AddNote } from './metrics/Notes.tsx';
import { Export, QuestionPage, useAsked } from './QuestionPage.tsx';
import { needsProperty, type Question, questionFor } from './question.ts';
import { Sentence } from './Sentence.tsx';
import { Unfinished } from './Unfinished.tsx';
import { useQuestion } from './use-question.ts';
import { WatchThis } from './watch/WatchThis.tsx';

/** Ask how often, how many, how much, over time; see who is behind each point. The address holds the whole question. */
export function Screen() {
  const { t } = useTranslation();
  const [question, ask] = useQuestion();
  const asked = useAsked(question, questionFor);
  const title = titleOf(question, t);
  return (
    <QuestionPage
      title={t('measure.trends')}
      lead={t('measure.lead')}
      lesson={t('measure.empty_lesson')}
      actions={
        asked && (
          <>
            <Export route={exportTrend} call={{ body: asked }} name={title} />
            <Keep
              asked={{ kind: 'trend', question: asked }}
              range={question.range === 'custom' ? null : question.range}
              title={title}
            />
            <WatchThis
              about={watchedIn(asked)}
              title={title}
              grain={asked.interval === 'hour' ? 'hour' : 'day'}
              timeZone={asked.timeZone}
            />
            <Note />
          </>
        )
      }
    >
      <Sentence question={question} ask={ask} />
      {asked ? <Answer question={asked} title={title} /> : <Lacking question={question} />}
    </QuestionPage>
  );
}

/** What happened when stands on every chart over time. */
function Note() {
  const { t } = useTranslation();
  const may = useSession().can('measure.write');
  const refresh = useRefresh();
  const [opened, setOpened] = useState(false);
  if (!may) return null;
  return (
    <>
      <Button variant="default" leftSection={<IconNote size={16} />} onClick={() => setOpened(true)}>
        {t('metrics.note.add')}
      </Button>
      <AddNote opened={opened} metricId={null} onClose={() => setOpened(false)} onKept={() => refresh(listNotes)} />
    </>
  );
}

/** The question without its span: a watch brings its own. */
function watchedIn({ event, measure, filters, breakdown }: TrendQuestion) {
  return {
    ...{ kind: 'events' as const, measure, filters },
    ...(event !== undefined && { event }),
    ...(breakdown !== undefined && { breakdown }),
  };
}

function titleOf({ measure, event, property, split }: Question, t: TFunction): string {
  const what = t(`measure.title.${measure}`, { event: event ?? t('measure.anything'), property: property ?? '…' });
  return split === undefined ? what : t('measure.title.split', { what, split });
}

function Lacking({ question }: { question: Question }) {
  const { t } = useTranslation();
  const property = question.measure === 'unique' ? 'any_property' : 'property';
  const missing = needsProperty(question.measure) && question.property === undefined ? property : 'days';
  return <Unfinished title={t(`measure.unfinished_question.${missing}`)} />;
}
