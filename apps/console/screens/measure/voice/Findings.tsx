/** Findings by how far they have come. A finding moves on, or back with a reason; it is never removed. */
import { Button, Group, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { IconDownload, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exportFindings, type Finding, listFindings, moveFinding, type Stage, stages } from '#measure/contract';
import { call, useCall, useRefresh, useRoute } from '../../../api.ts';
import { save } from '../../../save.ts';
import { useSession } from '../../../session.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { useProblemForm } from '../../../ui/form.ts';
import { useFormat } from '../../../ui/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import { RelativeTime } from '../../../ui/Time.tsx';
import { EmployeeSelect } from '../../people/EmployeeSelect.tsx';
import { Backed } from './Backed.tsx';
import { Evidence } from './Evidence.tsx';
import { KeepFinding } from './KeepFinding.tsx';
import classes from './voice.module.css';

export function Findings() {
  const { t } = useTranslation();
  const may = useSession().can('measure.write');
  const read = useRoute(listFindings, { query: {} });
  const [moving, setMoving] = useState<Finding>();
  const [making, setMaking] = useState(false);
  const [evidenceOf, setEvidenceOf] = useState<string>();
  const items = read.data?.items ?? [];
  const looked = items.find(({ id }) => id === evidenceOf);
  return (
    <>
      <Group justify="space-between" mb="md">
        <p className={classes.quiet}>{t('voice.finding.lead')}</p>
        <Group gap="sm">
          {items.length > 0 && <Export />}
          {may && (
            <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
              {t('voice.finding.keep')}
            </Button>
          )}
        </Group>
      </Group>
      {read.error && <Problem problem={read.error} onRetry={() => void read.refetch()} />}
      <div className={classes.stages}>
        {stages.map((stage) => (
          <Panel key={stage} title={t(`voice.finding.stage.${stage}`)}>
            <ul className={classes.cards}>
              {items
                .filter((one) => one.stage === stage)
                .map((one) => (
                  <li key={one.id} className={classes.card}>
                    <Card finding={one} onEvidence={() => setEvidenceOf(one.id)} {...(may && { onMove: () => setMoving(one) })} />
                  </li>
                ))}
            </ul>
          </Panel>
        ))}
      </div>
      <Dialog title={t('voice.finding.keep')} opened={making} onClose={() => setMaking(false)}>
        {making && <KeepFinding onDone={() => setMaking(false)} />}
      </Dialog>
      <Dialog title={t('evidence.title')} opened={looked !== undefined} onClose={() => setEvidenceOf(undefined)}>
        {looked && <Evidence finding={looked} may={may} />}
      </Dialog>
      <Dialog title={t('voice.finding.move')} opened={moving !== undefined} onClose={() => setMoving(undefined)}>
        {moving && <Move finding={moving} onDone={() => setMoving(undefined)} />}
      </Dialog>
    </>
  );
}

function Export() {
  const { t } = useTranslation();
  const fetch = useCall(exportFindings, { onSuccess: (file) => save(file as Blob, 'findings.csv') });
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} />}
      loading={fetch.isPending}
      onClick={() => fetch.mutate({ query: {} })}
    >
      {t('measure.export')}
    </Button>
  );
}

function Card({ finding, onMove, onEvidence }: { finding: Finding; onMove?: () => void; onEvidence: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { title, insight, owner, dueOn, late, evidence, movedAt, moves } = finding;
  const note = moves.at(-1)?.note;
  return (
    <Stack gap={4}>
      <h3 className={classes.title}>{title}</h3>
      {insight && <p className={classes.quiet}>{insight.slice(0, 200)}</p>}
      <span className={classes.quiet}>
        {owner.name}
        {dueOn && <> · {t(late ? 'voice.finding.late' : 'voice.finding.due', { day: format.date(dueOn) })}</>}
        {evidence > 0 && <> · {t('voice.finding.evidence', { count: evidence, voices: format.whole(evidence) })}</>} ·{' '}
        <RelativeTime at={movedAt} />
      </span>
      <Backed backing={finding.backing} />
      {note && <p className={classes.sample}>{note}</p>}
      <Button size="compact-sm" variant="subtle" aria-label={t('evidence.of', { title })} onClick={onEvidence}>
        {t('evidence.title')}
      </Button>
      {onMove && (
        <Button size="compact-sm" variant="subtle" onClick={onMove}>
          {t('voice.finding.move')}
        </Button>
      )}
    </Stack>
  );
}

function Move({ finding, onDone }: { finding: Finding; onDone: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const [owner, setOwner] = useState<{ id: string; name: string } | null>(finding.owner);
  const at = stages.indexOf(finding.stage);
  const next = stages[at + 1] ?? finding.stage;
  const initialValues = { to: next as string, note: '', dueOn: finding.dueOn ?? '' };
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues }, async ({ to, note, dueOn }) => {
    await call(moveFinding, {
      params: { findingId: finding.id },
      body: { to: to as Stage, note, ...(owner && { ownerId: owner.id }), ...(dueOn && { dueOn }) },
    });
    refresh(listFindings);
    showDone(t('voice.done.moved'));
    onDone();
  });
  const reachable = stages.filter((_stage, place) => place !== at && place <= at + 1);
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <Select
        label={t('voice.finding.to')}
        data={reachable.map((value) => ({ value, label: t(`voice.finding.stage.${value}`) }))}
        allowDeselect={false}
        {...form.getInputProps('to')}
      />
      <EmployeeSelect label={t('voice.owner')} chosen={owner} onChange={setOwner} />
      <TextInput type="date" label={t('voice.finding.due_label')} {...form.getInputProps('dueOn')} />
      <Textarea label={t('voice.finding.note')} maxLength={1000} {...form.getInputProps('note')} />
      <Button type="submit" loading={busy}>
        {t('voice.finding.move')}
      </Button>
    </Stack>
  );
}
