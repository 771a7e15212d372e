import { Alert, Button, Skeleton } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listSegments } from '#customers/contract';
import {
  exportPassages,
  listContributions,
  type PassagesAsked,
  readScenario,
  scenarioDeck,
  scenarioQuality,
} from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { useRefresh, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { Waiting } from '../../../ui/crash.tsx';
import { useFormat } from '../../../ui/format.ts';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { Stat, Stats } from '../../../ui/Stat.tsx';
import { RelativeTime } from '../../../ui/Time.tsx';
import { writeDays } from '../behaviour/days.ts';
import { Choice } from '../Choice.tsx';
import { CopyLink } from '../CopyLink.tsx';
import { Export } from '../QuestionPage.tsx';
import { Span } from '../Span.tsx';
import trends from '../trends.module.css';
import { Associations } from './Associations.tsx';
import { Editor } from './Editor.tsx';
import { Change, Interval } from './Figure.tsx';
import { IdealPath } from './IdealPath.tsx';
import { Metrics } from './Metrics.tsx';
import { Owner } from './Owner.tsx';
import { type OpenedPassages, PeopleOfScenario } from './PeopleOfScenario.tsx';
import classes from './scenarios.module.css';
import { spanSearch, usePassages } from './use-passages.ts';
import { Versions } from './Versions.tsx';
import { Voices } from './Voices.tsx';

type Told = ReplyOf<typeof readScenario>;

/** One scenario: what customers want, how well they get it, where it fails, and what they themselves add. */
export function Screen() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { data, error, refetch } = useRoute(readScenario, { params: { id } });
  if (error) return <Problem problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Waiting />;
  return <One scenario={data} />;
}

function One({ scenario }: { scenario: Told }) {
  const { t } = useTranslation();
  const may = useSession().can('measure.write');
  const refresh = useRefresh();
  const [editing, setEditing] = useState(false);
  const { words, search, change, asked } = usePassages();
  const segments = useRoute(listSegments);
  const { role, outcome, context } = scenario.definition;
  const anew = () => refresh(readScenario, scenarioQuality, scenarioDeck, listContributions);
  return (
    <>
      <PageHeader
        title={scenario.name}
        lead={
          <>
            <strong>{role}</strong> {t('scenarios.wants')} <strong>{outcome}</strong>
            {context && `. ${context}`}
          </>
        }
        back={{ to: '/scenarios', label: t('scenarios.title') }}
        actions={
          <>
            <CopyLink />
            {asked && <Export route={exportPassages} call={{ params: { id: scenario.id }, body: asked }} name={scenario.name} />}
            {may && (
              <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
                {t('scenarios.change')}
              </Button>
            )}
          </>
        }
      />
      <section className={trends.sentence} aria-label={t('measure.question')}>
        <Span question={words} ask={(patch) => change(writeDays(patch))} />
        <div>
          {t('scenarios.of_whom')}{' '}
          <Choice
            label={t('scenarios.segment')}
            value={words.segment ?? ''}
            options={[
              { value: '', label: scenario.segment?.name ?? t('scenarios.everybody') },
              ...(segments.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(segment) => change({ segment })}
          />{' '}
          {t('scenarios.by_version')}{' '}
          <Choice
            label={t('scenarios.version_label')}
            value={String(words.version ?? scenario.scenarioVersion)}
            options={scenario.versions.map(({ no, why }) => ({
              value: String(no),
              label: t('scenarios.version', { no }),
              hint: why || undefined,
            }))}
            onChange={(no) => change({ version: Number(no) === scenario.scenarioVersion ? undefined : no })}
          />
        </div>
      </section>
      <Owner scenario={scenario} />
      {asked && <Answer scenario={scenario} asked={asked} search={spanSearch(search)} />}
      <Voices scenario={scenario} onSettled={anew} />
      <Versions scenario={scenario} />
      <Editor opened={editing} scenario={scenario} onClose={() => setEditing(false)} onKept={anew} />
    </>
  );
}

interface AnswerProps {
  scenario: Told;
  asked: PassagesAsked;
  search: Record<string, string>;
}

function Answer({ scenario, asked, search }: AnswerProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [opened, setOpened] = useState<OpenedPassages>();
  const read = useRoute(scenarioQuality, { params: { id: scenario.id }, body: asked }, { keepPrevious: true });
  if (read.error) return <Problem problem={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return <Skeleton h={320} mb="xl" />;
  const { quality, before, underWay, asOf, scenarioVersion } = read.data;
  const version = scenario.versions.find(({ no }) => no === scenarioVersion);
  const definition = version?.definition ?? scenario.definition;
  const open = (title: string, part: OpenedPassages['part'], step?: number) =>
    setOpened({ scenarioId: scenario.id, title, question: asked, part, ...(step !== undefined && { step }) });
  const figure = (name: string, value: string, part: OpenedPassages['part']) => (
    <button
      type="button"
      className={trends.open}
      aria-label={t('measure.open_people', { name, value })}
      onClick={() => open(name, part)}
    >
      {value}
    </button>
  );
  return (
    <section aria-label={t('measure.answer')} aria-busy={read.isFetching} className={classes.answer}>
      {version && version.no > 1 && Date.parse(version.changedAt) > Date.parse(asked.from) && (
        <Alert variant="light" color="work" mb="md" title={t('scenarios.changed_within', { no: version.no })}>
          {t('scenarios.changed_within_text')}
        </Alert>
      )}
      <Stats>
        <Stat
          label={t('scenarios.quality')}
          value={quality.value === null ? '–' : figure(t('scenarios.quality'), format.whole(quality.value), 'all')}
          note={quality.value === null ? t('scenarios.nobody_passed') : <Interval figure={quality} />}
        />
        <Stat
          label={t('scenarios.before')}
          value={before.value === null ? '–' : format.whole(before.value)}
          note={<Change now={quality} before={before} />}
        />
        <Stat
          label={t('scenarios.passages_title')}
          value={format.whole(quality.passages)}
          note={t('scenarios.people', { count: quality.people, people: format.whole(quality.people) })}
        />
        <Stat
          label={t('scenarios.under_way')}
          value={underWay === 0 ? '0' : figure(t('scenarios.under_way'), format.whole(underWay), 'under_way')}
          note={t('scenarios.under_way_note')}
        />
      </Stats>
      <Panel title={t('scenarios.path')}>
        <IdealPath definition={definition} answer={read.data} onOpen={open} />
      </Panel>
      <Panel title={t('scenarios.metrics')}>
        <Metrics definition={definition} answer={read.data} />
      </Panel>
      <p className={classes.quiet}>
        {t('scenarios.computed_by', { no: scenarioVersion })} {t('measure.as_of')} <RelativeTime at={asOf} />
      </p>
      <Associations scenarioId={scenario.id} definition={definition} asked={asked} />
      <PeopleOfScenario opened={opened} search={search} onClose={() => setOpened(undefined)} />
    </section>
  );
}
