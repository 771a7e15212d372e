import { Button, Group, SegmentedControl, Select, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exportSurveyResponses, type Survey, surveyResults } from '#listen/contract';
import { type ReplyOf, z } from '#platform/contract';
import { useCall, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { Chart } from '../../../ui/Chart.tsx';
import { Waiting } from '../../../ui/crash.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { useFilter } from '../../../ui/filter.ts';
import { useFormat } from '../../../ui/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { Stat, Stats } from '../../../ui/Stat.tsx';
import { type Gave, PeopleWho } from './PeopleWho.tsx';
import { QuestionResult } from './QuestionResult.tsx';
import { Score, useScoreWords } from './Score.tsx';
import { save } from './save.ts';
import { Weighted } from './Weighted.tsx';

export type Result = ReplyOf<typeof surveyResults>;

const days = { week: 7, month: 30, quarter: 91 } as const;
const states = ['complete', 'partial', 'all'] as const;
export type SurveyFilter = { state: (typeof states)[number]; from?: string };

/** What was answered, live: every figure with its interval, every row with its people. */
export function Results({ survey }: { survey: Survey }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [now] = useState(() => Date.now());
  const [{ span, state = 'complete' }, setFilter] = useFilter({
    span: z.enum(['week', 'month', 'quarter']).optional(),
    state: z.enum(states).optional(),
  });
  const [gave, open] = useState<Gave>();
  const query: SurveyFilter = { state, ...(span && { from: new Date(now - days[span] * 86_400_000).toISOString() }) };
  const { data, error, refetch } = useRoute(surveyResults, { params: { id: survey.id }, query }, { keepPrevious: true });
  if (error) return <Problem problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Waiting />;
  const { answers, invited } = data;
  const nobody = answers.complete + answers.partial + answers.full === 0;
  const leading = data.questions.find(({ score }) => score !== null);
  return (
    <>
      <Group justify="space-between" mb="md">
        <Group gap="xs">
          <Select
            aria-label={t('surveys.span.title')}
            value={span ?? 'ever'}
            onChange={(to) => setFilter({ span: to === 'ever' ? undefined : to })}
            data={['ever', 'week', 'month', 'quarter'].map((value) => ({ value, label: t(`surveys.span.${value}`) }))}
            allowDeselect={false}
            w={170}
          />
          <SegmentedControl
            aria-label={t('surveys.which.title')}
            value={state}
            onChange={(to) => setFilter({ state: to === 'complete' ? undefined : to })}
            data={states.map((value) => ({ value, label: t(`surveys.which.${value}`) }))}
          />
        </Group>
        <Csv survey={survey} filter={query} />
      </Group>
      {nobody ? (
        <EmptyState title={t('surveys.nobody')} lesson={t('surveys.nobody_lesson')} />
      ) : (
        <>
          <Stats>
            {leading?.score && (
              <Stat
                label={t(`surveys.kind.${leading.score.kind}`)}
                value={<ScoreValue result={leading} />}
                note={<Score score={leading.score} interval />}
              />
            )}
            <Stat label={t('surveys.complete')} value={format.whole(answers.complete)} />
            <Stat label={t('surveys.partial')} value={format.whole(answers.partial)} note={t('surveys.partial_note')} />
            {invited && (
              <Stat
                label={t('surveys.rate')}
                value={format.percent(invited.answered / invited.asked)}
                note={t('surveys.rate_note', {
                  ...invited,
                  low: format.percent(invited.low),
                  high: format.percent(invited.high),
                })}
              />
            )}
          </Stats>
          <Weeks weeks={data.weeks} />
          {data.questions.map((question) => (
            <QuestionResult key={question.name} survey={survey} question={question} filter={query} onOpen={open} />
          ))}
          {data.reliability.map(({ questions, alpha, n }) => (
            <Text key={questions.join()} c="var(--ink-quiet)" size="sm" mt="md">
              {t('surveys.alpha', { alpha: format.exact(alpha), n: format.whole(n), count: questions.length })}
            </Text>
          ))}
          <Weighted survey={survey} results={data} />
        </>
      )}
      <PeopleWho survey={survey} filter={query} gave={gave} onClose={() => open(undefined)} />
    </>
  );
}

function ScoreValue({ result: { score } }: { result: Result['questions'][number] }) {
  const write = useScoreWords();
  return score ? write(score.kind, score.value) : '–';
}

function Weeks({ weeks }: Pick<Result, 'weeks'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const write = useScoreWords();
  const [first] = weeks;
  if (first === undefined || weeks.length < 2) return null;
  const points = weeks.map(({ week, value }) => ({ x: week, y: value }));
  return (
    <Panel title={t('surveys.trend')}>
      <Chart
        title={t('surveys.trend')}
        kind="line"
        axis={t('surveys.week')}
        series={[{ key: 'score', name: t(`surveys.kind.${first.kind}`), points }]}
        formatX={format.date}
        formatY={(value) => write(first.kind, value)}
        height={200}
      />
    </Panel>
  );
}

function Csv({ survey, filter }: { survey: Survey; filter: SurveyFilter }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const fetch = useCall(exportSurveyResponses, { onSuccess: (file) => save(file as Blob, `${survey.name}.csv`) });
  if (!can('personal.read')) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} />}
      loading={fetch.isPending}
      onClick={() => fetch.mutate({ params: { id: survey.id }, query: filter })}
    >
      {t('surveys.csv')}
    </Button>
  );
}
