import { Button, Checkbox, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { addNote } from '#measure/contract';
import { call } from '../../../api.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem } from '../../../ui/Problem.tsx';

interface Props {
  opened: boolean;
  /** Null: it stands on every chart over time, and there is no choice. */
  metricId: string | null;
  onClose: () => void;
  onKept: () => void;
}

/** What happened on a day, for whoever reads the chart later. */
export function AddNote({ opened, onClose, ...rest }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('metrics.note.add')} opened={opened} onClose={onClose}>
      <Form onClose={onClose} {...rest} />
    </Dialog>
  );
}

function Form({ metricId, onClose, onKept }: Omit<Props, 'opened'>) {
  const { t } = useTranslation();
  const today = new Date().toLocaleDateString('en-CA');
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { day: today, text: '', everywhere: false } },
    async ({ day, text, everywhere }) => {
      await call(addNote, { body: { day, text, metricId: everywhere ? null : metricId } });
      onKept();
      onClose();
    },
  );
  return (
    <form onSubmit={onSubmit}>
      <Stack>
        {banner && <Problem problem={banner} />}
        <TextInput type="date" label={t('metrics.note.day')} required {...form.getInputProps('day')} />
        <TextInput label={t('metrics.note.text')} required maxLength={200} {...form.getInputProps('text')} />
        {metricId === null ? (
          <Text size="sm" c="var(--ink-quiet)">
            {t('metrics.note.on_all')}
          </Text>
        ) : (
          <Checkbox label={t('metrics.note.everywhere')} {...form.getInputProps('everywhere', { type: 'checkbox' })} />
        )}
        <Button type="submit" loading={busy}>
          {t('metrics.note.keep')}
        </Button>
      </Stack>
    </form>
  );
}
