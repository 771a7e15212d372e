import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { createChatChannel, listChannels } from '#listen/contract';
import { call, useRefresh } from '../../../api.ts';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem } from '../../../ui/Problem.tsx';
import { keepFreshSecret } from './fresh-secret.ts';

/** A name; everything else is seen better where it shows. */
export function NewChat({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues: { name: '' } }, async (body) => {
    const { channel, identitySecret } = await call(createChatChannel, { body });
    keepFreshSecret(channel.id, identitySecret);
    refresh(listChannels);
    await navigate({ to: `/channels/${channel.id}` });
  });
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <TextInput
        label={t('channels.name')}
        description={t('channels.name_hint')}
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
          {t('channels.create')}
        </Button>
      </Group>
    </Stack>
  );
}
