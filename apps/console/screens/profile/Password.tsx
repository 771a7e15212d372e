import { Button, PasswordInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { auth } from '../../auth.ts';
import { useSession } from '../../session.ts';
import { useProblemForm } from '../../ui/form.ts';
import { NewPassword } from '../../ui/NewPassword.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Problem, showDone } from '../../ui/Problem.tsx';
import { orThrow } from '../auth/auth-problem.ts';
import classes from './profile.module.css';
import { useRefreshAuth } from './use-auth.ts';

export function Password() {
  const { t } = useTranslation();
  const { account } = useSession();
  const refresh = useRefreshAuth();
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { currentPassword: '', newPassword: '' } },
    async (values) => {
      await orThrow(auth.changePassword({ ...values, revokeOtherSessions: true }));
      form.reset();
      await refresh();
      showDone(t('profile.password.done'));
    },
  );
  return (
    <Panel title={t('profile.password.title')}>
      <div className={classes.lead}>{t('profile.password.lead')}</div>
      <form className={classes.form} onSubmit={onSubmit}>
        {banner && <Problem problem={banner} />}
        {/* Password managers need to know whose password this is. */}
        <input type="email" autoComplete="username" value={account?.email ?? ''} readOnly hidden />
        <PasswordInput
          label={t('profile.password.current')}
          autoComplete="current-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': t('ui.password.show') }}
          {...form.getInputProps('currentPassword')}
        />
        <NewPassword
          label={t('auth.reset.new')}
          required
          withAsterisk={false}
          about={[account?.name ?? '', account?.email ?? '']}
          {...form.getInputProps('newPassword')}
        />
        <div>
          <Button type="submit" variant="default" loading={busy}>
            {t('profile.password.action')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
