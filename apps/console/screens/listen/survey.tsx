import { Button, Tabs, Text } from '@mantine/core';
import { useThrottledCallback } from '@mantine/hooks';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import {
  listSurveyResponses,
  listSurveys,
  moveSurvey,
  readSurvey,
  type Survey,
  surveyAnswered,
  surveyResults,
} from '#listen/contract';
import { z } from '#platform/contract';
import { useCall, useRefresh, useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { Waiting } from '../../ui/crash.tsx';
import { useFilter } from '../../ui/filter.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useLive } from '../../use-live.ts';
import { Asking } from './surveys/Asking.tsx';
import { Build } from './surveys/Build.tsx';
import { Results } from './surveys/Results.tsx';
import classes from './surveys/results.module.css';
import { Share } from './surveys/Share.tsx';

const tabs = ['results', 'build', 'share', 'asking'] as const;

/** One survey: what was answered, what is asked, how it reaches people, and whom. */
export function Screen() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { data, error, refetch } = useRoute(readSurvey, { params: { id } });
  const refresh = useRefresh();
  // Answers may come by the hundred: whoever looks sees them every second.
  const soon = useThrottledCallback(() => refresh(surveyResults, listSurveyResponses, readSurvey), 1_000);
  useLive(surveyAnswered, ({ survey }) => {
    if (survey === id) soon();
  });
  if (error) return <Problem problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Waiting />;
  return <One survey={data} />;
}

function One({ survey }: { survey: Survey }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [{ tab = survey.state === 'draft' ? 'build' : 'results' }, setFilter] = useFilter({ tab: z.enum(tabs).optional() });
  const move = useCall(moveSurvey, { refreshes: [readSurvey, listSurveys] });
  const next = survey.state === 'open' ? 'closed' : 'open';
  return (
    <>
      <PageHeader
        title={survey.name}
        lead={
          <>
            <Text span fw={500}>
              {t('surveys.decides')}
            </Text>{' '}
            {survey.decision}
          </>
        }
        back={{ to: '/surveys', label: t('surveys.title') }}
        actions={
          can('listen.write') && (
            <Button
              variant={next === 'open' ? 'filled' : 'default'}
              loading={move.isPending}
              onClick={() => move.mutate({ params: { id: survey.id }, body: { state: next } })}
            >
              {t(`surveys.move.${next}`)}
            </Button>
          )
        }
      />
      <Tabs value={tab} onChange={(to) => setFilter({ tab: to ?? undefined })} keepMounted={false}>
        <Tabs.List mb="lg" className={classes.tabs ?? ''}>
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`surveys.tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="results">
          <Results survey={survey} />
        </Tabs.Panel>
        <Tabs.Panel value="build">
          <Build key={survey.version} survey={survey} />
        </Tabs.Panel>
        <Tabs.Panel value="share">
          <Share survey={survey} />
        </Tabs.Panel>
        <Tabs.Panel value="asking">
          <Asking survey={survey} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
