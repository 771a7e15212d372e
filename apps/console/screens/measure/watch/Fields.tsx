/** What is said of a watch when it is begun and when it is changed: the same inputs. */
import { NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { sensitivities } from '#measure/contract';
import { EmployeeSelect } from '../../people/EmployeeSelect.tsx';

export type Kept = { title: string; sensitivity: string; todo: string; answerHours: number | string };

interface Props<Values extends Kept> {
  form: UseFormReturnType<Values>;
  owner: { id: string; name: string } | null;
  onOwner: (owner: { id: string; name: string } | null) => void;
  /** Lines know no sensitivity. */
  lines: boolean;
}

export function Fields<Values extends Kept>({ form, owner, onOwner, lines }: Props<Values>) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput label={t('watch.field.title')} required withAsterisk={false} maxLength={120} {...form.getInputProps('title')} />
      {!lines && (
        <Select
          label={t('watch.field.sensitivity')}
          data={sensitivities.map((value) => ({ value, label: t(`watch.sensitivity.${value}`) }))}
          allowDeselect={false}
          {...form.getInputProps('sensitivity')}
        />
      )}
      <EmployeeSelect label={t('watch.field.owner')} chosen={owner} onChange={onOwner} />
      <NumberInput label={t('watch.field.hours')} min={1} max={720} allowDecimal={false} {...form.getInputProps('answerHours')} />
      <Textarea
        label={t('watch.field.todo')}
        description={t('watch.field.todo_hint')}
        autosize
        minRows={2}
        maxLength={1000}
        {...form.getInputProps('todo')}
      />
    </>
  );
}
