import { ActionIcon, Group, Stack } from '@mantine/core';
import { useThrottledCallback } from '@mantine/hooks';
import { IconFileImport, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import {
  type ImportFile,
  type ImportRun,
  importProgress,
  listImportFiles,
  listImports,
  removeImportFile,
} from '#listen/contract';
import { useCall, usePages, useRefresh, useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { confirm } from '../../ui/ConfirmDialog.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useFormat } from '../../ui/format.ts';
import { Link } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import { useLive } from '../../use-live.ts';
import { Dropzone } from './Dropzone.tsx';
import classes from './import.module.css';
import { RunState } from './RunState.tsx';

/** Bringing a past that lies in files: drop one, map it, look at it, run it. */
export function Screen() {
  const { t } = useTranslation();
  const { can } = useSession();
  const format = useFormat();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const runs = usePages(listImports, { query: {} });
  const soon = useThrottledCallback(() => refresh(listImports), 1_000);
  useLive(importProgress, soon);
  const columns: Column<ImportRun>[] = [
    { id: 'file', title: t('import.file'), cell: ({ fileName }) => fileName },
    { id: 'map', title: t('import.map'), cell: ({ mappingName }) => mappingName },
    { id: 'state', title: t('import.how_far'), cell: (run) => <RunState {...run} /> },
    { id: 'rows', title: t('import.rows'), align: 'end', cell: ({ rows }) => format.whole(rows) },
    { id: 'kept', title: t('import.kept'), align: 'end', cell: ({ kept }) => format.whole(kept) },
    { id: 'refused', title: t('import.refused'), align: 'end', cell: ({ refused }) => format.whole(refused) },
    { id: 'at', title: t('import.started'), cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
  ];
  return (
    <>
      <PageHeader title={t('import.title')} lead={t('import.lead')} />
      <Stack gap="xl">
        {can('listen.import') && <Dropzone onArrived={({ id }) => void navigate({ to: `/import/files/${id}` })} />}
        <Files />
        <Panel title={t('import.history')}>
          <DataTable
            label={t('import.history')}
            columns={columns}
            rows={runs.rows}
            rowKey={({ id }) => id}
            to={({ id }) => `/import/runs/${id}`}
            loading={runs.isPending}
            problem={runs.error}
            onRetry={() => void runs.refetch()}
            more={{ available: runs.hasNextPage, loading: runs.isFetchingNextPage, load: () => void runs.fetchNextPage() }}
            empty={<EmptyState icon={IconFileImport} title={t('import.none')} lesson={t('import.none_lesson')} />}
          />
        </Panel>
      </Stack>
    </>
  );
}

function Files() {
  const { t } = useTranslation();
  const { can } = useSession();
  const { data } = useRoute(listImportFiles);
  const remove = useCall(removeImportFile, { refreshes: [listImportFiles] });
  const files = data?.items.filter(({ removedAt }) => removedAt === null) ?? [];
  if (files.length === 0) return null;
  const ask = async ({ id, name }: ImportFile) => {
    const question = { title: t('import.remove.title', { name }), consequence: t('import.remove.consequence') };
    if (await confirm({ ...question, action: t('import.remove.action') })) remove.mutate({ params: { id } });
  };
  return (
    <Panel title={t('import.files')}>
      <ul className={classes.files}>
        {files.map((file) => (
          <li key={file.id}>
            <OneFile file={file} />
            {can('listen.import') && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('import.remove.title', { name: file.name })}
                onClick={() => void ask(file)}
              >
                <IconTrash size={16} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function OneFile({ file: { id, name, bytes, received, format: kind, createdAt } }: { file: ImportFile }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Group gap="sm" style={{ flex: 1, minWidth: 0 }}>
      {kind === null ? <strong>{name}</strong> : <Link to={`/import/files/${id}`}>{name}</Link>}
      <span className={classes.quiet}>
        {kind === null
          ? t('import.part_here', { share: format.percent(received / bytes) })
          : `${kind.toUpperCase()} · ${format.bytes(bytes)}`}{' '}
        · <RelativeTime at={createdAt} />
      </span>
    </Group>
  );
}
