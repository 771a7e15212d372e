/** Who works together, across departments. */
import { ActionIcon, Button, Group, Menu, Stack, TextInput, Title } from '@mantine/core';
import { IconArchive, IconDots, IconPencil, IconPlus, IconStar, IconUsersGroup, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { routes, type Team } from '#people/contract';
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
import { EmployeeSelect } from './EmployeeSelect.tsx';
import classes from './people.module.css';

const READS = [routes.listTeams, routes.getEmployee];

export function Screen() {
  const { t } = useTranslation();
  const { can } = useSession();
  const [naming, setNaming] = useState<Team | 'new'>();
  const read = useRoute(routes.listTeams);
  if (read.error) return <Problem problem={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return <Waiting />;
  const teams = read.data.items.filter(({ archivedAt }) => archivedAt === null);
  const create = can('people.write') && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setNaming('new')}>
      {t('people.team_new')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('people.teams')} lead={t('people.teams_lead')} actions={teams.length > 0 && create} />
      {teams.length === 0 && (
        <EmptyState icon={IconUsersGroup} title={t('people.teams_none')} lesson={t('people.teams_lesson')} step={create} />
      )}
      <div className={classes.teams}>
        {teams.map((team) => (
          <Card key={team.id} team={team} onRename={() => setNaming(team)} />
        ))}
      </div>
      <Dialog
        title={t(naming === 'new' ? 'people.team_new' : 'people.rename')}
        opened={naming !== undefined}
        onClose={() => setNaming(undefined)}
      >
        {naming && <Name team={naming} onDone={() => setNaming(undefined)} />}
      </Dialog>
    </>
  );
}

function Card({ team, onRename }: { team: Team; onRename: () => void }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const { id, name, members, leadId } = team;
  const add = useCall(routes.addTeamMember, { refreshes: READS });
  return (
    <section className={classes.card} aria-label={name}>
      <Group justify="space-between" wrap="nowrap" mb="xs">
        <Title order={2} size="h3">
          {name}
        </Title>
        {can('people.write') && <Actions team={team} onRename={onRename} />}
      </Group>
      <ul className={classes.lines}>
        {members.map((member) => (
          <Member key={member.id} team={team} member={member} lead={member.id === leadId} />
        ))}
      </ul>
      {members.length === 0 && <span className={classes.quiet}>{t('people.team_empty')}</span>}
      {can('people.write') && (
        <div className={classes.add}>
          <EmployeeSelect
            // Emptied after each choice.
            key={members.length}
            label={t('people.team_add')}
            placeholder={t('people.search_short')}
            except={members.map((member) => member.id)}
            onChange={(employee) => employee && add.mutate({ params: { teamId: id, employeeId: employee.id } })}
          />
        </div>
      )}
    </section>
  );
}

function Member({ team: { id, name: teamName }, member, lead }: { team: Team; member: Team['members'][number]; lead: boolean }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const change = useCall(routes.changeTeam, { refreshes: READS });
  const remove = useCall(routes.removeTeamMember, { refreshes: READS });
  return (
    <li className={classes.line}>
      <span>
        <Link to={`/people/${member.id}`} inherit>
          {member.name}
        </Link>
        <span className={classes.quiet}>{[lead && t('people.lead'), member.title].filter(Boolean).join(' · ')}</span>
      </span>
      {can('people.write') && (
        <Group gap={2} wrap="nowrap">
          {!lead && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={t('people.make_lead', { name: member.name, team: teamName })}
              title={t('people.make_lead', { name: member.name, team: teamName })}
              onClick={() => change.mutate({ params: { teamId: id }, body: { leadId: member.id } })}
            >
              <IconStar size={14} />
            </ActionIcon>
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t('people.remove_member', { name: member.name, team: teamName })}
            title={t('people.remove_member', { name: member.name, team: teamName })}
            onClick={() => remove.mutate({ params: { teamId: id, employeeId: member.id } })}
          >
            <IconX size={14} />
          </ActionIcon>
        </Group>
      )}
    </li>
  );
}

function Actions({ team: { id, name }, onRename }: { team: Team; onRename: () => void }) {
  const { t } = useTranslation();
  const archive = useCall(routes.archiveTeam, { refreshes: READS });
  const ask = async () => {
    const yes = await confirm({
      title: t('people.archive.title', { name }),
      consequence: t('people.archive.team'),
      action: t('people.archive.action'),
    });
    if (yes) archive.mutate({ params: { teamId: id } });
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('people.actions_of', { name })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={onRename}>
          {t('people.rename')}
        </Menu.Item>
        <Menu.Item leftSection={<IconArchive size={16} />} onClick={() => void ask()}>
          {t('people.archive.action')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Name({ team, onDone }: { team: Team | 'new'; onDone: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { name: team === 'new' ? '' : team.name } },
    async (body) => {
      if (team === 'new') await call(routes.createTeam, { body });
      else await call(routes.changeTeam, { params: { teamId: team.id }, body });
      refresh(...READS);
      onDone();
    },
  );
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <TextInput label={t('people.name')} required withAsterisk={false} data-autofocus {...form.getInputProps('name')} />
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
