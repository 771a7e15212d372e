import { Menu, UnstyledButton } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { routes } from '#people/contract';
import { call } from '../api.ts';
import { sessionKey, useSession } from '../session.ts';
import { Mark } from '../ui/Mark.tsx';
import { live } from '../use-live.ts';
import { chooseWorkspace } from '../workspace.ts';
import classes from './shell.module.css';

/** Names the workspace; with several, chooses among them. */
export function WorkspaceSwitcher({ compact = false }: { compact?: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { workspace, workspaces } = useSession();
  const name = (
    <>
      <Mark size={compact ? 20 : 22} />
      <span className={classes.accountText}>
        <span className={classes.workspace}>{workspace?.name ?? 'Verona'}</span>
      </span>
    </>
  );
  if (workspaces.length < 2) return <div className={classes.account}>{name}</div>;

  const enter = async (workspaceId: string) => {
    // The server remembers it for the next device; the tab does not wait for that.
    void call(routes.enterWorkspace, { params: { workspaceId } });
    chooseWorkspace(workspaceId);
    live.restart();
    await client.refetchQueries({ queryKey: sessionKey });
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
  };

  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.account} aria-label={t('shell.switch_workspace', { name: workspace?.name })}>
          {name}
          <IconChevronDown size={16} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('shell.workspaces')}</Menu.Label>
        {workspaces.map(({ id, name: label }) => (
          <Menu.Item
            key={id}
            onClick={() => void enter(id)}
            rightSection={id === workspace?.id && <IconCheck size={16} aria-label={t('shell.current')} />}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
