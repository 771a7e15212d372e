/** Everyone who works here, and those who were asked to. */
import { Button, Group } from '@mantine/core';
import { IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Employee, routes } from '#people/contract';
import { z } from '#platform/contract';
import { usePages, useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { useFilter } from '../../ui/filter.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Invitations } from './Invitations.tsx';
import { Invite } from './Invite.tsx';
import { PresenceMark } from './PresenceMark.tsx';
import classes from './people.module.css';

export function Screen() {
  const { t } = useTranslation();
  const { can } = useSession();
  const [inviting, setInviting] = useState(false);
  const [filter] = useFilter({
    search: z.string().optional(),
    department: z.uuid().optional(),
    team: z.uuid().optional(),
    status: z.enum(['active', 'deactivated']).optional(),
  });
  const departments = useRoute(routes.listDepartments);
  const teams = useRoute(routes.listTeams);
  const query = {
    ...(filter.search && { search: filter.search }),
    ...(filter.department && { departmentId: filter.department }),
    ...(filter.team && { teamId: filter.team }),
    status: filter.status ?? ('active' as const),
  };
  const read = usePages(routes.listEmployees, { query });
  const options = (items: { id: string; name: string; archivedAt: string | null }[] = []) =>
    items.filter(({ archivedAt }) => archivedAt === null).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <PageHeader
        title={t('people.employees')}
        lead={t('people.employees_lead')}
        actions={
          can('people.invite') && (
            <Button leftSection={<IconUserPlus size={16} />} onClick={() => setInviting(true)}>
              {t('people.invite.action')}
            </Button>
          )
        }
      />
      <FilterBar
        fields={[
          { key: 'search', kind: 'text', label: t('people.search') },
          { key: 'department', kind: 'one', label: t('people.department'), options: options(departments.data?.items) },
          { key: 'team', kind: 'one', label: t('people.team'), options: options(teams.data?.items) },
          {
            key: 'status',
            kind: 'one',
            label: t('people.status.label'),
            options: [
              { value: 'active', label: t('people.status.active') },
              { value: 'deactivated', label: t('people.status.deactivated') },
            ],
          },
        ]}
      />
      <DataTable
        label={t('people.employees')}
        columns={useColumns()}
        rows={read.rows}
        rowKey={({ id }) => id}
        to={({ id }) => `/people/${id}`}
        loading={read.isPending}
        problem={read.error}
        onRetry={() => void read.refetch()}
        empty={<EmptyState icon={IconUsers} title={t('people.nobody')} lesson={t('people.nobody_lesson')} />}
        more={{ available: read.hasNextPage, loading: read.isFetchingNextPage, load: () => void read.fetchNextPage() }}
      />
      {can('people.invite') && <Invitations />}
      <Invite opened={inviting} onClose={() => setInviting(false)} />
    </>
  );
}

function useColumns(): Column<Employee>[] {
  const { t } = useTranslation();
  return [
    {
      id: 'name',
      title: t('people.name'),
      cell: ({ name, email }) => (
        <Group component="span" gap="sm" wrap="nowrap" display="inline-flex">
          <Avatar name={name} tone="work" size="sm" />
          <span>
            <span className={classes.name}>{name}</span>
            <span className={classes.quiet}>{email}</span>
          </span>
        </Group>
      ),
    },
    { id: 'title', title: t('people.job_title'), cell: ({ title }) => title || '–' },
    { id: 'department', title: t('people.department'), cell: ({ department }) => department?.name ?? '–' },
    { id: 'manager', title: t('people.reports_to'), cell: ({ manager }) => manager?.name ?? '–' },
    {
      id: 'role',
      title: t('people.role'),
      cell: ({ role, canSignIn }) => (canSignIn ? t(`shell.role.${role}`) : t('people.no_access')),
    },
    { id: 'presence', title: t('people.presence.label'), cell: (employee) => <PresenceMark {...employee} /> },
  ];
}
