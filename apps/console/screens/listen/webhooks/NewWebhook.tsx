import { Button, Group, Modal, PasswordInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createWebhook, listWebhooks } from '#listen/contract';
import { call, useRefresh } from '../../../api.ts';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem } from '../../../ui/Problem.tsx';
import { type PresetName, verificationOf } from './presets.ts';
import { ShownOnce, type ShownValue } from './ShownOnce.tsx';
import { VerificationInputs } from './VerificationInputs.tsx';

/** Name, proof, body: then the address, once, and on to its mapping. */
export function NewWebhook({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const bodyLabel = useId();
  const [made, setMade] = useState<{ id: string; values: ShownValue[] }>();
  const { form, banner, busy, onSubmit } = useProblemForm(
    {
      initialValues: {
        name: '',
        preset: 'standard' as PresetName,
        header: '',
        prefix: '',
        encoding: 'hex' as const,
        secret: '',
        body: 'json' as 'json' | 'form',
      },
    },
    async ({ name, secret, body, ...fields }) => {
      const given = secret.trim();
      const { webhook, ...shown } = await call(createWebhook, {
        body: { name, verification: verificationOf(fields), body, ...(given && fields.preset !== 'none' && { secret: given }) },
      });
      refresh(listWebhooks);
      const values = [{ label: t('webhooks.in.address'), value: shown.address }];
      if (shown.secret) values.push({ label: t('webhooks.secret'), value: shown.secret });
      setMade({ id: webhook.id, values });
    },
  );
  if (made) {
    const go = () => void navigate({ to: `/webhooks/in/${made.id}` });
    return <ShownOnce title={t('webhooks.in.made')} values={made.values} onClose={go} />;
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('webhooks.in.new')}
      centered
      size="lg"
      closeButtonProps={{ 'aria-label': t('ui.cancel') }}
    >
      <Stack component="form" gap="md" onSubmit={onSubmit as never}>
        {banner && <Problem problem={banner} />}
        <TextInput
          label={t('webhooks.name')}
          placeholder={t('webhooks.in.name_example')}
          required
          withAsterisk={false}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <VerificationInputs form={form as never} />
        {form.values.preset !== 'none' && (
          <PasswordInput
            label={t('webhooks.in.given_secret')}
            description={t('webhooks.in.given_secret_hint')}
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': t('ui.password.show') }}
            {...form.getInputProps('secret')}
          />
        )}
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
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('ui.cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('webhooks.in.create')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
