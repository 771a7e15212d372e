import { Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { createSource, listSources, overview } from '#listen/contract';
import { call, useRefresh } from '../../api.ts';
import { useProblemForm } from '../../ui/form.ts';
import { Problem } from '../../ui/Problem.tsx';
import { keepFreshKeys } from './fresh-keys.ts';

const kinds = ['server', 'browser', 'import'] as const;

/** A name and how far its words are trusted; then straight on to its keys. */
export function NewSource({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('listen.source.add')}
      centered
      size="lg"
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <Form onClose={onClose} />
    </Modal>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { name: '', kind: 'server' as (typeof kinds)[number] } },
    async (body) => {
      const { source, secrets } = await call(createSource, { body });
      keepFreshKeys(source.id, secrets);
      refresh(listSources, overview);
      await navigate({ to: `/sources/${source.id}` });
    },
  );
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <TextInput
        label={t('listen.source.name')}
        description={t('listen.source.name_hint')}
        required
        withAsterisk={false}
        maxLength={120}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <Radio.Group label={t('listen.source.speaks_from')} {...form.getInputProps('kind')}>
        <Stack gap="xs" mt="xs">
          {kinds.map((kind) => (
            <Radio.Card key={kind} value={kind} p="sm" radius="md" aria-label={t(`listen.source.kind.${kind}.title`)}>
              <Group wrap="nowrap" align="flex-start" gap="sm">
                <Radio.Indicator mt={2} />
                <div>
                  <Text size="sm" fw={500}>
                    {t(`listen.source.kind.${kind}.title`)}
                  </Text>
                  <Text size="sm" c="var(--ink-quiet)">
                    {t(`listen.source.kind.${kind}.text`)}
                  </Text>
                </div>
              </Group>
            </Radio.Card>
          ))}
        </Stack>
      </Radio.Group>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
        <Button type="submit" loading={busy}>
          {t('listen.source.add_action')}
        </Button>
      </Group>
    </Stack>
  );
}
