import { Button, Loader } from '@mantine/core';
import { IconDownload, IconNote, IconPencil } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exportMetric, listMetrics, listNotes, type MetricQuestion, measureMetric, readMetric } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { useCall, useRefresh, useRoute } from '../../../api.ts';
import { save } from '../../../save.ts';
import { useSession } from '../../../session.ts';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { Keep } from '../keep/Keep.tsx';
import { readyRange } from '../question.ts';
import { homeZone } from '../use-address.ts';
import { WatchThis } from '../watch/WatchThis.tsx';
import { Definition } from './Definition.tsx';
import { MetricEditor } from './MetricEditor.tsx';
import { MetricPicture } from './MetricPicture.tsx';
import { AddNote } from './Notes.tsx';
import { SpanBar } from './SpanBar.tsx';
import { useMetricLanguage } from './use-language.ts';
import { useSpan } from './use-span.ts';

/** One metric: over time, by every definition it had, split, compared, with what happened when and the people behind. */
export function Screen() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: string };
  const language = useMetricLanguage();
  const { data: metric, error, refetch } = useRoute(readMetric, { params: { id }, query: { language } });
  if (error) return <Problem problem={error} onRetry={() => void refetch()} />;
  if (!metric) return <Loader type="dots" aria-label={t('ui.loading')} />;
  return <Told metric={metric} />;
}

function Told({ metric }: { metric: ReplyOf<typeof readMetric> }) {
  const { t } = useTranslation();
  const may = useSession().can('measure.write');
  const refresh = useRefresh();
  const [editing, setEditing] = useState(false);
  const [noting, setNoting] = useState(false);
  const { question, ask, asked } = useSpan(metric);
  const anew = () => refresh(readMetric, listMetrics, measureMetric, listNotes);
  return (
    <>
      <PageHeader
        title={metric.name}
        lead={metric.sentence}
        back={{ to: '/measure/metrics', label: t('metrics.title') }}
        actions={
          <>
            {asked && (
              <>
                <Export id={metric.id} question={asked} name={metric.name} />
                <Keep
                  asked={{ kind: 'metric', question: { metricId: metric.id, ...asked } }}
                  range={readyRange(question)}
                  title={metric.name}
                />
              </>
            )}
            <WatchThis
              about={{ kind: 'metric', metricId: metric.id }}
              title={metric.name}
              grain={metric.interval === 'hour' ? 'hour' : 'day'}
              timeZone={asked?.timeZone ?? homeZone}
            />
            {may && (
              <>
                <Button variant="default" leftSection={<IconNote size={16} />} onClick={() => setNoting(true)}>
                  {t('metrics.note.add')}
                </Button>
                <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
                  {t('metrics.edit')}
                </Button>
              </>
            )}
          </>
        }
      />
      <SpanBar metric={metric} question={question} ask={ask} />
      {asked && <MetricPicture metric={metric} question={asked} />}
      <Definition metric={metric} onChanged={anew} />
      <MetricEditor opened={editing} metric={metric} onClose={() => setEditing(false)} onKept={anew} />
      <AddNote opened={noting} metricId={metric.id} onClose={() => setNoting(false)} onKept={anew} />
    </>
  );
}

function Export({ id, question, name }: { id: string; question: MetricQuestion; name: string }) {
  const { t } = useTranslation();
  const fetch = useCall(exportMetric, { onSuccess: (file) => save(file as Blob, `${name}.csv`) });
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} />}
      loading={fetch.isPending}
      onClick={() => fetch.mutate({ params: { id }, body: question })}
    >
      {t('measure.export')}
    </Button>
  );
}
