/** Who did what to what, and the proof that nothing was changed afterwards. */
import { Alert, Button, Code, Drawer, Text } from '@mantine/core';
import { IconListSearch, IconShieldCheck, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AuditedEntry, listAudit, verifyAudit } from '#platform/audit/contract';
import { type ReplyOf, z } from '#platform/contract';
import { useCall, usePages } from '../../api.ts';
import { CodeSnippet } from '../../ui/Copy.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { useFilter } from '../../ui/filter.ts';
import { useFormat } from '../../ui/format.ts';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Link } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { DateTime } from '../../ui/Time.tsx';
import classes from './settings.module.css';

const ROOMS = ['people', 'listen', 'customers', 'measure', 'platform'] as const;

export function Screen() {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<AuditedEntry>();
  const verify = useCall(verifyAudit);
  const [filter, setFilter] = useFilter({
    subject: z.string().optional(),
    room: z.enum(ROOMS).optional(),
    actor: z.string().optional(),
    from: z.iso.date().optional(),
    until: z.iso.date().optional(),
  });
  const query = {
    ...(filter.subject && { subject: filter.subject }),
    ...(filter.room && { action: `${filter.room}.` }),
    ...(filter.actor && { actor: filter.actor }),
    ...(filter.from && { from: new Date(`${filter.from}T00:00`).toISOString() }),
    ...(filter.until && { to: new Date(`${filter.until}T23:59:59.999`).toISOString() }),
  };
  const read = usePages(listAudit, { query });
  return (
    <>
      <PageHeader
        title={t('settings.audit.title')}
        lead={t('settings.audit.lead')}
        actions={
          <Button
            variant="default"
            leftSection={<IconShieldCheck size={16} />}
            loading={verify.isPending}
            onClick={() => verify.mutate()}
          >
            {t('settings.audit.verify')}
          </Button>
        }
      />
      {verify.data && <Verdict verdict={verify.data} />}
      <FilterBar
        fields={[
          { key: 'subject', kind: 'text', label: t('settings.audit.subject_exactly') },
          {
            key: 'room',
            kind: 'one',
            label: t('settings.audit.room'),
            options: ROOMS.map((room) => ({ value: room, label: t(`settings.audit.rooms.${room}`) })),
          },
          { key: 'from', kind: 'day', label: t('settings.audit.from') },
          { key: 'until', kind: 'day', label: t('settings.audit.until') },
        ]}
      >
        {filter.actor && (
          <Button variant="light" rightSection={<IconX size={14} />} onClick={() => setFilter({ actor: undefined })}>
            {t('settings.audit.only', { name: read.rows[0]?.actor.label ?? filter.actor })}
          </Button>
        )}
      </FilterBar>
      <DataTable
        label={t('settings.audit.title')}
        columns={useColumns(setOpened, (actor) => setFilter({ actor }))}
        rows={read.rows}
        rowKey={({ no }) => String(no)}
        loading={read.isPending}
        problem={read.error}
        onRetry={() => void read.refetch()}
        empty={<EmptyState icon={IconListSearch} title={t('settings.audit.none')} lesson={t('settings.audit.lesson')} />}
        more={{ available: read.hasNextPage, loading: read.isFetchingNextPage, load: () => void read.fetchNextPage() }}
      />
      <Drawer
        opened={opened !== undefined}
        onClose={() => setOpened(undefined)}
        position="right"
        size="lg"
        title={opened?.action}
        closeButtonProps={{ 'aria-label': t('ui.close') }}
      >
        {opened && <Entry entry={opened} />}
      </Drawer>
    </>
  );
}

function useColumns(onOpen: (entry: AuditedEntry) => void, onActor: (id: string) => void): Column<AuditedEntry>[] {
  const { t } = useTranslation();
  return [
    {
      id: 'action',
      title: t('settings.audit.action'),
      cell: (entry) => (
        <Button variant="transparent" size="compact-sm" px={0} onClick={() => onOpen(entry)}>
          {entry.action}
        </Button>
      ),
    },
    {
      id: 'actor',
      title: t('settings.audit.actor'),
      cell: ({ actor }) => (
        <Button
          variant="transparent"
          color="gray"
          size="compact-sm"
          px={0}
          c="inherit"
          fw={400}
          title={t('settings.audit.only_theirs')}
          onClick={() => onActor(actor.id)}
        >
          {actor.label}
        </Button>
      ),
    },
    {
      id: 'subject',
      title: t('settings.audit.subject'),
      cell: ({ subject }) => <Subject subject={subject} />,
    },
    {
      id: 'at',
      title: t('settings.audit.at'),
      cell: ({ at }) => (
        <span className={classes.nowrap}>
          <DateTime at={at} />
        </span>
      ),
    },
    { id: 'no', title: t('settings.audit.no'), align: 'end', cell: ({ no }) => no },
  ];
}

/** Where the things that entries speak of are shown. */
const SCREENS: Record<string, string> = { employee: '/people', person: '/customers', segment: '/segments', source: '/sources' };

/** `employee:0198…`: its kind in words, its id short, and the way to it. */
function Subject({ subject }: { subject: string }) {
  const [kind = '', id = ''] = subject.split(':');
  const screen = SCREENS[kind];
  const words = (
    <>
      {kind.replaceAll('_', ' ')} <code className={classes.id}>{id.slice(-12)}</code>
    </>
  );
  if (!(screen && id)) return <span title={subject}>{words}</span>;
  return (
    <Link to={`${screen}/${id}`} inherit>
      {words}
    </Link>
  );
}

function Verdict({ verdict }: { verdict: ReplyOf<typeof verifyAudit> }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!verdict.ok) {
    return (
      <Alert color="red" variant="light" role="alert" mb="md" title={t('settings.audit.broken', { no: verdict.no })}>
        {verdict.reason}
      </Alert>
    );
  }
  return (
    <Alert
      color="work"
      variant="light"
      role="status"
      mb="md"
      icon={<IconShieldCheck aria-hidden="true" />}
      title={t('settings.audit.whole', { count: verdict.entries, entries: format.whole(verdict.entries) })}
    >
      <Text size="sm">{t('settings.audit.head')}</Text>
      <Code style={{ overflowWrap: 'anywhere', background: 'var(--surface)' }}>{verdict.head}</Code>
    </Alert>
  );
}

function Entry({ entry: { no, at, actor, action, subject, details, hash } }: { entry: AuditedEntry }) {
  const { t } = useTranslation();
  return (
    <>
      <KeyValue
        rows={[
          { name: t('settings.audit.no'), value: no },
          { name: t('settings.audit.at'), value: <DateTime at={at} /> },
          { name: t('settings.audit.actor'), value: `${actor.label} (${actor.kind})` },
          { name: t('settings.audit.action'), value: action },
          { name: t('settings.audit.subject'), value: subject },
          { name: t('settings.audit.hash'), value: <Code>{hash}</Code> },
        ]}
      />
      {Object.keys(details).length > 0 && (
        <div style={{ marginTop: '1.25rem' }}>
          <CodeSnippet snippets={[{ label: t('settings.audit.details'), code: JSON.stringify(details, null, 2) }]} />
        </div>
      )}
    </>
  );
}
