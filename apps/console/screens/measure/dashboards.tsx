import { Button, Checkbox, Group, Stack, TextInput, Title } from '@mantine/core';
import { IconLayoutDashboard, IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createDashboard, deleteView, listDashboards, listViews, type View } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { call, useCall, useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { confirm } from '../../ui/ConfirmDialog.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useProblemForm } from '../../ui/form.ts';
import { ButtonLink, Link } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import { addressOf } from './dashboards/address-of.ts';
import classes from './dashboards/dashboards.module.css';

type Summary = ReplyOf<typeof listDashboards>['items'][number];

/** Questions somebody wants to see again: side by side on dashboards, and each by itself. */
export function Screen() {
  const { t } = useTranslation();
  const [making, setMaking] = useState(false);
  const read = useRoute(listDashboards);
  const make = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
      {t('dashboards.new')}
    </Button>
  );
  const columns: Column<Summary>[] = [
    {
      id: 'title',
      title: t('dashboards.column.title'),
      cell: ({ title, description }) => (
        <>
          {title}
          {description && <span className={classes.quiet}>{description}</span>}
        </>
      ),
    },
    { id: 'tiles', title: t('dashboards.column.tiles'), align: 'end', width: '7rem', cell: ({ tileCount }) => tileCount },
    { id: 'who', title: t('dashboards.column.who'), width: '13rem', cell: (board) => <Who {...board} /> },
    {
      id: 'changed',
      title: t('dashboards.column.changed'),
      width: '9rem',
      cell: ({ changedAt }) => <RelativeTime at={changedAt} />,
    },
  ];
  return (
    <>
      <PageHeader
        title={t('dashboards.many')}
        lead={t('dashboards.lead')}
        actions={read.data && read.data.items.length > 0 && make}
      />
      <DataTable
        label={t('dashboards.many')}
        columns={columns}
        rows={read.data?.items ?? []}
        rowKey={({ id }) => id}
        to={({ id }) => `/dashboards/${id}`}
        loading={read.isPending}
        problem={read.error}
        onRetry={() => void read.refetch()}
        empty={
          <EmptyState
            icon={IconLayoutDashboard}
            title={t('dashboards.empty')}
            lesson={t('dashboards.empty_lesson')}
            step={
              <>
                <ButtonLink to="/trends">{t('dashboards.empty_step')}</ButtonLink>
                <Button variant="default" onClick={() => setMaking(true)}>
                  {t('dashboards.new')}
                </Button>
              </>
            }
          />
        }
      />
      <Kept />
      <Dialog title={t('dashboards.new')} opened={making} onClose={() => setMaking(false)}>
        <Make onDone={() => setMaking(false)} />
      </Dialog>
    </>
  );
}

function Who({ shared, mine, owner }: Pick<Summary, 'shared' | 'mine' | 'owner'>) {
  const { t } = useTranslation();
  const name = mine ? t('dashboards.mine') : owner.name;
  return shared ? t('dashboards.for_everyone', { name }) : name;
}

function Make({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const navigate = useNavigate();
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { title: '', description: '', shared: false } },
    async (body) => {
      const { id } = await call(createDashboard, { body });
      onDone();
      void navigate({ to: `/dashboards/${id}` });
    },
  );
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="md">
        {banner && <Problem problem={banner} />}
        <TextInput label={t('dashboards.field.title')} required maxLength={120} data-autofocus {...form.getInputProps('title')} />
        <TextInput label={t('dashboards.field.description')} maxLength={500} {...form.getInputProps('description')} />
        {can('measure.write') && (
          <Checkbox label={t('dashboards.field.shared')} {...form.getInputProps('shared', { type: 'checkbox' })} />
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={busy}>
            {t('dashboards.new')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function ToScreen({ view: { asked, range, title } }: { view: View }) {
  const address = addressOf(asked, range);
  return address === undefined ? title : <Link to={address}>{title}</Link>;
}

/** Every kept question, on a dashboard or not. */
function Kept() {
  const { t } = useTranslation();
  const { can } = useSession();
  const { data } = useRoute(listViews);
  const remove = useCall(deleteView, { refreshes: [listViews] });
  if (!data || data.items.length === 0) return null;
  const ask = async ({ id, title }: View) => {
    const yes = await confirm({
      title: t('dashboards.view.delete', { title }),
      consequence: t('dashboards.view.delete_consequence'),
      action: t('dashboards.view.delete', { title }),
    });
    if (yes) remove.mutate({ params: { id } });
  };
  return (
    <section className={classes.kept}>
      <Title order={2}>{t('dashboards.view.many')}</Title>
      <ul className={classes.views}>
        {data.items.map((view) => (
          <li key={view.id}>
            <div className={classes.head}>
              <ToScreen view={view} />
              <span className={classes.quiet}>
                <Who {...view} />
              </span>
            </div>
            {(view.shared ? can('measure.write') : view.mine) && (
              <Button variant="subtle" color="gray" size="compact-sm" onClick={() => void ask(view)}>
                {t('dashboards.view.let_go')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
