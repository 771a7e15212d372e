import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Invitation, routes } from '#people/contract';
import { useCall, useRoute } from '../../api.ts';
import { confirm } from '../../ui/ConfirmDialog.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import classes from './people.module.css';

/** Who was asked and has not answered yet. */
export function Invitations() {
  const { t } = useTranslation();
  const { data } = useRoute(routes.listInvitations);
  const revoke = useCall(routes.revokeInvitation, { refreshes: [routes.listInvitations] });
  const open = data?.items.filter(({ state }) => state === 'open' || state === 'expired') ?? [];
  if (open.length === 0) return null;

  const withdraw = async ({ id, email }: Invitation) => {
    const yes = await confirm({
      title: t('people.invitation.withdraw_title', { email }),
      consequence: t('people.invitation.withdraw_consequence'),
      action: t('people.invitation.withdraw'),
    });
    if (yes) revoke.mutate({ params: { invitationId: id } });
  };
  const columns: Column<Invitation>[] = [
    { id: 'email', title: t('people.email'), cell: ({ email }) => email },
    { id: 'role', title: t('people.role'), cell: ({ role }) => t(`shell.role.${role}`) },
    { id: 'by', title: t('people.invitation.by'), cell: ({ invitedBy }) => invitedBy },
    {
      id: 'expires',
      title: t('people.invitation.expires'),
      cell: ({ expiresAt }) => <RelativeTime at={expiresAt} />,
    },
    {
      id: 'act',
      title: t('people.actions'),
      align: 'end',
      cell: (invitation) => (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          onClick={() => void withdraw(invitation)}
          aria-label={t('people.invitation.withdraw_of', { email: invitation.email })}
        >
          {t('people.invitation.withdraw')}
        </Button>
      ),
    },
  ];
  return (
    <div className={classes.apart}>
      <Panel title={t('people.invitation.open')}>
        <DataTable label={t('people.invitation.open')} columns={columns} rows={open} rowKey={({ id }) => id} empty={null} />
      </Panel>
    </div>
  );
}
