import { Button, Group, SegmentedControl, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listWebhooks, renewWebhookAddress, updateWebhook, type Webhook } from '#listen/contract';
import { call, useCall, useRefresh } from '../../../api.ts';
import { confirm } from '../../../ui/ConfirmDialog.tsx';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import { fieldsOf, verificationOf } from './presets.ts';
import { Secrets } from './Secrets.tsx';
import { ShownOnce } from './ShownOnce.tsx';
import { VerificationInputs } from './VerificationInputs.tsx';

/** Name, proof and body of one webhook, its secrets and its address. */
export function WebhookSettings({ webhook, mayChange }: { webhook: Webhook; mayChange: boolean }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const bodyLabel = useId();
  const [address, setAddress] = useState<string>();
  const renew = useCall(renewWebhookAddress, { refreshes: [listWebhooks], onSuccess: (reply) => setAddress(reply.address) });
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { name: webhook.name, body: webhook.body, ...fieldsOf(webhook.verification) } },
    async ({ name, body, ...fields }) => {
      await call(updateWebhook, { params: { id: webhook.id }, body: { name, body, verification: verificationOf(fields) } });
      refresh(listWebhooks);
      form.resetDirty();
      showDone(t('webhooks.saved'));
    },
  );
  const askRenew = async () => {
    const yes = await confirm({
      title: t('webhooks.in.renew'),
      consequence: t('webhooks.in.renew_consequence'),
      action: t('webhooks.in.renew'),
    });
    if (yes) renew.mutate({ params: { id: webhook.id }, body: {} });
  };
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
      <Stack component="form" gap="md" onSubmit={onSubmit as never}>
        {banner && <Problem problem={banner} />}
        <TextInput label={t('webhooks.name')} readOnly={!mayChange} {...form.getInputProps('name')} />
        <VerificationInputs form={form as never} />
        <div>
          <Text size="sm" fw={500} id={bodyLabel} mb={4}>
            {t('webhooks.in.body')}
          </Text>
          <SegmentedControl
            aria-labelledby={bodyLabel}
            data={[
              { value: 'json', label: 'JSON' },
              { value: 'form', label: t('webhooks.in.form') },
            ]}
            {...form.getInputProps('body')}
          />
        </div>
        {mayChange && (
          <Group>
            <Button type="submit" loading={busy} disabled={!form.isDirty()}>
              {t('webhooks.save')}
            </Button>
          </Group>
        )}
      </Stack>
      <Stack gap="lg">
        <div>
          <Text size="sm" fw={500} mb={4}>
            {t('webhooks.in.address')}
          </Text>
          <Text size="sm" c="var(--ink-quiet)" mb="xs">
            {t('webhooks.in.address_hint', { hint: webhook.addressHint })}
          </Text>
          {mayChange && (
            <Button size="xs" variant="default" loading={renew.isPending} onClick={() => void askRenew()}>
              {t('webhooks.in.renew')}
            </Button>
          )}
        </div>
        {webhook.verification.scheme !== 'none' && (
          <div>
            <Text size="sm" fw={500} mb={4}>
              {t('webhooks.in.secrets')}
            </Text>
            <Secrets webhook={webhook} mayChange={mayChange} />
          </div>
        )}
      </Stack>
      {address && (
        <ShownOnce
          title={t('webhooks.in.renewed')}
          values={[{ label: t('webhooks.in.address'), value: address }]}
          onClose={() => setAddress(undefined)}
        />
      )}
    </SimpleGrid>
  );
}
