import { Button, Group, NumberInput, PasswordInput, Stack, TagsInput, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Channel, changeSmsChannel, createSmsChannel, listChannels, type SmsSettings } from '#listen/contract';
import { call, useRefresh } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem, showDone } from '../../../ui/Problem.tsx';

const usual = { accountSid: '', from: '', apiBase: 'https://api.twilio.com', dailyLimit: 1_000, prefixes: [] as string[] };

/** The provider's account, the number, and what it may cost at most; for a new channel and for one that is there. */
export function SmsForm({ channel, onClose }: { channel?: Channel; onClose?: () => void }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const { provider: _, ...before } = (channel?.settings ?? { provider: 'twilio', ...usual }) as unknown as SmsSettings;
  const readOnly = !can('listen.channels');
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { name: channel?.name ?? '', ...before, authToken: '' } },
    async ({ authToken, prefixes, ...rest }) => {
      const body = { ...rest, ...(prefixes.length > 0 && { prefixes }) };
      if (channel === undefined) {
        const { id } = await call(createSmsChannel, { body: { ...body, authToken } });
        refresh(listChannels);
        await navigate({ to: `/channels/${id}` });
        return;
      }
      await call(changeSmsChannel, { params: { id: channel.id }, body: { ...body, ...(authToken && { authToken }) } });
      refresh(listChannels);
      form.resetDirty();
      showDone(t('channels.saved'));
    },
  );
  const needed = { required: true, withAsterisk: false, readOnly };
  return (
    <Stack component="form" gap="md" maw="36rem" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <TextInput label={t('channels.name')} maxLength={120} {...needed} {...form.getInputProps('name')} />
      <TextInput label={t('channels.sms.from')} placeholder="+39 06 1234 5678" {...needed} {...form.getInputProps('from')} />
      <TextInput label={t('channels.sms.account')} placeholder="AC…" {...needed} {...form.getInputProps('accountSid')} />
      <PasswordInput
        label={t('channels.sms.token')}
        description={t(channel ? 'channels.sms.token_kept' : 'channels.sms.token_hint')}
        autoComplete="off"
        readOnly={readOnly}
        required={channel === undefined}
        withAsterisk={false}
        visibilityToggleButtonProps={{ 'aria-label': t('channels.show_password') }}
        {...form.getInputProps('authToken')}
      />
      <TextInput label={t('channels.sms.base')} type="url" {...needed} {...form.getInputProps('apiBase')} />
      <NumberInput
        label={t('channels.sms.limit')}
        description={t('channels.sms.limit_hint')}
        min={1}
        max={1_000_000}
        hideControls
        {...needed}
        {...form.getInputProps('dailyLimit')}
      />
      <TagsInput
        label={t('channels.sms.prefixes')}
        description={t('channels.sms.prefixes_hint')}
        placeholder="+39"
        readOnly={readOnly}
        {...form.getInputProps('prefixes')}
      />
      {!readOnly && (
        <Group justify="flex-end" gap="xs">
          {onClose && (
            <Button variant="default" onClick={onClose}>
              {t('ui.cancel')}
            </Button>
          )}
          <Button type="submit" loading={busy} disabled={channel !== undefined && !form.isDirty()}>
            {t(channel ? 'channels.save' : 'channels.sms.create')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
