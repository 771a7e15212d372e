import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { createOpenChannel, listChannels } from '#listen/contract';
import { call, useRefresh } from '../../../api.ts';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem } from '../../../ui/Problem.tsx';
import { keepFreshSecret } from './fresh-secret.ts';
import { answersUsually, OpenAnswers } from './OpenAnswers.tsx';

/** A name, and where what we say is posted. */
export function NewOpen({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { name: '', url: '', ...answersUsually } },
    async ({ limit, ...rest }) => {
      const { channel, secret } = await call(createOpenChannel, { body: { ...rest, limit: limit === '' ? null : limit } });
      keepFreshSecret(channel.id, secret);
      refresh(listChannels);
      await navigate({ to: `/channels/${channel.id}` });
    },
  );
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <TextInput label={t('channels.name')} required withAsterisk={false} maxLength={120} {...form.getInputProps('name')} />
      <TextInput
        label={t('channels.open.url')}
        description={t('channels.open.url_hint')}
        placeholder="https://app.example/verona"
        type="url"
        required
        withAsterisk={false}
        {...form.getInputProps('url')}
      />
      <OpenAnswers form={form} readOnly={false} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
        <Button type="submit" loading={busy}>
          {t('channels.open.create')}
        </Button>
      </Group>
    </Stack>
  );
}
