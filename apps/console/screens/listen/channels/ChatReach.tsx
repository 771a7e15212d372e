import { NumberInput, Select, Stack, Switch, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { listChannels } from '#listen/contract';
import { listCalendars } from '#moments/contract';
import { useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';

interface Reach {
  settings: { answersByMail: boolean; awaySeconds: number; mailChannel: string | null; calendar: string | null; help: boolean };
}

/** How visitors are reached when they have left, when somebody is back, and whether they can look for an answer themselves. */
export function ChatReach<Values extends Reach>({ form }: { form: UseFormReturnType<Values> }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const channels = useRoute(listChannels);
  const calendars = useRoute(listCalendars, undefined, { enabled: can('moments.read') });
  const mailboxes = (channels.data?.items ?? []).filter(({ kind }) => kind === 'email');
  const { answersByMail } = form.values.settings;
  return (
    <Stack gap="sm" component="fieldset" style={{ border: 0, margin: 0, padding: 0 }}>
      <Text component="legend" size="sm" fw={500} mb="xs">
        {t('channels.chat.reach')}
      </Text>
      <Select
        label={t('channels.chat.calendar')}
        description={t('channels.chat.calendar_hint')}
        placeholder={t('channels.chat.calendar_of_policy')}
        clearable
        data={(calendars.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        {...form.getInputProps('settings.calendar')}
      />
      <Switch label={t('channels.chat.help')} {...form.getInputProps('settings.help', { type: 'checkbox' })} />
      <Switch
        label={t('channels.chat.by_mail')}
        description={mailboxes.length === 0 ? t('channels.chat.by_mail_none') : t('channels.chat.by_mail_hint')}
        {...form.getInputProps('settings.answersByMail', { type: 'checkbox' })}
      />
      {answersByMail && mailboxes.length > 0 && (
        <>
          <NumberInput
            label={t('channels.chat.away')}
            min={5}
            max={86_400}
            allowDecimal={false}
            {...form.getInputProps('settings.awaySeconds')}
          />
          <Select
            label={t('channels.chat.mail_channel')}
            placeholder={mailboxes[0]?.name ?? ''}
            clearable
            data={mailboxes.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('settings.mailChannel')}
          />
        </>
      )}
    </Stack>
  );
}
