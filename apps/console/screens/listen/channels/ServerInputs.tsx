import { Group, NumberInput, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';

interface Props {
  /** `imap` or `smtp`: where the values stand in the form. */
  which: 'imap' | 'smtp';
  // biome-ignore lint/suspicious/noExplicitAny: inputs are bound by path; whose form it is does not matter here.
  form: UseFormReturnType<any>;
  /** A password is kept already: it need not be typed again. */
  kept: boolean;
  readOnly: boolean;
}

/** A mail server and how to sign in there. */
export function ServerInputs({ which, form, kept, readOnly }: Props) {
  const { t } = useTranslation();
  const needed = { required: true, withAsterisk: false, readOnly };
  return (
    <Stack gap="sm">
      <Group grow align="flex-start" preventGrowOverflow={false}>
        <TextInput
          label={t('channels.mail.host')}
          placeholder={`${which}.example.com`}
          flex="2 1 10rem"
          {...needed}
          {...form.getInputProps(`${which}.host`)}
        />
        <NumberInput
          label={t('channels.mail.port')}
          flex="1 1 5rem"
          min={1}
          max={65_535}
          hideControls
          {...needed}
          {...form.getInputProps(`${which}.port`)}
        />
        <Select
          label={t('channels.mail.security')}
          flex="1 1 7rem"
          allowDeselect={false}
          disabled={readOnly}
          data={(['tls', 'starttls', 'none'] as const).map((value) => ({ value, label: t(`channels.mail.securities.${value}`) }))}
          {...form.getInputProps(`${which}.security`)}
        />
      </Group>
      <Group grow align="flex-start">
        <TextInput
          label={t('channels.mail.user')}
          autoComplete="off"
          {...needed}
          required={which === 'imap'}
          {...form.getInputProps(`${which}.user`)}
        />
        <PasswordInput
          label={t('channels.mail.password')}
          autoComplete="new-password"
          placeholder={kept ? t('channels.mail.password_kept') : ''}
          readOnly={readOnly}
          visibilityToggleButtonProps={{ 'aria-label': t('channels.show_password') }}
          {...form.getInputProps(`${which}Password`)}
        />
      </Group>
    </Stack>
  );
}
