import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addWebhookSecret, listWebhooks, removeWebhookSecret, type Webhook } from '#listen/contract';
import { call, useCall, useRefresh } from '../../../api.ts';
import { confirm } from '../../../ui/ConfirmDialog.tsx';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem } from '../../../ui/Problem.tsx';
import { RelativeTime } from '../../../ui/Time.tsx';
import { ShownOnce } from './ShownOnce.tsx';

/** The secrets in use, by their last characters. A new one works beside the old until that is removed. */
export function Secrets({ webhook, mayChange }: { webhook: Webhook; mayChange: boolean }) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const remove = useCall(removeWebhookSecret, { refreshes: [listWebhooks] });
  const ask = async (secretId: string, hint: string) => {
    const yes = await confirm({
      title: t('webhooks.in.remove_secret', { hint }),
      consequence: t('webhooks.in.remove_secret_consequence'),
      action: t('webhooks.in.remove'),
    });
    if (yes) remove.mutate({ params: { id: webhook.id, secretId } });
  };
  return (
    <Stack gap="xs">
      {webhook.secrets.map(({ id, hint, addedAt }) => (
        <Group key={id} justify="space-between" wrap="nowrap">
          <Text size="sm">
            <code>…{hint}</code>{' '}
            <Text span c="var(--ink-quiet)">
              <RelativeTime at={addedAt} />
            </Text>
          </Text>
          {mayChange && webhook.secrets.length > 1 && (
            <Button size="compact-sm" variant="subtle" color="red" onClick={() => void ask(id, hint)}>
              {t('webhooks.in.remove')}
            </Button>
          )}
        </Group>
      ))}
      {mayChange && (
        <Group>
          <Button size="xs" variant="default" onClick={() => setAdding(true)}>
            {t('webhooks.in.add_secret')}
          </Button>
        </Group>
      )}
      {adding && <AddSecret id={webhook.id} onClose={() => setAdding(false)} />}
    </Stack>
  );
}

function AddSecret({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const [made, setMade] = useState<string>();
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues: { secret: '' } }, async ({ secret }) => {
    const given = secret.trim();
    const added = await call(addWebhookSecret, { params: { id }, body: given ? { secret: given } : {} });
    refresh(listWebhooks);
    if (added.secret) setMade(added.secret);
    else onClose();
  });
  if (made)
    return (
      <ShownOnce
        title={t('webhooks.in.secret_added')}
        values={[{ label: t('webhooks.secret'), value: made }]}
        onClose={onClose}
      />
    );
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('webhooks.in.add_secret')}
      centered
      closeButtonProps={{ 'aria-label': t('ui.cancel') }}
    >
      <Stack component="form" gap="md" onSubmit={onSubmit as never}>
        {banner && <Problem problem={banner} />}
        <PasswordInput
          label={t('webhooks.in.given_secret')}
          description={t('webhooks.in.given_secret_hint')}
          autoComplete="off"
          data-autofocus
          visibilityToggleButtonProps={{ 'aria-label': t('ui.password.show') }}
          {...form.getInputProps('secret')}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={busy}>
            {t('webhooks.in.add_secret')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
