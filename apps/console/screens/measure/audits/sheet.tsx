/** One sheet: its score, made before the reader's eyes. */
import { Button, Group, Textarea } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listAudits, rankAudits, readAudit, readMatrix, withdrawAudit } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { useCall, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { type Column, DataTable } from '../../../ui/DataTable.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { useFormat } from '../../../ui/format.ts';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import classes from './audits.module.css';

type Read = ReplyOf<typeof readAudit>;

export function Screen() {
  const { t } = useTranslation();
  const format = useFormat();
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const may = useSession().can('measure.write');
  const [withdrawing, setWithdrawing] = useState(false);
  const { data, error, refetch } = useRoute(readAudit, { params: { sheetId: id } });
  const columns = useColumns();
  if (error) return <Problem problem={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  const { subject, template, templateVersion, on, auditor, score, uncapped, critical, criticalCap, withdrawn, note } = data;
  return (
    <>
      <PageHeader
        title={`${template}: ${subject ?? t('audits.ours')}`}
        lead={t('audits.made_by', { on: format.date(on), auditor, no: templateVersion })}
        back={{ to: '/audits', label: t('audits.title') }}
        actions={
          may &&
          withdrawn === null && (
            <Button variant="default" onClick={() => setWithdrawing(true)}>
              {t('audits.withdraw')}
            </Button>
          )
        }
      />
      <p className={classes.score}>
        <strong>{withdrawn ? <s>{format.exact(score)}</s> : format.exact(score)}</strong> {t('audits.of_hundred')}
      </p>
      {withdrawn && <p role="status">{t('audits.withdrawn_by', withdrawn)}</p>}
      {critical.length > 0 && (
        <p className={classes.critical}>
          {t('audits.capped', { count: critical.length, uncapped: format.exact(uncapped), cap: format.exact(criticalCap) })}
        </p>
      )}
      {data.touchpoints.length > 0 && (
        <p>{data.touchpoints.map((each) => `${each.name} ${format.exact(each.score)}`).join(' · ')}</p>
      )}
      {note && <blockquote className={classes.note}>{note}</blockquote>}
      <DataTable label={t('audits.criteria')} columns={columns} rows={data.lines} rowKey={({ key }) => key} empty={null} />
      <p className={classes.quiet}>{t('audits.method')}</p>
      <Dialog title={t('audits.withdraw')} opened={withdrawing} onClose={() => setWithdrawing(false)}>
        <Withdraw id={id} onDone={() => setWithdrawing(false)} />
      </Dialog>
    </>
  );
}

function useColumns(): Column<Read['lines'][number]>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const said = (answer: Read['lines'][number]['answer']) =>
    typeof answer === 'number' ? format.exact(answer) : t(`audits.answer.${answer}`);
  return [
    {
      id: 'question',
      title: t('audits.criterion'),
      cell: ({ question, critical }) => (
        <>
          {question} {critical && <span className={classes.critical}>{t('audits.critical')}</span>}
        </>
      ),
    },
    { id: 'answer', title: t('audits.answer.label'), align: 'end', cell: ({ answer }) => said(answer) },
    {
      id: 'share',
      title: t('audits.share'),
      align: 'end',
      cell: ({ share, points }) => (points === null ? t('audits.set_aside') : format.percent(share)),
    },
    {
      id: 'points',
      title: t('audits.points'),
      align: 'end',
      cell: ({ share, points }) => (points === null ? '' : format.exact(100 * share * points)),
    },
  ];
}

function Withdraw({ id, onDone }: { id: string; onDone: () => void }) {
  const { t } = useTranslation();
  const [why, setWhy] = useState('');
  const withdraw = useCall(withdrawAudit, { refreshes: [readAudit, listAudits, rankAudits, readMatrix], onSuccess: onDone });
  return (
    <>
      <Textarea
        label={t('audits.withdraw_why')}
        autosize
        minRows={2}
        maxLength={1000}
        value={why}
        onChange={({ currentTarget }) => setWhy(currentTarget.value)}
      />
      <Group justify="end" mt="md">
        <Button
          disabled={why.trim().length < 3}
          loading={withdraw.isPending}
          onClick={() => withdraw.mutate({ params: { sheetId: id }, body: { why } })}
        >
          {t('audits.withdraw')}
        </Button>
      </Group>
    </>
  );
}
