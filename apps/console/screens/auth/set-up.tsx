import { Button, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { routes } from '#people/contract';
import { call, useRoute } from '../../api.ts';
import { auth } from '../../auth.ts';
import { Waiting } from '../../ui/crash.tsx';
import { useProblemForm } from '../../ui/form.ts';
import { ButtonLink } from '../../ui/Link.tsx';
import { NewPassword } from '../../ui/NewPassword.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { orThrow } from './auth-problem.ts';
import { Card } from './Card.tsx';
import { useEnter } from './enter.ts';
import { useLinkToken } from './link-token.ts';

/** First run: the link the server printed makes the first workspace and its owner. */
export function Screen() {
  const { t } = useTranslation();
  const token = useLinkToken();
  const state = useRoute(routes.setupState);
  if (state.isPending) return <Waiting />;
  if (state.error) return <Problem problem={state.error} onRetry={() => void state.refetch()} />;
  if (!state.data.open) {
    return (
      <Card title={t('auth.set_up.done_title')} lead={t('auth.set_up.done')}>
        <ButtonLink to="/sign-in">{t('auth.sign_in.action')}</ButtonLink>
      </Card>
    );
  }
  if (!token) return <Card title={t('auth.set_up.title')} lead={t('auth.set_up.needs_link')} />;
  return (
    <Card title={t('auth.set_up.title')} lead={t('auth.set_up.lead')}>
      <Form token={token} />
    </Card>
  );
}

function Form({ token }: { token: string }) {
  const { t } = useTranslation();
  const enter = useEnter();
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { workspace: '', name: '', email: '', password: '' } },
    async (values) => {
      const { workspace } = await call(routes.setUp, { body: { token, ...values } });
      await orThrow(auth.signIn.email({ email: values.email, password: values.password }));
      await enter(workspace.id);
    },
  );
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <TextInput
        label={t('auth.set_up.workspace')}
        description={t('auth.set_up.workspace_hint')}
        autoComplete="organization"
        required
        withAsterisk={false}
        autoFocus
        {...form.getInputProps('workspace')}
      />
      <TextInput label={t('auth.name')} autoComplete="name" required withAsterisk={false} {...form.getInputProps('name')} />
      <TextInput
        label={t('auth.email')}
        type="email"
        autoComplete="username"
        required
        withAsterisk={false}
        {...form.getInputProps('email')}
      />
      <NewPassword
        label={t('auth.password')}
        required
        withAsterisk={false}
        about={[form.values.name, form.values.email, form.values.workspace]}
        {...form.getInputProps('password')}
      />
      <Button type="submit" loading={busy} fullWidth mt="xs">
        {t('auth.set_up.action')}
      </Button>
    </Stack>
  );
}
