import { SegmentedControl, TagsInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { changeMoment } from '#moments/contract';
import { call } from '../../../api.ts';
import type { FormProps } from './ActDialog.tsx';
import { ActForm } from './ActForm.tsx';

export function ChangeForm({ moment, onDone }: FormProps) {
  const { t } = useTranslation();
  const { id, title, labels, skills, language, priority } = moment;
  return (
    <ActForm
      initial={{ title, labels, skills, language: language ?? '', priority: String(priority) }}
      submit={t('moments.change.act')}
      act={(values) => {
        const body = { ...values, language: values.language.trim() || null, priority: Number(values.priority) };
        return call(changeMoment, { params: { id }, body });
      }}
      onDone={onDone}
    >
      {(form) => (
        <>
          <TextInput label={t('moments.change.title_of')} required data-autofocus {...form.getInputProps('title')} />
          <SegmentedControl
            fullWidth
            aria-label={t('moments.change.priority')}
            data={['0', '1', '2'].map((value) => ({ value, label: t(`moments.priority.${value as '0' | '1' | '2'}`) }))}
            {...form.getInputProps('priority')}
          />
          <TagsInput label={t('moments.change.labels')} {...form.getInputProps('labels')} />
          <TagsInput label={t('moments.change.skills')} {...form.getInputProps('skills')} />
          <TextInput label={t('moments.change.language')} {...form.getInputProps('language')} />
        </>
      )}
    </ActForm>
  );
}

export function LabelForm({ moment: { id, labels }, onDone }: FormProps) {
  const { t } = useTranslation();
  return (
    <ActForm
      initial={{ labels }}
      submit={t('moments.change.act')}
      act={(body) => call(changeMoment, { params: { id }, body })}
      onDone={onDone}
    >
      {(form) => (
        <TagsInput
          label={t('moments.change.labels')}
          description={t('moments.change.labels_hint')}
          data-autofocus
          {...form.getInputProps('labels')}
        />
      )}
    </ActForm>
  );
}
