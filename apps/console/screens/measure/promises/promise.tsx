/** One promise: how it was experienced, since when it changed, by whom, and in which words. */
import { Button, Group, Loader } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type BrandPromise,
  deleteBrandPromise,
  experienceOf,
  listBrandPromises,
  readBrandPromise,
  type Verdict,
} from '#measure/contract';
import { useCall, useRefresh, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { Chart } from '../../../ui/Chart.tsx';
import { confirm } from '../../../ui/ConfirmDialog.tsx';
import { useFormat } from '../../../ui/format.ts';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { timeNames } from '../axis.ts';
import { BySegment } from './BySegment.tsx';
import { Experiences } from './Experiences.tsx';
import { PromiseForm } from './PromiseForm.tsx';
import { type OpenedPeople, PromisePeople } from './PromisePeople.tsx';
import { PromiseWords } from './PromiseWords.tsx';
import classes from './promises.module.css';
import { Score } from './Score.tsx';
import { Sentence } from './Sentence.tsx';
import { SpanSelect } from './SpanSelect.tsx';
import { usePromiseSpan } from './use-span.ts';

export function Screen() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: string };
  const { data, error, refetch } = useRoute(readBrandPromise, { params: { id } });
  if (error) return <Problem problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Loader type="dots" aria-label={t('ui.loading')} />;
  return <Told promise={data} />;
}

function Told({ promise }: { promise: BrandPromise }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const [opened, setOpened] = useState<OpenedPeople>();
  const { span, days, filter, setFilter } = usePromiseSpan();
  const segments = filter.segment ?? [];
  const body = { ...span, segments };
  const read = useRoute(experienceOf, { params: { id: promise.id }, body }, { keepPrevious: true });
  const { data } = read;
  const times = useMemo(() => timeNames(i18n.language, 'week', span.timeZone), [i18n.language, span.timeZone]);
  const from = data?.countedFrom ?? span.from;
  const open = (verdict: Verdict | undefined, title: string, more: Partial<OpenedPeople['asked']> = {}) =>
    setOpened({ title, id: promise.id, asked: { ...span, from, verdict, ...more } });
  const points = (data?.weeks ?? []).flatMap(({ at, score }) => (score === null ? [] : [{ x: at, y: score }]));
  const began = data?.weeks.findLast(({ at }) => Date.parse(at) <= Date.parse(`${data.around.day}T00:00Z`))?.at;
  return (
    <>
      <PageHeader
        title={`“${promise.words}”`}
        lead={[
          promise.presentedIn,
          t('promises.since', { day: format.date(promise.presentedFrom) }),
          promise.presentedUntil && t('promises.until', { day: format.date(promise.presentedUntil) }),
          promise.segment && t('promises.to_segment', { segment: promise.segment.name }),
          promise.owner.name,
        ]
          .filter(Boolean)
          .join(' · ')}
        back={{ to: '/brand-promises', label: t('promises.title') }}
        actions={<Acts promise={promise} />}
      />
      <Group mb="lg">
        <SpanSelect days={days} onChange={(value) => setFilter({ days: value })} />
      </Group>
      {read.error && <Problem problem={read.error} onRetry={() => void read.refetch()} />}
      {read.isPending && <Loader type="dots" aria-label={t('ui.loading')} />}
      <div className={classes.parts}>
        {data && (
          <>
            <section className={classes.card} aria-label={t('promises.experienced')}>
              <div>
                <Score experienced={data.whole} presented={promise.presented} />
                <Sentence told={data.whole.told} onOpen={open} />
              </div>
              <Around around={data.around} />
            </section>
            {points.length > 1 && (
              <Panel title={t('promises.weekly')}>
                <Chart
                  title={t('promises.weekly')}
                  kind="line"
                  axis={t('measure.interval.week')}
                  series={[{ key: 'score', name: t('promises.experienced'), points }]}
                  formatX={times.short}
                  {...(began && { marks: [{ x: began, text: t('promises.begins') }] })}
                  onPoint={(_series, { x }) =>
                    open(undefined, t('promises.week_of', { week: times.long(x) }), {
                      from: x,
                      to: new Date(Math.min(Date.parse(x) + 7 * 86_400_000, Date.parse(span.to))).toISOString(),
                    })
                  }
                  most={100}
                  height={220}
                />
              </Panel>
            )}
            <Experiences promise={promise} experienced={data.whole} onOpen={open} />
            <BySegment
              promise={promise}
              whole={data.whole}
              segments={data.segments}
              chosen={segments}
              onChoose={(segment) => setFilter({ segment: segment.length > 0 ? segment : undefined })}
              onOpen={open}
            />
          </>
        )}
        <PromiseWords
          id={promise.id}
          span={{ ...span, from }}
          verdict={filter.verdict}
          onVerdict={(verdict) => setFilter({ verdict })}
        />
      </div>
      <PromisePeople opened={opened} onClose={() => setOpened(undefined)} />
    </>
  );
}

function Acts({ promise }: { promise: BrandPromise }) {
  const { t } = useTranslation();
  const may = useSession().can('measure.write');
  const navigate = useNavigate();
  const refresh = useRefresh();
  const [editing, setEditing] = useState(false);
  const remove = useCall(deleteBrandPromise, {
    onSuccess: () => {
      refresh(listBrandPromises);
      void navigate({ to: '/brand-promises' });
    },
  });
  if (!may) return null;
  const ask = async () => {
    const words = { title: t('promises.remove'), consequence: t('promises.remove_consequence'), action: t('promises.remove') };
    if (await confirm(words)) remove.mutate({ params: { id: promise.id } });
  };
  return (
    <>
      <Button variant="subtle" color="gray" leftSection={<IconTrash size={16} />} onClick={() => void ask()}>
        {t('promises.remove')}
      </Button>
      <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
        {t('promises.change')}
      </Button>
      <PromiseForm
        opened={editing}
        promise={promise}
        onClose={() => setEditing(false)}
        onKept={() => refresh(readBrandPromise, experienceOf, listBrandPromises)}
      />
    </>
  );
}

interface Side {
  score: number | null;
  told: { people: number };
}

/** Before the day it was first presented, and since. */
function Around({ around }: { around: { day: string; before: Side | null; after: Side | null } }) {
  const { t } = useTranslation();
  const format = useFormat();
  const told = (side: Side | null) =>
    side === null || side.score === null
      ? '–'
      : t('promises.side', {
          count: side.told.people,
          score: format.whole(Math.round(side.score)),
          people: format.whole(side.told.people),
        });
  return (
    <dl className={classes.around}>
      <dt>{t('promises.before', { day: format.date(around.day) })}</dt>
      <dd>{told(around.before)}</dd>
      <dt>{t('promises.after')}</dt>
      <dd>{told(around.after)}</dd>
    </dl>
  );
}
