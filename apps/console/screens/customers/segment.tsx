import { Alert, Button, Group, Text, Title } from '@mantine/core';
import { useThrottledCallback } from '@mantine/hooks';
import { IconDownload, IconTrash } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import {
  deleteSegment,
  exportSegment,
  getSegment,
  listSegments,
  type Segment,
  segmentPeople,
  segmentSizes,
} from '#customers/contract';
import type { ReplyOf } from '#platform/contract';
import { z } from '#platform/contract';
import { call, useCall, usePages, useRefresh, useRoute } from '../../api.ts';
import { ProblemError } from '../../problem.ts';
import { useSession } from '../../session.ts';
import { Chart } from '../../ui/Chart.tsx';
import { confirm } from '../../ui/ConfirmDialog.tsx';
import { Waiting } from '../../ui/crash.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useFilter } from '../../ui/filter.ts';
import { useFormat } from '../../ui/format.ts';
import { ButtonLink, Link } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Problem, showDone, showProblem } from '../../ui/Problem.tsx';
import { Stat, Stats } from '../../ui/Stat.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { RelativeTime } from '../../ui/Time.tsx';
import { useLive } from '../../use-live.ts';
import { Builder } from './segments/Builder.tsx';
import classes from './segments/builder.module.css';
import { movement, sizesByDay } from './segments/days.ts';
import { useSentence } from './segments/use-speaker.ts';

/** One segment: what it says, how large it is and was, and its people. `/segments/new` and `?edit=yes` write it. */
export function Screen() {
  const { id } = useParams({ strict: false }) as { id?: string };
  return id === undefined ? <Builder /> : <One key={id} id={id} />;
}

function One({ id }: { id: string }) {
  const [{ edit }] = useFilter({ edit: z.literal('yes').optional() });
  const { data, error, refetch } = useRoute(getSegment, { params: { id } });
  if (error) return <Problem problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Waiting />;
  return edit ? <Builder key={data.id} segment={data} /> : <View segment={data} />;
}

function View({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const { can } = useSession();
  const sentence = useSentence();
  const { id, name, size, state, problem } = segment;
  const moved = movement(segment, Date.now(), 7);
  // People may enter by the thousand; the list follows every other second.
  const soon = useThrottledCallback(() => refresh(getSegment, segmentPeople), 2_000);
  useLive(
    segmentSizes,
    ({ segments }) => {
      if (segments.some((one) => one.id === id)) soon();
    },
    { onChanged: soon },
  );
  const edit = { to: `/segments/${id}`, search: { edit: 'yes' } };
  useShortcut('e', t('segments.edit'), () => void navigate(edit as never), can('customers.write'));

  return (
    <>
      <PageHeader
        title={name}
        lead={segment.description || t('segments.one.lead')}
        back={{ to: '/segments', label: t('segments.title') }}
        actions={
          <>
            {can('customers.write') && <Remove segment={segment} />}
            {can('customers.export') && <Export segment={segment} />}
            {can('customers.write') && <ButtonLink {...edit}>{t('segments.edit')}</ButtonLink>}
          </>
        }
      />
      {problem && (
        <Alert color="red" variant="light" mb="lg" title={t('segments.state.failing')}>
          {problem}
        </Alert>
      )}
      <p className={classes.sentence}>{sentence(segment.rule)}</p>
      {segment.list && (
        <Text size="sm" c="var(--ink-quiet)" mb="md">
          {t('segments.one.kept', {
            count: segment.list.people,
            day: format.date(segment.createdAt),
            people: format.whole(segment.list.people),
          })}
        </Text>
      )}
      <Stats>
        <Stat
          label={t('segments.one.size')}
          value={format.whole(size)}
          {...(state === 'filling' && { note: t('segments.state.filling') })}
        />
        <Stat label={t('segments.one.entered')} value={format.whole(moved.entered)} />
        <Stat label={t('segments.one.left')} value={format.whole(moved.left)} />
        <Stat
          label={t('segments.one.swept')}
          value={segment.sweptAt ? <RelativeTime at={segment.sweptAt} /> : t('segments.never')}
        />
      </Stats>
      <UsedBy segment={segment} />
      <History segment={segment} />
      <People segment={segment} />
    </>
  );
}

function UsedBy({ segment: { usedBy } }: { segment: Segment }) {
  const { t } = useTranslation();
  if (usedBy.length === 0) return null;
  return (
    <Group gap="xs" mt="md">
      <span>{t('segments.one.used_by')}</span>
      {usedBy.map(({ id, name }) => (
        <Link key={id} to={`/segments/${id}`}>
          {name}
        </Link>
      ))}
    </Group>
  );
}

function History({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (segment.days.length < 2) return null;
  const points = sizesByDay(segment, Date.now(), 90)
    .filter(({ day }) => day >= segment.createdAt.slice(0, 10))
    .map(({ day, size }) => ({ x: day, y: size }));
  return (
    <section>
      <Title order={2} mt="xl" mb="xs">
        {t('segments.one.history')}
      </Title>
      <Chart
        title={t('segments.one.history')}
        kind="line"
        axis={t('segments.one.day')}
        series={[{ key: 'size', name: t('segments.one.size'), points }]}
        formatX={format.date}
        formatY={format.whole}
        height={200}
      />
    </section>
  );
}

type Member = ReplyOf<typeof segmentPeople>['items'][number];

function People({ segment: { id, state } }: { segment: Segment }) {
  const { t } = useTranslation();
  const { rows, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = usePages(segmentPeople, {
    params: { id },
  });
  const columns: Column<Member>[] = [
    { id: 'name', title: t('segments.build.name'), cell: ({ name }) => name },
    { id: 'contact', title: t('segments.one.contact'), cell: ({ email, phone }) => email ?? phone ?? '–' },
    { id: 'kind', title: t('segments.one.kind'), cell: ({ kind }) => t(`segments.kind.${kind}`) },
    { id: 'seen', title: t('segments.one.last_seen'), cell: ({ lastSeen }) => <RelativeTime at={lastSeen} /> },
    { id: 'entered', title: t('segments.one.entered_at'), cell: ({ enteredAt }) => <RelativeTime at={enteredAt} /> },
  ];
  const why = state === 'filling' ? 'filling' : 'empty';
  return (
    <section>
      <Title order={2} mt="xl" mb="xs">
        {t('segments.one.people')}
      </Title>
      <DataTable
        label={t('segments.one.people')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        to={(row) => `/customers/${row.id}`}
        loading={isPending}
        problem={error}
        onRetry={() => void refetch()}
        empty={<EmptyState title={t(`segments.one.${why}_title`)} lesson={t(`segments.one.${why}_lesson`)} />}
        more={{ available: hasNextPage, loading: isFetchingNextPage, load: () => void fetchNextPage() }}
      />
    </section>
  );
}

function Export({ segment: { id, name } }: { segment: Segment }) {
  const { t } = useTranslation();
  const download = async () => {
    try {
      const file = (await call(exportSegment, { params: { id } })) as unknown as Blob;
      const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(file), download: `${name}.csv` });
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      showProblem(error);
    }
  };
  return (
    <Button variant="default" leftSection={<IconDownload size={16} />} onClick={() => void download()}>
      {t('segments.one.export')}
    </Button>
  );
}

function Remove({ segment: { id, name } }: { segment: Segment }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const remove = useCall(deleteSegment, {
    refreshes: [listSegments],
    onSuccess: () => {
      showDone(t('segments.one.deleted', { name }));
      void navigate({ to: '/segments' });
    },
  });
  const ask = async () => {
    const yes = await confirm({
      title: t('segments.one.delete_title', { name }),
      consequence: t('segments.one.delete_consequence'),
      action: t('segments.one.delete_action'),
    });
    if (yes) remove.mutate({ params: { id } });
  };
  return (
    <Button
      variant="subtle"
      color="red"
      leftSection={<IconTrash size={16} />}
      loading={remove.isPending}
      onClick={() => void ask()}
    >
      {t('segments.one.delete')}
    </Button>
  );
}
