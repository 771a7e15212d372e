/** What answers are on the other side of an open channel: whoever writes one is told. */
import { NumberInput, Switch } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';

export const answersUsually = { isPublic: false, limit: '' as number | '' };
type Answers = typeof answersUsually;

export function OpenAnswers<V extends Answers>({ form, readOnly }: { form: UseFormReturnType<V>; readOnly: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <Switch
        label={t('ears.open.public')}
        description={t('ears.open.public_hint')}
        disabled={readOnly}
        {...form.getInputProps('isPublic', { type: 'checkbox' })}
      />
      <NumberInput
        label={t('ears.open.limit')}
        description={t('ears.open.limit_hint')}
        min={1}
        max={50_000}
        hideControls
        readOnly={readOnly}
        {...form.getInputProps('limit')}
      />
    </>
  );
}
