/** What audits found: rank among peers, how each touchpoint did over time, and every sheet. */
import { Alert, Button, FileButton, Group, Loader, Select } from '@mantine/core';
import { IconAlertTriangle, IconClipboardCheck, IconDownload, IconUpload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import {
  type AuditSheet,
  type AuditTemplate,
  exportAudits,
  importAudits,
  listAudits,
  listAuditTemplates,
  rankAudits,
  readMatrix,
} from '#measure/contract';
import { type ReplyOf, z } from '#platform/contract';
import { useCall, useRoute } from '../../../api.ts';
import { save } from '../../../save.ts';
import { useSession } from '../../../session.ts';
import { Bar } from '../../../ui/Bar.tsx';
import { type Column, DataTable } from '../../../ui/DataTable.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { useFilter } from '../../../ui/filter.ts';
import { useFormat } from '../../../ui/format.ts';
import { ButtonLink, Link } from '../../../ui/Link.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import { Sparkline } from '../../../ui/Sparkline.tsx';
import classes from './audits.module.css';

export function Found() {
  const { t } = useTranslation();
  const [{ audit }, setFilter] = useFilter({ audit: z.uuid().optional() });
  const { data, error, refetch } = useRoute(listAuditTemplates);
  if (error) return <Problem problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Loader type="dots" aria-label={t('ui.loading')} />;
  const template = data.items.find(({ id }) => id === audit) ?? data.items[0];
  if (template === undefined)
    return (
      <EmptyState
        icon={IconClipboardCheck}
        title={t('audits.empty')}
        lesson={t('audits.empty_lesson')}
        step={<Link to="/audits?part=templates">{t('audits.empty_step')}</Link>}
      />
    );
  return (
    <>
      <Group mb="lg" justify="space-between" align="end">
        <Select
          label={t('audits.audit')}
          value={template.id}
          onChange={(next) => setFilter({ audit: next ?? undefined })}
          data={data.items.map(({ id, name }) => ({ value: id, label: name }))}
          allowDeselect={false}
        />
        <Acts template={template} />
      </Group>
      <Sheets template={template} />
    </>
  );
}

function Acts({ template }: { template: AuditTemplate }) {
  const { t } = useTranslation();
  const may = useSession().can('measure.write');
  const params = { templateId: template.id };
  const file = useCall(exportAudits, { onSuccess: (csv) => save(csv as Blob, `${template.name}.csv`) });
  const bring = useCall(importAudits, {
    refreshes: [listAuditTemplates, listAudits, rankAudits, readMatrix],
    onSuccess: ({ kept }) => showDone(t('audits.imported', { count: kept })),
    showsProblem: true,
  });
  return (
    <>
      <Group gap="xs">
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          loading={file.isPending}
          onClick={() => file.mutate({ params })}
        >
          {t('audits.export')}
        </Button>
        {may && (
          <FileButton
            accept="text/csv,.csv"
            onChange={(chosen) => chosen && void chosen.text().then((csv) => bring.mutate({ params, body: { csv } }))}
          >
            {(button) => (
              <Button variant="default" leftSection={<IconUpload size={16} />} loading={bring.isPending} {...button}>
                {t('audits.import')}
              </Button>
            )}
          </FileButton>
        )}
        {may && (
          <ButtonLink to={`/audits/fill/${template.id}`} leftSection={<IconClipboardCheck size={16} />}>
            {t('audits.fill')}
          </ButtonLink>
        )}
      </Group>
      {bring.error && (
        <div className={classes.whole}>
          <Problem problem={bring.error} />
        </div>
      )}
    </>
  );
}

function Sheets({ template }: { template: AuditTemplate }) {
  const { t } = useTranslation();
  const sheets = useRoute(listAudits, { query: { template: template.id } });
  const ranking = useRoute(rankAudits, { params: { templateId: template.id } });
  const columns = useColumns();
  const items = sheets.data?.items ?? [];
  return (
    <>
      {ranking.error && <Problem problem={ranking.error} />}
      {ranking.data && ranking.data.all.length > 0 && <Ranking ranking={ranking.data} />}
      <Progress sheets={items} />
      <Panel title={t('audits.sheets')}>
        <DataTable
          label={t('audits.sheets')}
          columns={columns}
          rows={items}
          rowKey={({ id }) => id}
          to={({ id }) => `/audits/sheets/${id}`}
          loading={sheets.isPending}
          problem={sheets.error}
          onRetry={() => void sheets.refetch()}
          empty={<p className={classes.quiet}>{t('audits.no_sheets')}</p>}
        />
      </Panel>
    </>
  );
}

type Ranks = ReplyOf<typeof rankAudits>;

function Ranking({ ranking: { all, touchpoints, comparable } }: { ranking: Ranks }) {
  const { t } = useTranslation();
  const tables = [{ id: 'all', name: t('audits.in_all'), rows: all }, ...touchpoints];
  return (
    <div className={classes.part}>
      <Panel title={t('audits.rank')}>
        {!comparable && (
          <Alert variant="light" color="yellow" icon={<IconAlertTriangle aria-hidden="true" />} mb="sm">
            {t('audits.not_comparable')}
          </Alert>
        )}
        <div className={classes.ranks}>
          {tables.map(({ id, name, rows }) => (
            <section key={id} aria-label={name}>
              <h3 className={classes.name}>{name}</h3>
              <ol className={classes.rank}>
                {rows.map((row) => (
                  <Rank key={row.sheet} row={row} />
                ))}
              </ol>
            </section>
          ))}
        </div>
      </Panel>
    </div>
  );
}

function Rank({ row: { subject, rank, score, sheet } }: { row: Ranks['all'][number] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li data-ours={subject === null || undefined}>
      <span>{rank}.</span>
      <Link to={`/audits/sheets/${sheet}`} inherit>
        {subject ?? t('audits.ours')}
      </Link>
      <Bar share={score / 100} thin />
      <strong>{format.exact(score)}</strong>
    </li>
  );
}

/** Our own sheets that count, oldest first, at each touchpoint. */
function Progress({ sheets }: { sheets: readonly AuditSheet[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const ours = sheets.filter(({ subject, withdrawn }) => subject === null && withdrawn === null).reverse();
  const names = new Map(ours.flatMap(({ touchpoints }) => touchpoints.map(({ id, name }) => [id, name] as const)));
  const lines = [...names].map(([id, name]) => ({
    ...{ id, name },
    scores: ours.flatMap(({ touchpoints }) => touchpoints.filter((each) => each.id === id).map(({ score }) => score)),
  }));
  if (lines.length === 0) return null;
  return (
    <div className={classes.part}>
      <Panel title={t('audits.over_time')}>
        <ul className={classes.progress} aria-label={t('audits.over_time')}>
          {lines.map(({ id, name, scores }) => (
            <li key={id}>
              <span>{name}</span>
              {scores.length > 1 && <Sparkline values={scores} label={t('audits.trend', { name })} />}
              <strong>{format.exact(scores.at(-1) ?? 0)}</strong>
              <span className={classes.quiet}>{t('audits.visits', { count: scores.length })}</span>
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}

function useColumns(): Column<AuditSheet>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    {
      id: 'who',
      title: t('audits.subject'),
      cell: ({ subject, on, auditor }) => (
        <>
          {subject ?? t('audits.ours')}
          <span className={classes.quiet}>
            {format.date(on)} · {auditor}
          </span>
        </>
      ),
    },
    {
      id: 'score',
      title: t('audits.score'),
      align: 'end',
      cell: ({ score, withdrawn }) => (withdrawn ? <s>{format.exact(score)}</s> : format.exact(score)),
    },
    {
      id: 'marks',
      title: t('audits.marks'),
      cell: ({ critical, withdrawn }) =>
        [
          ...(withdrawn ? [t('audits.withdrawn', { why: withdrawn.why })] : []),
          ...(critical.length > 0 ? [t('audits.failed', { count: critical.length })] : []),
        ].join(' · '),
    },
    {
      id: 'at',
      title: t('audits.touchpoints'),
      cell: ({ touchpoints }) => touchpoints.map(({ name, score }) => `${name} ${format.whole(score)}`).join(' · '),
    },
  ];
}
