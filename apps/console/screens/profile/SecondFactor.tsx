/** A second factor: an authenticator app, and codes for the day the phone is lost. */
import { Anchor, Button, Code, Group, PasswordInput, PinInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { auth } from '../../auth.ts';
import { StateBadge } from '../../ui/Badges.tsx';
import { CopyButton } from '../../ui/Copy.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { useProblemForm } from '../../ui/form.ts';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Problem, showDone } from '../../ui/Problem.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
import { orThrow } from '../auth/auth-problem.ts';
import classes from './profile.module.css';
import { useAuthRead, useRefreshAuth } from './use-auth.ts';

type Act = 'enable' | 'disable' | 'codes';

export function SecondFactor() {
  const { t } = useTranslation();
  const [act, setAct] = useState<Act>();
  const session = useAuthRead('session', () => auth.getSession());
  const on = session.data?.user.twoFactorEnabled === true;
  return (
    <Panel title={t('profile.second.title')}>
      <div className={classes.lead}>{t('profile.second.lead')}</div>
      <Group gap="sm">
        {session.data && (
          <StateBadge state={on ? 'good' : 'off'}>{t(on ? 'profile.second.on' : 'profile.second.off')}</StateBadge>
        )}
        {session.data && !on && (
          <Button variant="default" onClick={() => setAct('enable')}>
            {t('profile.second.enable')}
          </Button>
        )}
        {on && (
          <>
            <Button variant="default" onClick={() => setAct('codes')}>
              {t('profile.second.codes')}
            </Button>
            <Button variant="default" onClick={() => setAct('disable')}>
              {t('profile.second.disable')}
            </Button>
          </>
        )}
      </Group>
      <Dialog title={act ? t(`profile.second.${act}`) : ''} opened={act !== undefined} onClose={() => setAct(undefined)}>
        {act === 'enable' && <Enable onDone={() => setAct(undefined)} />}
        {act === 'disable' && <Disable onDone={() => setAct(undefined)} />}
        {act === 'codes' && <NewCodes onDone={() => setAct(undefined)} />}
      </Dialog>
    </Panel>
  );
}

/** Whoever finds an open screen must not be able to change how it is locked. */
function AskPassword({ lead, action, act }: { lead: string; action: string; act: (password: string) => Promise<void> }) {
  const { t } = useTranslation();
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues: { password: '' } }, ({ password }) => act(password));
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      <Text size="sm">{lead}</Text>
      {banner && <Problem problem={banner} />}
      <PasswordInput
        label={t('auth.password')}
        autoComplete="current-password"
        required
        withAsterisk={false}
        data-autofocus
        visibilityToggleButtonProps={{ 'aria-label': t('ui.password.show') }}
        {...form.getInputProps('password')}
      />
      <Group justify="flex-end">
        <Button type="submit" loading={busy}>
          {action}
        </Button>
      </Group>
    </Stack>
  );
}

interface Made {
  totpURI: string;
  backupCodes: string[];
}

function Enable({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefreshAuth();
  const [made, setMade] = useState<Made>();
  const [confirmed, setConfirmed] = useState(false);
  if (!made) {
    return (
      <AskPassword
        lead={t('profile.second.password_lead')}
        action={t('profile.second.next')}
        // Asking again makes another key, so it is asked once and kept.
        act={async (password) => setMade((await orThrow(auth.twoFactor.enable({ password }))) as Made)}
      />
    );
  }
  if (!confirmed) {
    return (
      <ConfirmCode
        uri={made.totpURI}
        onConfirmed={async () => {
          setConfirmed(true);
          await refresh();
        }}
      />
    );
  }
  return <BackupCodes codes={made.backupCodes} onDone={onDone} />;
}

function ConfirmCode({ uri, onConfirmed }: { uri: string; onConfirmed: () => Promise<void> }) {
  const { t } = useTranslation();
  const key = new URL(uri).searchParams.get('secret') ?? '';
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues: { code: '' } }, async ({ code }) => {
    await orThrow(auth.twoFactor.verifyTotp({ code }));
    await onConfirmed();
  });
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      <Text size="sm">{t('profile.second.key_lead')}</Text>
      <QrCode text={uri} label={t('profile.second.picture')} />
      <Text size="sm">{t('profile.second.key_or')}</Text>
      <KeyValue
        rows={[
          {
            name: t('profile.second.key'),
            value: (
              <Group gap={4} wrap="nowrap">
                <Code>{key.replace(/(.{4})(?=.)/g, '$1 ')}</Code>
                <CopyButton value={key} label={t('profile.second.copy_key')} />
              </Group>
            ),
          },
          { name: t('profile.second.on_this_device'), value: <Anchor href={uri}>{t('profile.second.open_app')}</Anchor> },
        ]}
      />
      {banner && <Problem problem={banner} />}
      <div>
        <Text component="label" htmlFor="totp" size="sm" fw={500} mb={4} display="block">
          {t('profile.second.code')}
        </Text>
        <PinInput
          id="totp"
          length={6}
          type="number"
          oneTimeCode
          ariaLabel={t('profile.second.code')}
          {...form.getInputProps('code')}
        />
      </div>
      <Group justify="flex-end">
        <Button type="submit" loading={busy}>
          {t('profile.second.confirm')}
        </Button>
      </Group>
    </Stack>
  );
}

function BackupCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <Text size="sm">{t('profile.second.codes_lead')}</Text>
      <ul className={classes.codes} aria-label={t('profile.second.codes_label')}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group justify="space-between">
        <CopyButton value={codes.join('\n')} label={t('profile.second.copy_codes')} />
        <Button onClick={onDone}>{t('profile.second.kept')}</Button>
      </Group>
    </Stack>
  );
}

function NewCodes({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const [codes, setCodes] = useState<string[]>();
  if (codes) return <BackupCodes codes={codes} onDone={onDone} />;
  return (
    <AskPassword
      lead={t('profile.second.new_codes_lead')}
      action={t('profile.second.codes')}
      act={async (password) => setCodes((await orThrow(auth.twoFactor.generateBackupCodes({ password }))).backupCodes)}
    />
  );
}

function Disable({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefreshAuth();
  return (
    <AskPassword
      lead={t('profile.second.disable_lead')}
      action={t('profile.second.disable')}
      act={async (password) => {
        await orThrow(auth.twoFactor.disable({ password }));
        await refresh();
        showDone(t('profile.second.disabled'));
        onDone();
      }}
    />
  );
}
