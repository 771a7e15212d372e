/** Keys for programs: made, recognised, taken back. */
import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ApiKey, type Role, routes } from '#people/contract';
import { call, useCall, useRefresh, useRoute } from '../../api.ts';
import { StateBadge } from '../../ui/Badges.tsx';
import { confirm } from '../../ui/ConfirmDialog.tsx';
import { CodeSnippet } from '../../ui/Copy.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useProblemForm } from '../../ui/form.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { ShownOnce } from '../../ui/ShownOnce.tsx';
import { DateTime, RelativeTime } from '../../ui/Time.tsx';
import { RoleSelect } from '../people/RoleSelect.tsx';
import classes from './settings.module.css';

export function Screen() {
  const { t } = useTranslation();
  const [making, setMaking] = useState(false);
  const read = useRoute(routes.listApiKeys);
  const keys = read.data?.items ?? [];
  const make = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
      {t('settings.keys.make')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('settings.keys.title')} lead={t('settings.keys.lead')} actions={keys.length > 0 && make} />
      <DataTable
        label={t('settings.keys.title')}
        columns={useColumns()}
        rows={keys}
        rowKey={({ id }) => id}
        loading={read.isPending}
        problem={read.error}
        onRetry={() => void read.refetch()}
        empty={<EmptyState icon={IconKey} title={t('settings.keys.none')} lesson={t('settings.keys.lesson')} step={make} />}
      />
      <Dialog title={t('settings.keys.make')} opened={making} onClose={() => setMaking(false)}>
        <Make onClose={() => setMaking(false)} />
      </Dialog>
    </>
  );
}

function useColumns(): Column<ApiKey>[] {
  const { t } = useTranslation();
  return [
    {
      id: 'name',
      title: t('settings.keys.name'),
      cell: ({ name, hint }) => (
        <span>
          {name}
          <span className={classes.quiet}>{hint}</span>
        </span>
      ),
    },
    { id: 'role', title: t('people.role'), cell: ({ role }) => t(`shell.role.${role}`) },
    { id: 'state', title: t('settings.keys.state'), cell: (key) => <State apiKey={key} /> },
    {
      id: 'used',
      title: t('settings.keys.used'),
      cell: ({ lastUsedAt }) => (lastUsedAt ? <RelativeTime at={lastUsedAt} /> : t('settings.keys.never')),
    },
    {
      id: 'made',
      title: t('settings.keys.made'),
      cell: ({ createdBy, createdAt }) => (
        <span>
          {createdBy}
          <span className={classes.quiet}>
            <DateTime at={createdAt} dateOnly />
          </span>
        </span>
      ),
    },
    { id: 'act', title: t('people.actions'), align: 'end', cell: (key) => <Revoke apiKey={key} /> },
  ];
}

const isExpired = ({ expiresAt }: ApiKey) => expiresAt !== null && Date.parse(expiresAt) <= Date.now();

function State({ apiKey }: { apiKey: ApiKey }) {
  const { t } = useTranslation();
  if (apiKey.revokedAt) return <StateBadge state="off">{t('settings.keys.revoked')}</StateBadge>;
  if (isExpired(apiKey)) return <StateBadge state="bad">{t('settings.keys.expired')}</StateBadge>;
  return (
    <span>
      <StateBadge state="good">{t('settings.keys.works')}</StateBadge>
      {apiKey.expiresAt && (
        <span className={classes.quiet}>
          {t('settings.keys.until')} <DateTime at={apiKey.expiresAt} dateOnly />
        </span>
      )}
    </span>
  );
}

function Revoke({ apiKey }: { apiKey: ApiKey }) {
  const { t } = useTranslation();
  const revoke = useCall(routes.revokeApiKey, { refreshes: [routes.listApiKeys] });
  if (apiKey.revokedAt || isExpired(apiKey)) return null;
  const ask = async () => {
    const yes = await confirm({
      title: t('settings.keys.revoke_title', { name: apiKey.name }),
      consequence: t('settings.keys.consequence'),
      action: t('settings.keys.revoke'),
    });
    if (yes) revoke.mutate({ params: { apiKeyId: apiKey.id } });
  };
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      color="gray"
      loading={revoke.isPending}
      onClick={() => void ask()}
      aria-label={t('settings.keys.revoke_title', { name: apiKey.name })}
    >
      {t('settings.keys.revoke')}
    </Button>
  );
}

const LIFETIMES = ['30', '90', '365', 'never'] as const;
const DAY = 86_400_000;

function Make({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const [secret, setSecret] = useState<string>();
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { name: '', role: 'analyst' as Role, lifetime: '90' } },
    async ({ name, role, lifetime }) => {
      const expiresAt = lifetime === 'never' ? null : new Date(Date.now() + Number(lifetime) * DAY).toISOString();
      const made = await call(routes.createApiKey, { body: { name, role, expiresAt } });
      setSecret(made.secret);
      refresh(routes.listApiKeys);
    },
  );
  if (secret) {
    return (
      <Stack gap="md">
        <ShownOnce title={t('settings.keys.secret')} value={secret} copy={t('settings.keys.copy')}>
          {t('settings.keys.once')}
        </ShownOnce>
        <CodeSnippet
          snippets={[
            {
              label: t('settings.keys.try'),
              code: `curl ${location.origin}/api/people/me \\\n  -H "Authorization: Bearer ${secret}"`,
            },
          ]}
        />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('settings.keys.close')}</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <TextInput
        label={t('settings.keys.name')}
        description={t('settings.keys.name_hint')}
        required
        withAsterisk={false}
        maxLength={100}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <RoleSelect label={t('people.role')} {...form.getInputProps('role')} />
      <Select
        label={t('settings.keys.lifetime')}
        data={LIFETIMES.map((value) => ({ value, label: t(`settings.keys.for.${value}`) }))}
        allowDeselect={false}
        {...form.getInputProps('lifetime')}
      />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
        <Button type="submit" loading={busy}>
          {t('settings.keys.make')}
        </Button>
      </Group>
    </Stack>
  );
}
