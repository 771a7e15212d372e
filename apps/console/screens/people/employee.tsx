/** One colleague: what they may do, to whom they report and since when, whether they are there. */
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconUserPlus } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { routes } from '#people/contract';
import type { ReplyOf } from '#platform/contract';
import { useCall, useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { confirm } from '../../ui/ConfirmDialog.tsx';
import { Waiting } from '../../ui/crash.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Link } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { DateTime } from '../../ui/Time.tsx';
import { Hours } from './Hours.tsx';
import { Invite } from './Invite.tsx';
import { PresenceMark } from './PresenceMark.tsx';
import classes from './people.module.css';
import { ReportingLine } from './ReportingLine.tsx';
import { WhatTheyAre } from './WhatTheyAre.tsx';

export type Whole = ReplyOf<typeof routes.getEmployee>;

export function Screen() {
  const { t } = useTranslation();
  const { employeeId } = useParams({ strict: false }) as { employeeId: string };
  const read = useRoute(routes.getEmployee, { params: { employeeId } });
  if (read.error) return <Problem problem={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return <Waiting />;
  const employee = read.data;
  return (
    <>
      <PageHeader
        title={employee.name}
        lead={[employee.title, employee.email].filter(Boolean).join(' · ')}
        back={{ to: '/people', label: t('people.employees') }}
        actions={
          <>
            <InviteThem employee={employee} />
            <Access employee={employee} />
          </>
        }
      />
      <div className={classes.sides}>
        <div className={classes.stack}>
          <WhatTheyAre employee={employee} key={employee.id} />
          <ReportingLine employee={employee} />
        </div>
        <div className={classes.stack}>
          <Panel title={t('people.now')}>
            <KeyValue
              rows={[
                { name: t('people.presence.label'), value: <PresenceMark {...employee} /> },
                { name: t('people.since'), value: <DateTime at={employee.createdAt} dateOnly /> },
                { name: t('people.hours.label'), value: <Hours hours={employee.availability.hours} /> },
              ]}
            />
          </Panel>
          <Panel title={t('people.teams')} all={{ to: '/teams', label: t('people.all_teams') }}>
            <Names
              items={employee.teams.map(({ id, name, lead }) => ({ id, name, to: '/teams', note: lead ? t('people.lead') : '' }))}
            />
          </Panel>
          <Panel title={t('people.reports')}>
            <Names items={employee.reports.map(({ id, name }) => ({ id, name, to: `/people/${id}`, note: '' }))} />
          </Panel>
        </div>
      </div>
    </>
  );
}

function Names({ items }: { items: { id: string; name: string; to: string; note: string }[] }) {
  const { t } = useTranslation();
  if (items.length === 0) return <span className={classes.quiet}>{t('people.none')}</span>;
  return (
    <ul className={classes.lines}>
      {items.map(({ id, name, to, note }) => (
        <li key={id} className={classes.line}>
          <Link to={to} inherit>
            {name}
          </Link>
          <span className={classes.quiet}>{note}</span>
        </li>
      ))}
    </ul>
  );
}

/** In the directory, but without a way in. */
function InviteThem({ employee: { name, email, canSignIn, status } }: { employee: Whole }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [inviting, { open, close }] = useDisclosure(false);
  if (canSignIn || status === 'deactivated' || !can('people.invite')) return null;
  return (
    <>
      <Button leftSection={<IconUserPlus size={16} />} onClick={open}>
        {t('people.invite.action')}
      </Button>
      <Invite opened={inviting} onClose={close} to={{ name, email }} />
    </>
  );
}

/** Takes access away, or gives it back. */
function Access({ employee: { id, name, status } }: { employee: Whole }) {
  const { t } = useTranslation();
  const { can, employee: me } = useSession();
  const refreshes = [routes.getEmployee, routes.listEmployees];
  const deactivate = useCall(routes.deactivateEmployee, { refreshes });
  const reactivate = useCall(routes.reactivateEmployee, { refreshes });
  if (!can('people.roles') || me?.id === id) return null;
  const args = { params: { employeeId: id } };
  if (status === 'deactivated') {
    return (
      <Button variant="default" loading={reactivate.isPending} onClick={() => reactivate.mutate(args)}>
        {t('people.reactivate')}
      </Button>
    );
  }
  const ask = async () => {
    const yes = await confirm({
      title: t('people.deactivate.title', { name }),
      consequence: t('people.deactivate.consequence'),
      action: t('people.deactivate.action', { name }),
    });
    if (yes) deactivate.mutate(args);
  };
  return (
    <Button variant="default" loading={deactivate.isPending} onClick={() => void ask()}>
      {t('people.deactivate.ask')}
    </Button>
  );
}
