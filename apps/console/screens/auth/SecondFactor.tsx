import { Button, Checkbox, PinInput, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { auth } from '../../auth.ts';
import { useProblemForm } from '../../ui/form.ts';
import { Problem } from '../../ui/Problem.tsx';
import { orThrow } from './auth-problem.ts';
import { Card } from './Card.tsx';
import { useEnter } from './enter.ts';

/** After the password: six digits from the app, or one of the codes kept for the day the phone is lost. */
export function SecondFactor() {
  const { t } = useTranslation();
  const enter = useEnter();
  const [backup, setBackup] = useState(false);
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues: { code: '', trustDevice: false } }, async (values) => {
    await orThrow(backup ? auth.twoFactor.verifyBackupCode(values) : auth.twoFactor.verifyTotp(values));
    await enter();
  });
  return (
    <Card title={t('auth.second.title')} lead={backup ? t('auth.second.backup_lead') : t('auth.second.lead')}>
      <Stack component="form" gap="md" onSubmit={onSubmit as never}>
        {banner && <Problem problem={banner} />}
        {backup ? (
          <TextInput label={t('auth.second.backup_code')} autoComplete="off" autoFocus required {...form.getInputProps('code')} />
        ) : (
          <div>
            <Text component="label" htmlFor="code" size="sm" fw={500} mb={4} display="block">
              {t('auth.second.code')}
            </Text>
            <PinInput
              id="code"
              length={6}
              type="number"
              oneTimeCode
              autoFocus
              ariaLabel={t('auth.second.code')}
              {...form.getInputProps('code')}
            />
          </div>
        )}
        <Checkbox label={t('auth.second.trust')} {...form.getInputProps('trustDevice', { type: 'checkbox' })} />
        <Button type="submit" loading={busy}>
          {t('auth.sign_in.action')}
        </Button>
        <Button
          variant="subtle"
          onClick={() => {
            form.setFieldValue('code', '');
            setBackup(!backup);
          }}
        >
          {backup ? t('auth.second.use_app') : t('auth.second.use_backup')}
        </Button>
      </Stack>
    </Card>
  );
}
