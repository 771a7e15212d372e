import { Button } from '@mantine/core';
import { IconBroadcast, IconDownload } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exportTrend, type TrendQuestion } from '#measure/contract';
import { useCall } from '../../api.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ButtonLink } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Answer } from './Answer.tsx';
import { CopyLink } from './CopyLink.tsx';
import { saveFile } from './dashboards/save-file.ts';
import { Keep } from './keep/Keep.tsx';
import { needsProperty, type Question, questionFor } from './question.ts';
import { Sentence } from './Sentence.tsx';
import { useQuestion } from './use-question.ts';
import { useEvents } from './use-words.ts';

/** Ask how often, how many, how much, over time; see who is behind each point. The address holds the whole question. */
export function Screen() {
  const { t } = useTranslation();
  const [question, ask] = useQuestion();
  const { data } = useEvents();
  const asked = useAsked(question);
  const title = titleOf(question, t);
  if (data?.items.length === 0) {
    return (
      <>
        <PageHeader title={t('measure.trends')} lead={t('measure.lead')} />
        <EmptyState
          icon={IconBroadcast}
          title={t('measure.empty')}
          lesson={t('measure.empty_lesson')}
          step={<ButtonLink to="/sources">{t('measure.empty_step')}</ButtonLink>}
        />
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={t('measure.trends')}
        lead={t('measure.lead')}
        actions={
          <>
            <CopyLink />
            {asked && <Export question={asked} name={title} />}
            {asked && (
              <Keep
                asked={{ kind: 'trend', question: asked }}
                range={question.range === 'custom' ? null : question.range}
                title={title}
              />
            )}
          </>
        }
      />
      <Sentence question={question} ask={ask} />
      {asked ? <Answer question={asked} title={title} /> : <Unfinished question={question} />}
    </>
  );
}

/** Timers of browsers hold 31 bits of milliseconds. */
const LONGEST_TIMER_MS = 86_400_000;

/** Ready-made ranges end with the present interval: asked anew when the sentence changes or that interval is over. */
function useAsked(question: Question): TrendQuestion | undefined {
  const words = JSON.stringify(question);
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when an interval ends, the same words mean another span.
  const asked = useMemo(() => questionFor(JSON.parse(words) as Question, Date.now()), [words, turn]);
  useEffect(() => {
    const left = asked ? Date.parse(asked.to) - Date.now() : 0;
    if (left <= 0) return;
    const timer = setTimeout(() => setTurn((before) => before + 1), Math.min(left, LONGEST_TIMER_MS) + 1_000);
    return () => clearTimeout(timer);
  }, [asked]);
  return asked;
}

function titleOf({ measure, event, property, split }: Question, t: TFunction): string {
  const what = t(`measure.title.${measure}`, { event: event ?? t('measure.anything'), property: property ?? '…' });
  return split === undefined ? what : t('measure.title.split', { what, split });
}

function Unfinished({ question }: { question: Question }) {
  const { t } = useTranslation();
  const property = question.measure === 'unique' ? 'any_property' : 'property';
  const missing = needsProperty(question.measure) && question.property === undefined ? property : 'days';
  return <EmptyState title={t(`measure.unfinished_question.${missing}`)} lesson={t('measure.unfinished_question.lesson')} />;
}

function Export({ question, name }: { question: TrendQuestion; name: string }) {
  const { t } = useTranslation();
  const fetch = useCall(exportTrend, { onSuccess: (file) => saveFile(file as Blob, `${name}.csv`) });
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} />}
      loading={fetch.isPending}
      onClick={() => fetch.mutate({ body: question })}
    >
      {t('measure.export')}
    </Button>
  );
}
