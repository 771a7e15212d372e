import { Button, Group, NumberInput, Select, Stack, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { changeQueue, createQueue, listQueues, type Queue } from '#moments/contract';
import { routes } from '#people/contract';
import { call, useCall, useRefresh, useRoute } from '../../../api.ts';
import type { Column } from '../../../ui/DataTable.tsx';
import { useProblemForm } from '../../../ui/form.ts';
import { useFormat } from '../../../ui/format.ts';
import { Problem } from '../../../ui/Problem.tsx';
import { EmployeeSelect } from '../../people/EmployeeSelect.tsx';
import { ChangingTable } from './ChangingTable.tsx';

/** Where moments wait, who answers for each of them, and after how long they come back. */
export function Queues() {
  const { t } = useTranslation();
  const format = useFormat();
  const read = useRoute(listQueues);
  const columns: Column<Queue>[] = [
    {
      id: 'name',
      title: t('care.queues.name'),
      cell: ({ name, standard }) => `${name}${standard ? ` · ${t('care.queues.standard')}` : ''}`,
    },
    { id: 'accountable', title: t('care.queues.accountable'), cell: ({ accountable }) => accountable?.name ?? '–' },
    {
      id: 'return',
      title: t('care.queues.return'),
      align: 'end',
      cell: ({ returnMinutes }) => format.duration(returnMinutes * 60),
    },
    { id: 'waiting', title: t('moments.team.waiting'), align: 'end', cell: ({ waiting }) => format.whole(waiting) },
  ];
  return (
    <ChangingTable
      label={t('care.queues.title')}
      columns={columns}
      read={read}
      titleOf={() => t('care.queues.change')}
      make={{ label: t('care.queues.make') }}
      fields={(queue, onDone) => <Fields queue={queue} onDone={onDone} />}
    />
  );
}

function Fields({ queue, onDone }: { queue: Queue | undefined; onDone: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const { data: teams } = useRoute(routes.listTeams);
  const archive = useCall(changeQueue, { refreshes: [listQueues], onSuccess: onDone });
  const { form, banner, busy, onSubmit } = useProblemForm(
    {
      initialValues: {
        name: queue?.name ?? '',
        accountable: queue?.accountable ?? null,
        teamId: queue?.teamId ?? null,
        returnMinutes: queue?.returnMinutes ?? 15,
        standard: queue?.standard ?? false,
      },
    },
    async ({ name, accountable, teamId, returnMinutes, standard }) => {
      const body = { name, teamId, returnMinutes, ...(accountable && { accountableId: accountable.id }) };
      if (queue) {
        const standardNow = standard && !queue.standard ? { standard: true as const } : {};
        await call(changeQueue, { params: { id: queue.id }, body: { ...body, ...standardNow } });
      } else await call(createQueue, { body });
      refresh(listQueues);
      onDone();
    },
  );
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        {banner && <Problem problem={banner} />}
        <TextInput label={t('care.queues.name')} required data-autofocus {...form.getInputProps('name')} />
        <EmployeeSelect
          label={t('care.queues.accountable')}
          chosen={form.values.accountable}
          onChange={(one) => form.setFieldValue('accountable', one)}
        />
        <Select
          label={t('care.queues.team')}
          clearable
          data={(teams?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('teamId')}
        />
        <NumberInput
          label={t('care.queues.return_label')}
          description={t('care.queues.return_hint')}
          min={1}
          max={10_080}
          {...form.getInputProps('returnMinutes')}
        />
        {queue && !queue.standard && (
          <Switch
            label={t('care.queues.make_standard')}
            description={t('care.queues.standard_hint')}
            {...form.getInputProps('standard', { type: 'checkbox' })}
          />
        )}
        <Group justify="space-between">
          <Button type="submit" loading={busy}>
            {t('people.save')}
          </Button>
          {queue && !queue.standard && (
            <Button
              variant="subtle"
              color="red"
              loading={archive.isPending}
              onClick={() => archive.mutate({ params: { id: queue.id }, body: { archived: true } })}
            >
              {t('care.queues.archive')}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
