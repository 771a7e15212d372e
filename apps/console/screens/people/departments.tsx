/** Where people belong: a tree, edited in place. */
import { ActionIcon, Button, Group, Menu, Select, Stack, TextInput } from '@mantine/core';
import { IconArchive, IconBuilding, IconCornerDownRight, IconDots, IconPencil, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Department, routes } from '#people/contract';
import { call, useCall, useRefresh, useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { confirm } from '../../ui/ConfirmDialog.tsx';
import { Waiting } from '../../ui/crash.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useProblemForm } from '../../ui/form.ts';
import { Link } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { type Branch, pathOf, treeOf, within } from './departments.ts';
import classes from './people.module.css';

type Change = { kind: 'create'; inside: Department | null } | { kind: 'rename' | 'move'; department: Department };

export function Screen() {
  const { t } = useTranslation();
  const { can } = useSession();
  const [change, setChange] = useState<Change>();
  const read = useRoute(routes.listDepartments);
  if (read.error) return <Problem problem={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return <Waiting />;
  const all = read.data.items;
  const tree = treeOf(all);
  const create = can('people.write') && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setChange({ kind: 'create', inside: null })}>
      {t('people.department_new')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('people.departments')} lead={t('people.departments_lead')} actions={tree.length > 0 && create} />
      {tree.length === 0 ? (
        <EmptyState
          icon={IconBuilding}
          title={t('people.departments_none')}
          lesson={t('people.departments_lesson')}
          step={create}
        />
      ) : (
        <ul className={classes.tree} aria-label={t('people.departments')}>
          {tree.map((branch) => (
            <Node key={branch.department.id} branch={branch} onChange={setChange} />
          ))}
        </ul>
      )}
      <Dialog
        title={change ? t(`people.department_${change.kind}`) : ''}
        opened={change !== undefined}
        onClose={() => setChange(undefined)}
      >
        {change && <Form change={change} all={all} onDone={() => setChange(undefined)} />}
      </Dialog>
    </>
  );
}

function Node({ branch: { department, inside }, onChange }: { branch: Branch; onChange: (change: Change) => void }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const { id, name, people } = department;
  return (
    <li>
      <div className={classes.node}>
        <IconBuilding size={16} stroke={1.6} aria-hidden="true" color="var(--work)" />
        <strong>{name}</strong>
        <span className={classes.grow}>
          <Link to="/people" search={{ department: id }} size="sm">
            {t('people.people_count', { count: people })}
          </Link>
        </span>
        {can('people.write') && <Actions department={department} onChange={onChange} />}
      </div>
      {inside.length > 0 && (
        <ul>
          {inside.map((child) => (
            <Node key={child.department.id} branch={child} onChange={onChange} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Actions({ department, onChange }: { department: Department; onChange: (change: Change) => void }) {
  const { t } = useTranslation();
  const archive = useCall(routes.archiveDepartment, { refreshes: [routes.listDepartments] });
  const ask = async () => {
    const yes = await confirm({
      title: t('people.archive.title', { name: department.name }),
      consequence: t('people.archive.department'),
      action: t('people.archive.action'),
    });
    if (yes) archive.mutate({ params: { departmentId: department.id } });
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('people.actions_of', { name: department.name })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPlus size={16} />} onClick={() => onChange({ kind: 'create', inside: department })}>
          {t('people.department_inside')}
        </Menu.Item>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => onChange({ kind: 'rename', department })}>
          {t('people.rename')}
        </Menu.Item>
        <Menu.Item leftSection={<IconCornerDownRight size={16} />} onClick={() => onChange({ kind: 'move', department })}>
          {t('people.move')}
        </Menu.Item>
        <Menu.Item leftSection={<IconArchive size={16} />} onClick={() => void ask()}>
          {t('people.archive.action')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Form({ change, all, onDone }: { change: Change; all: Department[]; onDone: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues: startOf(change) }, async ({ name, parentId }) => {
    if (change.kind === 'create') await call(routes.createDepartment, { body: { name, parentId } });
    else {
      const params = { departmentId: change.department.id };
      await call(routes.changeDepartment, { params, body: change.kind === 'rename' ? { name } : { parentId } });
    }
    refresh(routes.listDepartments, routes.listEmployees);
    onDone();
  });
  const taken = change.kind === 'move' ? within(change.department.id, all) : new Set<string>();
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      {change.kind !== 'move' && (
        <TextInput label={t('people.name')} required withAsterisk={false} data-autofocus {...form.getInputProps('name')} />
      )}
      {change.kind !== 'rename' && (
        <Select
          label={t('people.department_parent')}
          placeholder={t('people.department_top')}
          data={all
            .filter(({ id, archivedAt }) => !archivedAt && !taken.has(id))
            .map((one) => ({ value: one.id, label: pathOf(one, all) }))}
          searchable
          clearable
          {...form.getInputProps('parentId')}
        />
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onDone}>
          {t('ui.cancel')}
        </Button>
        <Button type="submit" loading={busy}>
          {t('people.save')}
        </Button>
      </Group>
    </Stack>
  );
}

function startOf(change: Change): { name: string; parentId: string | null } {
  if (change.kind === 'create') return { name: '', parentId: change.inside?.id ?? null };
  return { name: change.department.name, parentId: change.department.parentId };
}
