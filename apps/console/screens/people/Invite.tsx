import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Role, routes } from '#people/contract';
import type { ReplyOf } from '#platform/contract';
import { call, useRefresh } from '../../api.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { useProblemForm } from '../../ui/form.ts';
import { Problem } from '../../ui/Problem.tsx';
import { ShownOnce } from '../../ui/ShownOnce.tsx';
import { RoleSelect } from './RoleSelect.tsx';

type Invited = ReplyOf<typeof routes.invite>;

interface Props {
  opened: boolean;
  onClose: () => void;
  /** Somebody who is in the directory already. */
  to?: To;
}

interface To {
  name: string;
  email: string;
}

/** An address and a role; then the link, for whoever has no mail server or does not want to wait for one. */
export function Invite({ opened, onClose, to }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('people.invite.title')} opened={opened} onClose={onClose}>
      <Steps onClose={onClose} to={to ?? { name: '', email: '' }} />
    </Dialog>
  );
}

function Steps({ onClose, to }: { onClose: () => void; to: To }) {
  const { t } = useTranslation();
  const [invited, setInvited] = useState<Invited>();
  if (!invited) return <Form to={to} onInvited={setInvited} onClose={onClose} />;
  return (
    <Stack gap="md">
      <Text size="sm">{t(`people.invite.mail.${invited.mail}`, { email: invited.invitation.email })}</Text>
      <ShownOnce title={t('people.invite.link')} value={invited.link} copy={t('people.invite.copy')}>
        {t('people.invite.once')}
      </ShownOnce>
      <Group justify="flex-end">
        <Button onClick={onClose}>{t('people.invite.close')}</Button>
      </Group>
    </Stack>
  );
}

function Form({ to, onInvited, onClose }: { to: To; onInvited: (invited: Invited) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { ...to, role: 'agent' as Role } },
    async ({ email, name, role }) => {
      onInvited(await call(routes.invite, { body: { email: email.trim(), role, ...(name.trim() && { name }) } }));
      refresh(routes.listInvitations, routes.listEmployees);
    },
  );
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <TextInput
        label={t('people.email')}
        type="email"
        autoComplete="off"
        required
        withAsterisk={false}
        readOnly={to.email !== ''}
        data-autofocus
        {...form.getInputProps('email')}
      />
      <TextInput label={t('people.name')} description={t('people.invite.name_hint')} {...form.getInputProps('name')} />
      <RoleSelect label={t('people.role')} {...form.getInputProps('role')} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
        <Button type="submit" loading={busy}>
          {t('people.invite.make')}
        </Button>
      </Group>
    </Stack>
  );
}
