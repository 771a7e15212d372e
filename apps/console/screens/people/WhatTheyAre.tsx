import { Button, Group, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Role, routes } from '#people/contract';
import { call, useCall, useRefresh, useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { useProblemForm } from '../../ui/form.ts';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Problem, showDone } from '../../ui/Problem.tsx';
import { pathOf } from './departments.ts';
import type { Whole } from './employee.tsx';
import { RoleSelect } from './RoleSelect.tsx';

/** Name, title, department and role: as fields for who may change them, as facts for everyone else. */
export function WhatTheyAre({ employee }: { employee: Whole }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const { department, role, title, canSignIn } = employee;
  return (
    <Panel title={t('people.place')}>
      {can('people.write') ? (
        <Details employee={employee} />
      ) : (
        <KeyValue
          rows={[
            { name: t('people.job_title'), value: title },
            { name: t('people.department'), value: department?.name },
          ]}
        />
      )}
      {can('people.roles') ? (
        <RoleOf employee={employee} />
      ) : (
        <KeyValue rows={[{ name: t('people.role'), value: canSignIn ? t(`shell.role.${role}`) : t('people.no_access') }]} />
      )}
    </Panel>
  );
}

function Details({ employee: { id, name, title, department } }: { employee: Whole }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const departments = useRoute(routes.listDepartments);
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { name, title, departmentId: department?.id ?? null } },
    async (body) => {
      await call(routes.changeEmployee, { params: { employeeId: id }, body });
      form.resetDirty(body);
      refresh(routes.getEmployee, routes.listEmployees, routes.listDepartments);
      showDone(t('people.saved'));
    },
  );
  const all = departments.data?.items ?? [];
  return (
    <form onSubmit={onSubmit}>
      {banner && <Problem problem={banner} />}
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <TextInput label={t('people.name')} required withAsterisk={false} {...form.getInputProps('name')} />
        <TextInput label={t('people.job_title')} {...form.getInputProps('title')} />
        <Select
          label={t('people.department')}
          placeholder={t('people.none')}
          data={all.filter(({ archivedAt }) => !archivedAt).map((one) => ({ value: one.id, label: pathOf(one, all) }))}
          searchable
          clearable
          {...form.getInputProps('departmentId')}
        />
      </SimpleGrid>
      <Group mt="md" mb="xl">
        <Button type="submit" variant="default" disabled={!form.isDirty()} loading={busy}>
          {t('people.save')}
        </Button>
      </Group>
    </form>
  );
}

/** Takes effect when chosen: their open pages notice at once. */
function RoleOf({ employee: { id, role, name, canSignIn, status } }: { employee: Whole }) {
  const { t } = useTranslation();
  const change = useCall(routes.changeRole, {
    refreshes: [routes.getEmployee, routes.listEmployees, routes.me],
    onSuccess: ({ role: now }) => showDone(t('people.role_changed', { name, role: t(`shell.role.${now}`) })),
  });
  if (!canSignIn) return <KeyValue rows={[{ name: t('people.role'), value: t('people.no_access') }]} />;
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <RoleSelect
        label={t('people.role')}
        value={change.isPending ? (change.variables?.body.role ?? role) : role}
        disabled={status === 'deactivated'}
        onChange={(next: Role) => change.mutate({ params: { employeeId: id }, body: { role: next } })}
      />
    </SimpleGrid>
  );
}
