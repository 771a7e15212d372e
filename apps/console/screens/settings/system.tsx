/** How the server is, in words somebody can act on; figures for machines are one click away. */
import { Anchor } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '#platform/contract';
import { readSystem } from '#platform/health/contract';
import { useRoute } from '../../api.ts';
import { StateBadge } from '../../ui/Badges.tsx';
import { Waiting } from '../../ui/crash.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { useFormat } from '../../ui/format.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { Stat, Stats } from '../../ui/Stat.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import { PromiseKept } from '../moments/PromiseKept.tsx';
import classes from './settings.module.css';

type System = ReplyOf<typeof readSystem>;
type Lane = System['lanes'][number];

const KNOWN_CHECKS = ['server', 'postgres', 'disk', 'clickhouse', 'reports', 'lanes', 'jobs', 'ownership'];
const PAGES = [
  { href: '/docs/api', key: 'api' },
  { href: '/docs/problems', key: 'problems' },
  { href: '/openapi.json', key: 'openapi' },
  { href: '/metrics', key: 'metrics' },
] as const;

export function Screen() {
  const { t } = useTranslation();
  const read = useRoute(readSystem, undefined, { refetchInterval: 5_000 });
  if (read.error && !read.data) return <Problem problem={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return <Waiting />;
  const { version, startedAt, checks } = read.data;
  return (
    <>
      <PageHeader
        title={t('settings.system.title')}
        lead={
          <>
            {t('settings.system.version', { version })} · {t('settings.system.started')} <RelativeTime at={startedAt} />
          </>
        }
      />
      <div className={classes.stack}>
        {read.error && <Problem problem={read.error} />}
        <PromiseKept />
        <Panel title={t('settings.system.checks')}>
          <ul className={classes.checks}>
            {checks.map((check) => (
              <Check key={check.name} {...check} />
            ))}
          </ul>
        </Panel>
        <Panel title={t('settings.system.figures')}>
          <Figures system={read.data} />
        </Panel>
        <Panel title={t('settings.system.lanes')}>
          <div className={classes.lead}>{t('settings.system.lanes_lead')}</div>
          <Lanes lanes={read.data.lanes} />
        </Panel>
        <Panel title={t('settings.system.pages')}>
          <ul className={classes.checks}>
            {PAGES.map(({ href, key }) => (
              <li key={key}>
                <strong>
                  <Anchor href={href} inherit>
                    {href}
                  </Anchor>
                </strong>
                {t(`settings.system.page.${key}`)}
              </li>
            ))}
          </ul>
        </Panel>
      </div>
    </>
  );
}

function Check({ name, ready, detail }: System['checks'][number]) {
  const { t } = useTranslation();
  const Icon = ready ? IconCircleCheck : IconCircleX;
  return (
    <li>
      <Icon
        size={18}
        aria-label={t(ready ? 'settings.system.well' : 'settings.system.not_well')}
        color={ready ? 'var(--work)' : 'var(--mantine-color-red-7)'}
      />
      <strong>{KNOWN_CHECKS.includes(name) ? t(`settings.system.check.${name}`) : name}</strong>
      <span>{detail ?? t('settings.system.well')}</span>
    </li>
  );
}

function Figures({ system: { bytes, jobs, sockets, copies } }: { system: System }) {
  const { t } = useTranslation();
  const format = useFormat();
  const size = (value: number | null) => (value === null ? '–' : format.bytes(value));
  const whole = (value: number | undefined) => (value === undefined ? '–' : format.whole(value));
  return (
    <Stats>
      <Stat label={t('settings.system.postgres_size')} value={size(bytes.postgres)} />
      <Stat label={t('settings.system.clickhouse_size')} value={size(bytes.clickhouse)} />
      <Stat label={t('settings.system.memory')} value={size(bytes.memory)} />
      <Stat label={t('settings.system.sockets')} value={format.whole(sockets)} />
      <Stat label={t('settings.system.overdue')} value={format.duration(jobs.overdueMs / 1000)} />
      <Stat label={t('settings.system.given_up')} value={format.whole(jobs.failed)} />
      <Stat label={t('settings.system.behind')} value={copies ? format.duration(copies.behindMs / 1000) : '–'} />
      <Stat label={t('settings.system.kept_aside')} value={whole(copies?.keptAside)} />
      <Stat label={t('settings.system.differing')} value={whole(copies?.daysDiffering)} />
    </Stats>
  );
}

function Lanes({ lanes }: { lanes: Lane[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: Column<Lane>[] = [
    { id: 'name', title: t('settings.system.lane'), cell: ({ name }) => name },
    {
      id: 'state',
      title: t('settings.system.state'),
      cell: ({ failing, lastError }) =>
        failing === 0 ? (
          <StateBadge state="good">{t('settings.system.well')}</StateBadge>
        ) : (
          <span>
            <StateBadge state="bad">{t('settings.system.failing', { count: failing })}</StateBadge>
            {lastError && <span className={classes.quiet}>{lastError}</span>}
          </span>
        ),
    },
    { id: 'queued', title: t('settings.system.queued'), align: 'end', cell: ({ queued }) => format.whole(queued) },
    {
      id: 'held',
      title: t('settings.system.held'),
      align: 'end',
      cell: ({ heldBackMs }) => format.duration(heldBackMs / 1000),
    },
  ];
  return (
    <DataTable
      label={t('settings.system.lanes')}
      columns={columns}
      rows={lanes}
      rowKey={({ name }) => name}
      empty={t('settings.system.no_lanes')}
    />
  );
}
