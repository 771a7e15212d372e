import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { listSources, type Source, updateSource } from '#listen/contract';
import { call, useRefresh } from '../../api.ts';
import { useProblemForm } from '../../ui/form.ts';
import { Problem } from '../../ui/Problem.tsx';

export function RenameSource({ source, opened, onClose }: { source: Source; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues: { name: source.name } }, async (body) => {
    await call(updateSource, { params: { id: source.id }, body });
    refresh(listSources);
    onClose();
  });
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('listen.source.rename')}
      centered
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <Stack component="form" gap="md" onSubmit={onSubmit as never}>
        {banner && <Problem problem={banner} />}
        <TextInput
          label={t('listen.source.name')}
          required
          withAsterisk={false}
          maxLength={120}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('ui.cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('listen.source.rename')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
