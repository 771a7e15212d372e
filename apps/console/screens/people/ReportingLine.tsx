import { Button, Group, Stack, TextInput } from '@mantine/core';
import { IconHierarchy2 } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { routes } from '#people/contract';
import { call, useRefresh } from '../../api.ts';
import { useSession } from '../../session.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { useProblemForm } from '../../ui/form.ts';
import { Link } from '../../ui/Link.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { DateTime } from '../../ui/Time.tsx';
import { EmployeeSelect } from './EmployeeSelect.tsx';
import type { Whole } from './employee.tsx';
import classes from './people.module.css';

/** To whom they reported, stretch by stretch, the newest first: answers to "who decided this then?" stay true. */
export function ReportingLine({ employee }: { employee: Whole }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [changing, setChanging] = useState(false);
  const lines = employee.lines.toSorted((a, b) => (a.since < b.since ? 1 : -1));
  return (
    <Panel title={t('people.line.title')}>
      {lines.length === 0 && <span className={classes.quiet}>{t('people.line.none')}</span>}
      <ol className={classes.lines} aria-label={t('people.line.title')}>
        {lines.map(({ managerId, managerName, since, until }) => (
          <li key={since} className={classes.line}>
            <Link to={`/people/${managerId}`} inherit fw={until === null ? 500 : 400}>
              {managerName}
            </Link>
            <span className={classes.quiet}>
              <DateTime at={since} dateOnly /> – {until === null ? t('people.line.today') : <DateTime at={until} dateOnly />}
            </span>
          </li>
        ))}
      </ol>
      {can('people.write') && employee.status === 'active' && (
        <Button mt="sm" variant="default" leftSection={<IconHierarchy2 size={16} />} onClick={() => setChanging(true)}>
          {t('people.line.change')}
        </Button>
      )}
      <Dialog title={t('people.line.change')} opened={changing} onClose={() => setChanging(false)}>
        <Form employee={employee} onDone={() => setChanging(false)} />
      </Dialog>
    </Panel>
  );
}

function Form({ employee: { id, name, manager }, onDone }: { employee: Whole; onDone: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const [chosen, setChosen] = useState<{ id: string; name: string } | null>(manager);
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues: { since: '' } }, async ({ since }) => {
    // A day begins at midnight where the person at the screen is; without one the change begins now.
    const body = { managerId: chosen?.id ?? null, ...(since && { since: new Date(`${since}T00:00`).toISOString() }) };
    await call(routes.setManager, { params: { employeeId: id }, body });
    refresh(routes.getEmployee, routes.listEmployees, routes.reportingLines);
    onDone();
  });
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <EmployeeSelect
        label={t('people.line.who', { name })}
        chosen={chosen}
        except={[id]}
        placeholder={t('people.line.nobody')}
        clearable
        onChange={setChosen}
      />
      <TextInput
        type="date"
        label={t('people.line.since')}
        description={t('people.line.since_hint')}
        {...form.getInputProps('since')}
      />
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
