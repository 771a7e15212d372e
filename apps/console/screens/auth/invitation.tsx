import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { routes } from '#people/contract';
import type { ReplyOf } from '#platform/contract';
import { call } from '../../api.ts';
import { auth } from '../../auth.ts';
import type { ProblemError } from '../../problem.ts';
import { Waiting } from '../../ui/crash.tsx';
import { useProblemForm } from '../../ui/form.ts';
import { NewPassword } from '../../ui/NewPassword.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { orThrow } from './auth-problem.ts';
import { Card } from './Card.tsx';
import { useEnter } from './enter.ts';
import { useLinkToken } from './link-token.ts';

type Invitation = ReplyOf<typeof routes.readInvitation>;

/** An invitation link: with an account already, sign in and join; without one, choose a password. */
export function Screen() {
  const { t } = useTranslation();
  const token = useLinkToken();
  const { data, error, refetch } = useQuery<Invitation, ProblemError>({
    queryKey: [routes.readInvitation.id, token],
    queryFn: ({ signal }) => call(routes.readInvitation, { body: { token } }, { signal }),
    enabled: token !== '',
  });
  if (!token) return <Card title={t('auth.invitation.title')} lead={t('auth.invitation.needs_link')} />;
  if (error) {
    return (
      <Card title={t('auth.invitation.title')}>
        <Problem problem={error} onRetry={() => void refetch()} />
      </Card>
    );
  }
  if (!data) return <Waiting />;
  return (
    <Card
      title={t('auth.invitation.join', { workspace: data.workspace })}
      lead={t('auth.invitation.lead', { inviter: data.invitedBy, role: t(`shell.role.${data.role}`) })}
    >
      {data.hasAccount ? <Join token={token} invitation={data} /> : <Accept token={token} invitation={data} />}
    </Card>
  );
}

interface Props {
  token: string;
  invitation: Invitation;
}

function Accept({ token, invitation }: Props) {
  const { t } = useTranslation();
  const enter = useEnter();
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { name: invitation.name ?? '', password: '' } },
    async (values) => {
      const { workspaceId, email } = await call(routes.acceptInvitation, { body: { token, ...values } });
      await orThrow(auth.signIn.email({ email, password: values.password }));
      await enter(workspaceId);
    },
  );
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <TextInput label={t('auth.email')} value={invitation.email} readOnly autoComplete="username" />
      <TextInput label={t('auth.name')} autoComplete="name" required withAsterisk={false} {...form.getInputProps('name')} />
      <NewPassword
        label={t('auth.password')}
        required
        withAsterisk={false}
        about={[form.values.name, invitation.email, invitation.workspace]}
        {...form.getInputProps('password')}
      />
      <Button type="submit" loading={busy} fullWidth mt="xs">
        {t('auth.invitation.action')}
      </Button>
    </Stack>
  );
}

function Join({ token, invitation }: Props) {
  const { t } = useTranslation();
  const enter = useEnter();
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues: { password: '' } }, async ({ password }) => {
    const answer = await orThrow(auth.signIn.email({ email: invitation.email, password }));
    // With a second factor the session is not there yet: sign in fully first, then open the link again.
    if ('twoFactorRedirect' in answer && answer.twoFactorRedirect) return enter();
    const { workspaceId } = await call(routes.joinWorkspace, { body: { token } });
    await enter(workspaceId);
  });
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <Text size="sm">{t('auth.invitation.has_account')}</Text>
      <TextInput label={t('auth.email')} value={invitation.email} readOnly autoComplete="username" />
      <PasswordInput
        label={t('auth.password')}
        autoComplete="current-password"
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ 'aria-label': t('ui.password.show') }}
        {...form.getInputProps('password')}
      />
      <Button type="submit" loading={busy} fullWidth mt="xs">
        {t('auth.invitation.action')}
      </Button>
    </Stack>
  );
}
