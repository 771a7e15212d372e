import { Button, Checkbox, Divider, PasswordInput, Stack, TextInput } from '@mantine/core';
import { IconFingerprint, IconKey } from '@tabler/icons-react';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { routes } from '#people/contract';
import { useRoute } from '../../api.ts';
import { auth } from '../../auth.ts';
import { ProblemError } from '../../problem.ts';
import { useProblemForm } from '../../ui/form.ts';
import { Link } from '../../ui/Link.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { authProblem, orThrow } from './auth-problem.ts';
import { Card } from './Card.tsx';
import { useEnter } from './enter.ts';
import { SecondFactor } from './SecondFactor.tsx';

export function Screen() {
  const { t } = useTranslation();
  const [secondFactor, setSecondFactor] = useState(false);
  const setup = useRoute(routes.setupState);
  if (secondFactor) return <SecondFactor />;
  if (setup.data?.open) return <Card title={t('auth.set_up.title')} lead={t('auth.set_up.needs_link')} />;
  return (
    <Card title={t('auth.sign_in.title')}>
      <Password onSecondFactor={() => setSecondFactor(true)} />
    </Card>
  );
}

function Password({ onSecondFactor }: { onSecondFactor: () => void }) {
  const { t } = useTranslation();
  const enter = useEnter();
  const { error } = useSearch({ strict: false }) as { error?: string };
  // A single sign-on that went wrong comes back here with its reason in the address.
  const [refused, setRefused] = useState(error ? authProblem({ message: error }) : undefined);
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { email: '', password: '', rememberMe: true } },
    async (values) => {
      setRefused(undefined);
      const answer = await orThrow(auth.signIn.email(values));
      if ('twoFactorRedirect' in answer && answer.twoFactorRedirect) onSecondFactor();
      else await enter();
    },
  );

  /** Other ways in, whose problems have no input to stand under. */
  const other = (way: () => Promise<unknown>) => async () => {
    setRefused(undefined);
    try {
      await way();
    } catch (problem) {
      if (!(problem instanceof ProblemError)) throw problem;
      setRefused(problem);
    }
  };
  const withPasskey = other(async () => {
    await orThrow(auth.signIn.passkey());
    await enter();
  });
  // The company's sign-in is found by the address; the browser then leaves and comes back signed in.
  const withCompany = other(() =>
    orThrow(auth.signIn.sso({ email: form.values.email, callbackURL: '/', errorCallbackURL: '/sign-in' })),
  );

  const problem = banner ?? refused;
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {problem && <Problem problem={problem} />}
      <TextInput
        label={t('auth.email')}
        type="email"
        autoComplete="username webauthn"
        required
        withAsterisk={false}
        autoFocus
        key={form.key('email')}
        {...form.getInputProps('email')}
      />
      <div>
        <PasswordInput
          label={t('auth.password')}
          autoComplete="current-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': t('ui.password.show') }}
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <Link to="/reset-password" size="sm" mt={6} display="inline-block">
          {t('auth.forgot')}
        </Link>
      </div>
      <Checkbox label={t('auth.remember')} {...form.getInputProps('rememberMe', { type: 'checkbox' })} />
      <Button type="submit" loading={busy} fullWidth>
        {t('auth.sign_in.action')}
      </Button>
      <Divider label={t('auth.or')} />
      <Button variant="default" leftSection={<IconFingerprint size={18} stroke={1.6} />} onClick={() => void withPasskey()}>
        {t('auth.with_passkey')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconKey size={18} stroke={1.6} />}
        onClick={() => {
          if (form.values.email) void withCompany();
          else form.setFieldError('email', t('auth.sso_needs_email'));
        }}
      >
        {t('auth.with_sso')}
      </Button>
    </Stack>
  );
}
