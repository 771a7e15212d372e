import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createEndpoint, listEndpoints } from '#listen/contract';
import { call, useRefresh } from '../../../api.ts';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem } from '../../../ui/Problem.tsx';
import { EventPatterns } from './EventPatterns.tsx';
import { ShownOnce } from './ShownOnce.tsx';

export function NewEndpoint({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const [made, setMade] = useState<{ id: string; secret: string }>();
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { url: '', description: '', events: [] as string[] } },
    async (values) => {
      const { endpoint, secret } = await call(createEndpoint, { body: values });
      refresh(listEndpoints);
      setMade({ id: endpoint.id, secret });
    },
  );
  if (made) {
    const go = () => void navigate({ to: `/webhooks/out/${made.id}` });
    return (
      <ShownOnce title={t('webhooks.out.made')} values={[{ label: t('webhooks.secret'), value: made.secret }]} onClose={go} />
    );
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('webhooks.out.new')}
      centered
      size="lg"
      closeButtonProps={{ 'aria-label': t('ui.cancel') }}
    >
      <Stack component="form" gap="md" onSubmit={onSubmit as never}>
        {banner && <Problem problem={banner} />}
        <TextInput
          label={t('webhooks.out.url')}
          placeholder="https://example.com/hooks/verona"
          type="url"
          required
          withAsterisk={false}
          data-autofocus
          {...form.getInputProps('url')}
        />
        <TextInput label={t('webhooks.out.description')} {...form.getInputProps('description')} />
        <EventPatterns {...form.getInputProps('events')} value={form.values.events} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('ui.cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('webhooks.out.create')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
