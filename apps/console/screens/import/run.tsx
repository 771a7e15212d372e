import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  cancelImport,
  findImport,
  type ImportRun,
  importProgress,
  listImportRejects,
  listImports,
  type RecordProblem,
  resumeImport,
  startImport,
} from '#listen/contract';
import { useCall, usePages, useRefresh, useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { CodeSnippet } from '../../ui/Copy.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useFormat } from '../../ui/format.ts';
import { ButtonLink, Link } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { Stat, Stats } from '../../ui/Stat.tsx';
import { DateTime } from '../../ui/Time.tsx';
import { useLive } from '../../use-live.ts';
import { keepDraft } from './drafts.ts';
import classes from './import.module.css';
import { RunState } from './RunState.tsx';

const isOver = ({ state }: ImportRun) => state !== 'waiting' && state !== 'running';

/** One import: how far, how fast, what became of its rows. */
export function Screen() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const refresh = useRefresh();
  const read = useRoute(findImport, { params: { id } });
  const [heard, setHeard] = useState<ImportRun>();
  useLive(
    importProgress,
    (run) => {
      if (run.id !== id) return;
      setHeard(run);
      if (isOver(run)) refresh(findImport, listImportRejects, listImports);
    },
    { onChanged: () => refresh(findImport) },
  );
  if (read.error) return <Problem problem={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return <Skeleton height={240} />;
  // What was heard is newer than what was read, until the end was read.
  const run = heard?.id === id && !isOver(read.data) ? heard : read.data;
  return <Run key={id} run={run} />;
}

function Run({ run }: { run: ImportRun }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { fileName, rows, messages, kept, refused, skipped, conflicts, bytes, bytesRead, reason, dry } = run;
  return (
    <>
      <PageHeader
        title={t(dry ? 'import.dry_of' : 'import.of', { name: fileName })}
        lead={
          <>
            <RunState {...run} /> {run.createdBy} · <DateTime at={run.createdAt} />
          </>
        }
        back={{ to: '/import', label: t('import.title') }}
        actions={<Acts run={run} />}
      />
      <Stack gap="xl">
        {!isOver(run) && (
          <Progress
            label={t(run.state === 'waiting' ? 'import.state.waiting' : 'import.reading')}
            done={rows}
            total={undefined}
            share={bytes > 0 ? bytesRead / bytes : 0}
            {...(run.rowsPerSecond !== null && { rate: run.rowsPerSecond })}
            {...(run.secondsLeft !== null && { left: run.secondsLeft })}
            unit={t('import.unit')}
          />
        )}
        {reason && (
          <Problem problem={{ title: t('import.state.failed'), detail: reason, cure: t('import.failed_cure'), fields: [] }} />
        )}
        <Stats>
          <Stat label={t('import.rows')} value={format.whole(rows)} />
          <Stat label={t('import.messages')} value={format.whole(messages)} />
          <Stat
            label={t(dry ? 'import.would_keep' : 'import.kept')}
            value={format.whole(kept)}
            {...(!dry && kept > 0 && { to: '/customers?kind=all' })}
          />
          <Stat label={t('import.refused')} value={format.whole(refused)} />
          <Stat label={t('import.skipped')} value={format.whole(skipped)} />
          {conflicts > 0 && <Stat label={t('import.conflicts')} value={format.whole(conflicts)} />}
        </Stats>
        <ByName run={run} />
        <Rejects run={run} />
        <Panel title={t('import.map')}>
          <CodeSnippet snippets={[{ label: run.mappingName, code: run.mapping }]} />
        </Panel>
      </Stack>
    </>
  );
}

function Acts({ run }: { run: ImportRun }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const navigate = useNavigate();
  const refreshes = [findImport, listImports];
  const cancel = useCall(cancelImport, { refreshes });
  const resume = useCall(resumeImport, { refreshes });
  const start = useCall(startImport, {
    refreshes,
    onSuccess: ({ id }) => void navigate({ to: `/import/runs/${id}` }),
  });
  if (!can('listen.import')) return null;
  const args = { params: { id: run.id }, body: {} };
  const { fileId, sourceId, mapping } = run;
  if (!isOver(run)) {
    return (
      <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate(args)}>
        {t('import.cancel')}
      </Button>
    );
  }
  const edit = () => {
    keepDraft(fileId, mapping);
    void navigate({ to: `/import/files/${fileId}`, search: { source: sourceId } as never });
  };
  return (
    <>
      <Button variant="default" onClick={edit}>
        {t('import.edit_map')}
      </Button>
      {run.state !== 'done' && (
        <Button loading={resume.isPending} onClick={() => resume.mutate(args)}>
          {t('import.resume')}
        </Button>
      )}
      {run.state === 'done' && run.dry && (
        <Button loading={start.isPending} onClick={() => start.mutate({ body: { fileId, sourceId, mapping, dry: false } })}>
          {t('import.for_real')}
        </Button>
      )}
      {run.state === 'done' && !run.dry && <ButtonLink to="/customers">{t('customers.title')}</ButtonLink>}
    </>
  );
}

function ByName({ run: { byName } }: { run: ImportRun }) {
  const { t } = useTranslation();
  const format = useFormat();
  const names = Object.entries(byName).sort((a, b) => b[1] - a[1]);
  if (names.length === 0) return null;
  return (
    <Panel title={t('import.by_name')}>
      <ul className={classes.files}>
        {names.map(([name, count]) => (
          <li key={name}>
            <Link to="/schema" search={{ event: name }}>
              {name}
            </Link>
            <span className="figure">{format.whole(count)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Rejects({ run }: { run: ImportRun }) {
  const { t } = useTranslation();
  const read = usePages(listImportRejects, { params: { id: run.id }, query: {} });
  const columns: Column<RecordProblem>[] = [
    { id: 'line', title: t('import.line_title'), cell: ({ line }) => t('import.line', { line }), width: '7rem' },
    { id: 'field', title: t('import.field'), cell: ({ field }) => field ?? '–' },
    { id: 'message', title: t('import.why'), cell: ({ message }) => message },
    { id: 'target', title: t('import.asked_by'), cell: ({ target }) => <code>{target}</code> },
  ];
  return (
    <Panel title={t('import.rejects')}>
      {run.refused > read.rows.length && !read.hasNextPage && read.rows.length > 0 && (
        <Text size="sm" c="var(--ink-quiet)">
          {t('import.first_thousand')}
        </Text>
      )}
      <DataTable
        label={t('import.rejects')}
        columns={columns}
        rows={read.rows}
        rowKey={({ line, target, message }) => `${line} ${target} ${message}`}
        loading={read.isPending}
        problem={read.error}
        more={{ available: read.hasNextPage, loading: read.isFetchingNextPage, load: () => void read.fetchNextPage() }}
        empty={<EmptyState icon={IconCheck} title={t('import.no_rejects')} lesson={t('import.no_rejects_lesson')} />}
      />
    </Panel>
  );
}
