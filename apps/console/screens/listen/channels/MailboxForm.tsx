import { Button, Group, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { changeMailbox, createMailbox, listChannels, type Mailbox, readMailbox } from '#listen/contract';
import { call, useRefresh } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import { ServerInputs } from './ServerInputs.tsx';

const imap = { host: '', port: 993, security: 'tls' as 'tls' | 'starttls' | 'none', user: '', folder: 'INBOX' };
const smtp = { host: '', port: 465, security: 'tls' as 'tls' | 'starttls' | 'none', user: '' };

/** An address, where its mail comes from and goes to; for a new mailbox and for one that is there. */
export function MailboxForm({ mailbox, onClose }: { mailbox?: Mailbox; onClose?: () => void }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const readOnly = !can('listen.channels');
  const initialValues = {
    name: '',
    address: mailbox?.address ?? '',
    displayName: mailbox?.displayName ?? '',
    acknowledge: mailbox?.acknowledge ?? false,
    acknowledgement: mailbox?.acknowledgement ?? '',
    fetched: Boolean(mailbox?.imap),
    posted: Boolean(mailbox?.smtp),
    imap: mailbox?.imap ?? imap,
    smtp: { ...smtp, ...mailbox?.smtp },
    imapPassword: '',
    smtpPassword: '',
  };
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues }, async (values) => {
    const { name, fetched, posted, imapPassword, smtpPassword, ...rest } = values;
    const { user, ...server } = rest.smtp;
    const body = {
      ...rest,
      imap: fetched ? rest.imap : null,
      smtp: posted ? { ...server, ...(user && { user }) } : null,
      ...(fetched && imapPassword && { imapPassword }),
      ...(posted && smtpPassword && { smtpPassword }),
    };
    if (mailbox === undefined) {
      const { channel } = await call(createMailbox, { body: { name, ...body } });
      refresh(listChannels);
      await navigate({ to: `/channels/${channel.id}` });
      return;
    }
    await call(changeMailbox, { params: { id: mailbox.channelId }, body });
    refresh(readMailbox);
    form.resetDirty();
    showDone(t('channels.saved'));
  });
  const { fetched, posted, acknowledge } = form.values;
  const needed = { required: true, withAsterisk: false, readOnly };
  return (
    <Stack component="form" gap="md" maw="40rem" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      {mailbox === undefined && (
        <TextInput label={t('channels.name')} maxLength={120} {...needed} {...form.getInputProps('name')} />
      )}
      <TextInput
        label={t('channels.mail.address')}
        type="email"
        maxLength={60}
        placeholder="help@shop.example"
        {...needed}
        {...form.getInputProps('address')}
      />
      <TextInput
        label={t('channels.mail.display_name')}
        description={t('channels.mail.display_name_hint')}
        maxLength={120}
        {...needed}
        {...form.getInputProps('displayName')}
      />
      <Switch
        label={t('channels.mail.fetched')}
        description={t('channels.mail.fetched_hint')}
        disabled={readOnly}
        {...form.getInputProps('fetched', { type: 'checkbox' })}
      />
      {fetched && <ServerInputs which="imap" form={form} kept={Boolean(mailbox?.imap)} readOnly={readOnly} />}
      <Switch
        label={t('channels.mail.posted')}
        description={t('channels.mail.posted_hint')}
        disabled={readOnly}
        {...form.getInputProps('posted', { type: 'checkbox' })}
      />
      {posted && <ServerInputs which="smtp" form={form} kept={Boolean(mailbox?.smtp)} readOnly={readOnly} />}
      <Switch
        label={t('channels.mail.acknowledge')}
        description={t('channels.mail.acknowledge_hint')}
        disabled={readOnly}
        {...form.getInputProps('acknowledge', { type: 'checkbox' })}
      />
      {acknowledge && (
        <Textarea
          label={t('channels.mail.acknowledgement')}
          autosize
          minRows={2}
          maxLength={2_000}
          readOnly={readOnly}
          {...form.getInputProps('acknowledgement')}
        />
      )}
      {!readOnly && (
        <Group justify="flex-end" gap="xs">
          {onClose && (
            <Button variant="default" onClick={onClose}>
              {t('ui.cancel')}
            </Button>
          )}
          <Button type="submit" loading={busy} disabled={mailbox !== undefined && !form.isDirty()}>
            {t(mailbox ? 'channels.save' : 'channels.mail.create')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
