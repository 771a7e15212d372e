import { Select, Stack } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EarForm } from './EarForm.tsx';
import { MailboxForm } from './MailboxForm.tsx';
import { NewChat } from './NewChat.tsx';
import { NewOpen } from './NewOpen.tsx';
import { SmsForm } from './SmsForm.tsx';

const kinds = ['web_chat', 'email', 'sms', 'feed', 'mastodon', 'bluesky', 'open'] as const;
type Kind = (typeof kinds)[number];

type Form = (props: { onClose: () => void }) => ReactNode;
const forms: Record<Kind, Form> = {
  web_chat: NewChat,
  email: MailboxForm,
  sms: SmsForm,
  feed: (props) => <EarForm key="feed" kind="feed" {...props} />,
  mastodon: (props) => <EarForm key="mastodon" kind="mastodon" {...props} />,
  bluesky: (props) => <EarForm key="bluesky" kind="bluesky" {...props} />,
  open: NewOpen,
};

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
