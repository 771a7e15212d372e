/** The workspace's own name, and another workspace. */
import { Button, Group, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { routes } from '#people/contract';
import { call, useRefresh } from '../../api.ts';
import { forgetSession, useSession } from '../../session.ts';
import { CopyButton } from '../../ui/Copy.tsx';
import { useProblemForm } from '../../ui/form.ts';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Problem, showDone } from '../../ui/Problem.tsx';
import { DateTime } from '../../ui/Time.tsx';
import { live } from '../../use-live.ts';
import { chooseWorkspace } from '../../workspace.ts';
import classes from './settings.module.css';

export function Screen() {
  const { t } = useTranslation();
  const { workspace, role, can } = useSession();
  if (!workspace) return null;
  return (
    <>
      <PageHeader title={t('settings.workspace.title')} lead={t('settings.workspace.lead')} />
      <div className={classes.narrow}>
        <section>
          {can('settings.write') && <Rename name={workspace.name} />}
          <KeyValue
            rows={[
              ...(can('settings.write') ? [] : [{ name: t('settings.workspace.name'), value: workspace.name }]),
              { name: t('settings.workspace.since'), value: <DateTime at={workspace.createdAt} dateOnly /> },
              {
                name: t('settings.workspace.id'),
                value: (
                  <Group gap={4} wrap="nowrap">
                    {workspace.id}
                    <CopyButton value={workspace.id} label={t('settings.workspace.copy_id')} />
                  </Group>
                ),
              },
            ]}
          />
        </section>
        {role === 'owner' && <Another />}
      </div>
    </>
  );
}

function Rename({ name }: { name: string }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues: { name } }, async (body) => {
    await call(routes.renameWorkspace, { body });
    form.resetDirty(body);
    refresh(routes.me);
    showDone(t('people.saved'));
  });
  return (
    <form onSubmit={onSubmit}>
      {banner && <Problem problem={banner} />}
      <Group align="flex-end" gap="xs" mb="xl">
        <TextInput
          label={t('settings.workspace.name')}
          required
          withAsterisk={false}
          maxLength={100}
          w="min(22rem, 100%)"
          {...form.getInputProps('name')}
        />
        <Button type="submit" variant="default" disabled={!form.isDirty()} loading={busy}>
          {t('people.save')}
        </Button>
      </Group>
    </form>
  );
}

/** Nothing is shared between workspaces: another company, a rehearsal. */
function Another() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues: { name: '' } }, async (body) => {
    const { workspace } = await call(routes.createWorkspace, { body });
    chooseWorkspace(workspace.id);
    live.restart();
    forgetSession(client);
    await navigate({ to: '/' });
  });
  return (
    <Panel title={t('settings.workspace.another')}>
      <div className={classes.lead}>{t('settings.workspace.another_lead')}</div>
      <form onSubmit={onSubmit}>
        {banner && <Problem problem={banner} />}
        <Group align="flex-end" gap="xs">
          <TextInput
            label={t('settings.workspace.another_name')}
            required
            withAsterisk={false}
            maxLength={100}
            w="min(22rem, 100%)"
            {...form.getInputProps('name')}
          />
          <Button type="submit" variant="default" loading={busy}>
            {t('settings.workspace.create')}
          </Button>
        </Group>
      </form>
    </Panel>
  );
}
