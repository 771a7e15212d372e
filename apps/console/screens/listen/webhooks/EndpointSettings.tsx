import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Endpoint, listEndpoints, removeEndpoint, rotateEndpointSecret, updateEndpoint } from '#listen/contract';
import { call, useCall, useRefresh } from '../../../api.ts';
import { confirm } from '../../../ui/ConfirmDialog.tsx';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import { DateTime } from '../../../ui/Time.tsx';
import { EventPatterns } from './EventPatterns.tsx';
import { ShownOnce } from './ShownOnce.tsx';

/** Where it is, what it hears, its secret, and the way to be rid of it. */
export function EndpointSettings({ endpoint }: { endpoint: Endpoint }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const [secret, setSecret] = useState<string>();
  const rotate = useCall(rotateEndpointSecret, { refreshes: [listEndpoints], onSuccess: (reply) => setSecret(reply.secret) });
  const remove = useCall(removeEndpoint, {
    refreshes: [listEndpoints],
    onSuccess: () => void navigate({ to: '/webhooks', search: { way: 'out' } as never }),
  });
  const { id, url, description, events, earlierSecretUntil } = endpoint;
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues: { url, description, events } }, async (values) => {
    const saved = await call(updateEndpoint, { params: { id }, body: values });
    refresh(listEndpoints);
    form.resetDirty();
    if (saved.secret) setSecret(saved.secret);
    else showDone(t('webhooks.saved'));
  });
  const askRotate = async () => {
    const yes = await confirm({
      title: t('webhooks.out.rotate'),
      consequence: t('webhooks.out.rotate_consequence'),
      action: t('webhooks.out.rotate'),
    });
    if (yes) rotate.mutate({ params: { id }, body: {} });
  };
  const askRemove = async () => {
    const yes = await confirm({
      title: t('webhooks.out.remove'),
      consequence: t('webhooks.out.remove_consequence'),
      action: t('webhooks.out.remove'),
    });
    if (yes) remove.mutate({ params: { id } });
  };
  return (
    <Stack component="form" gap="md" maw="44rem" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <TextInput
        label={t('webhooks.out.url')}
        description={t('webhooks.out.url_hint')}
        type="url"
        required
        withAsterisk={false}
        {...form.getInputProps('url')}
      />
      <TextInput label={t('webhooks.out.description')} {...form.getInputProps('description')} />
      <EventPatterns {...form.getInputProps('events')} value={form.values.events} />
      <Group justify="space-between">
        <Button type="submit" loading={busy} disabled={!form.isDirty()}>
          {t('webhooks.save')}
        </Button>
        <Group gap="xs">
          <Button variant="default" loading={rotate.isPending} onClick={() => void askRotate()}>
            {t('webhooks.out.rotate')}
          </Button>
          <Button variant="subtle" color="red" onClick={() => void askRemove()}>
            {t('webhooks.out.remove')}
          </Button>
        </Group>
      </Group>
      {earlierSecretUntil && (
        <Text size="sm" c="var(--ink-quiet)">
          {t('webhooks.out.earlier_secret')} <DateTime at={earlierSecretUntil} />
        </Text>
      )}
      {secret && (
        <ShownOnce
          title={t('webhooks.out.new_secret')}
          values={[{ label: t('webhooks.secret'), value: secret }]}
          onClose={() => setSecret(undefined)}
        />
      )}
    </Stack>
  );
}
