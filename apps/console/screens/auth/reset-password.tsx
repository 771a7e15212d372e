import { Alert, Button, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { auth } from '../../auth.ts';
import { useProblemForm } from '../../ui/form.ts';
import { Link } from '../../ui/Link.tsx';
import { NewPassword } from '../../ui/NewPassword.tsx';
import { Problem, showDone } from '../../ui/Problem.tsx';
import { orThrow } from './auth-problem.ts';
import { Card } from './Card.tsx';
import { useLinkToken } from './link-token.ts';

/** Without a link: ask for one. With one: choose the new password. */
export function Screen() {
  const token = useLinkToken();
  return token ? <Choose token={token} /> : <Ask />;
}

function Ask() {
  const { t } = useTranslation();
  const [sent, setSent] = useState(false);
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues: { email: '' } }, async ({ email }) => {
    await orThrow(auth.requestPasswordReset({ email }));
    setSent(true);
  });
  return (
    <Card title={t('auth.reset.title')} lead={t('auth.reset.lead')}>
      {sent ? (
        // The same words for every address: whether it has an account is nobody's business.
        <Alert variant="light" role="status">
          {t('auth.reset.sent')}
        </Alert>
      ) : (
        <Stack component="form" gap="md" onSubmit={onSubmit as never}>
          {banner && <Problem problem={banner} />}
          <TextInput
            label={t('auth.email')}
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            autoFocus
            {...form.getInputProps('email')}
          />
          <Button type="submit" loading={busy}>
            {t('auth.reset.ask')}
          </Button>
        </Stack>
      )}
      <Link to="/sign-in" size="sm">
        {t('auth.reset.back')}
      </Link>
    </Card>
  );
}

function Choose({ token }: { token: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues: { password: '' } }, async ({ password }) => {
    await orThrow(auth.resetPassword({ newPassword: password, token }));
    showDone(t('auth.reset.done'));
    await navigate({ to: '/sign-in' });
  });
  return (
    <Card title={t('auth.reset.choose')}>
      <Stack component="form" gap="md" onSubmit={onSubmit as never}>
        {banner && <Problem problem={banner} />}
        <NewPassword
          label={t('auth.reset.new')}
          required
          withAsterisk={false}
          about={[]}
          autoFocus
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={busy}>
          {t('auth.reset.save')}
        </Button>
      </Stack>
    </Card>
  );
}
