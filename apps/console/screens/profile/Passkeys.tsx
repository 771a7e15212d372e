import { ActionIcon, Button, Group, TextInput } from '@mantine/core';
import { IconFingerprint, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { auth } from '../../auth.ts';
import { confirm } from '../../ui/ConfirmDialog.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Problem, showDone } from '../../ui/Problem.tsx';
import { DateTime } from '../../ui/Time.tsx';
import classes from './profile.module.css';
import { useAuthAct, useAuthRead } from './use-auth.ts';

/** Sign in with a fingerprint, a face or a security key instead of a password. */
export function Passkeys() {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const read = useAuthRead('passkeys', () => auth.passkey.listUserPasskeys());
  const add = useAuthAct(
    (label: string) => auth.passkey.addPasskey(label ? { name: label } : {}),
    () => {
      setName('');
      showDone(t('profile.passkeys.added'));
    },
  );
  const remove = useAuthAct((id: string) => auth.passkey.deletePasskey({ id }));
  const ask = async (id: string, label: string) => {
    const yes = await confirm({
      title: t('profile.passkeys.remove_title', { name: label }),
      consequence: t('profile.passkeys.consequence'),
      action: t('profile.passkeys.remove'),
    });
    if (yes) remove.mutate(id);
  };
  return (
    <Panel title={t('profile.passkeys.title')}>
      <div className={classes.lead}>{t('profile.passkeys.lead')}</div>
      {read.error && <Problem problem={read.error} />}
      <ul className={classes.lines} aria-label={t('profile.passkeys.title')}>
        {read.data?.map(({ id, name: given, createdAt }) => {
          const label = given || t('profile.passkeys.nameless');
          return (
            <li key={id} className={classes.line}>
              <IconFingerprint size={18} aria-hidden="true" />
              <span className={classes.grow}>
                {label}
                {createdAt && (
                  <span className={classes.quiet}>
                    <DateTime at={new Date(createdAt).toISOString()} />
                  </span>
                )}
              </span>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('profile.passkeys.remove_title', { name: label })}
                onClick={() => void ask(id, label)}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </li>
          );
        })}
      </ul>
      <Group align="flex-end" gap="sm" mt="md">
        <TextInput
          label={t('profile.passkeys.name')}
          placeholder={t('profile.passkeys.name_example')}
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button variant="default" loading={add.isPending} onClick={() => add.mutate(name.trim())}>
          {t('profile.passkeys.add')}
        </Button>
      </Group>
    </Panel>
  );
}
