import { SegmentedControl, Select, Text, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { listQueues, releaseMoment, takeMoment, waitFor } from '#moments/contract';
import { call, useRoute } from '../../../api.ts';
import type { FormProps } from './ActDialog.tsx';
import { ActForm } from './ActForm.tsx';

export function TakeForm({ moment: { id, epoch, owner }, onDone }: FormProps) {
  const { t } = useTranslation();
  return (
    <ActForm
      initial={{ reason: '' }}
      submit={t('moments.act.take')}
      act={({ reason }) => call(takeMoment, { params: { id }, body: { epoch, reason } })}
      onDone={onDone}
    >
      {(form) => (
        <>
          <Text size="sm" c="var(--ink-quiet)">
            {t('moments.take_from', { name: owner.name })}
          </Text>
          <Textarea label={t('moments.release.reason')} required data-autofocus {...form.getInputProps('reason')} />
        </>
      )}
    </ActForm>
  );
}

export function ReleaseForm({ moment: { id, epoch, queue }, onDone }: FormProps) {
  const { t } = useTranslation();
  const { data } = useRoute(listQueues);
  return (
    <ActForm
      initial={{ queue: queue.id, reason: '' }}
      submit={t('moments.act.release')}
      act={(values) => call(releaseMoment, { params: { id }, body: { epoch, ...values } })}
      onDone={onDone}
    >
      {(form) => (
        <>
          <Text size="sm" c="var(--ink-quiet)">
            {t('moments.release.lead')}
          </Text>
          <Select
            label={t('moments.queue')}
            data={(data?.items ?? [queue]).map(({ id: value, name }) => ({ value, label: name }))}
            allowDeselect={false}
            {...form.getInputProps('queue')}
          />
          <Textarea label={t('moments.release.reason')} required data-autofocus {...form.getInputProps('reason')} />
        </>
      )}
    </ActForm>
  );
}

const waits = ['customer', 'team', 'nobody'] as const;

export function WaitForm({ moment: { id, epoch, state }, onDone }: FormProps) {
  const { t } = useTranslation();
  const initial: (typeof waits)[number] = state === 'open' ? 'customer' : 'nobody';
  return (
    <ActForm
      initial={{ for: initial as string, note: '' }}
      submit={t('moments.change.act')}
      act={({ for: whom, note }) => call(waitFor, { params: { id }, body: { epoch, for: whom as (typeof waits)[number], note } })}
      onDone={onDone}
    >
      {(form) => (
        <>
          <SegmentedControl
            fullWidth
            aria-label={t('moments.act.wait')}
            data={waits.map((value) => ({ value, label: t(`moments.wait.${value}`) }))}
            {...form.getInputProps('for')}
          />
          <Textarea label={t('moments.wait.note')} autosize minRows={2} {...form.getInputProps('note')} />
        </>
      )}
    </ActForm>
  );
}
