import { Select, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MailboxForm } from './MailboxForm.tsx';
import { NewChat } from './NewChat.tsx';
import { NewOpen } from './NewOpen.tsx';
import { SmsForm } from './SmsForm.tsx';

const kinds = ['web_chat', 'email', 'sms', 'open'] as const;
type Kind = (typeof kinds)[number];

const forms = { web_chat: NewChat, email: MailboxForm, sms: SmsForm, open: NewOpen };

/** Which way of talking, then what that way needs to know. */
export function NewChannel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Kind>('web_chat');
  const Form = forms[kind];
  return (
    <Stack gap="md">
      <Select
        label={t('channels.kind')}
        allowDeselect={false}
        data={kinds.map((value) => ({ value, label: t(`channels.kinds.${value}`) }))}
        value={kind}
        onChange={(value) => setKind(value as Kind)}
      />
      <Form onClose={onClose} />
    </Stack>
  );
}
