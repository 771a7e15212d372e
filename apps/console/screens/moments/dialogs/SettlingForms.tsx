import { SegmentedControl, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { checkMoment, reopenMoment, resolveMoment } from '#moments/contract';
import { call } from '../../../api.ts';
import type { FormProps } from './ActDialog.tsx';
import { ActForm } from './ActForm.tsx';
import { OutcomeChoice, type OutcomeWord } from './OutcomeChoice.tsx';

export function ResolveForm({ moment: { id, epoch }, onDone }: FormProps) {
  const { t } = useTranslation();
  return (
    <ActForm
      initial={{ outcome: 'answered', note: '' }}
      submit={t('moments.act.resolve')}
      act={({ outcome, note }) => call(resolveMoment, { params: { id }, body: { epoch, outcome: outcome as OutcomeWord, note } })}
      onDone={onDone}
    >
      {(form) => (
        <>
          <OutcomeChoice
            value={form.values.outcome as OutcomeWord}
            onChange={(outcome) => form.setFieldValue('outcome', outcome)}
          />
          <Textarea label={t('moments.resolve.note')} autosize minRows={2} {...form.getInputProps('note')} />
        </>
      )}
    </ActForm>
  );
}

export function ReopenForm({ moment: { id }, onDone }: FormProps) {
  const { t } = useTranslation();
  return (
    <ActForm
      initial={{ reason: '' }}
      submit={t('moments.act.reopen')}
      act={(body) => call(reopenMoment, { params: { id }, body })}
      onDone={onDone}
    >
      {(form) => (
        <Textarea label={t('moments.release.reason')} data-autofocus autosize minRows={2} {...form.getInputProps('reason')} />
      )}
    </ActForm>
  );
}

const verdicts = ['settled', 'not_settled'] as const;

export function CheckForm({ moment: { id }, onDone }: FormProps) {
  const { t } = useTranslation();
  return (
    <ActForm
      initial={{ verdict: 'settled', note: '' }}
      submit={t('moments.act.check')}
      act={({ verdict, note }) =>
        call(checkMoment, { params: { id }, body: { verdict: verdict as (typeof verdicts)[number], note } })
      }
      onDone={onDone}
    >
      {(form) => (
        <>
          <SegmentedControl
            fullWidth
            aria-label={t('moments.act.check')}
            data={verdicts.map((value) => ({ value, label: t(`moments.check.${value}`) }))}
            {...form.getInputProps('verdict')}
          />
          <Textarea label={t('moments.check.note')} autosize minRows={2} {...form.getInputProps('note')} />
        </>
      )}
    </ActForm>
  );
}
