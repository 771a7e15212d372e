import { Button, Code, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconTextPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeMacro, deleteMacro, listMacros, saveMacro } from '#moments/contract';
import type { ReplyOf } from '#platform/contract';
import { call, useCall, useRefresh, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { type Column, DataTable } from '../../../ui/DataTable.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem } from '../../../ui/Problem.tsx';
import { RelativeTime } from '../../../ui/Time.tsx';

type Macro = ReplyOf<typeof listMacros>['items'][number];

const VARIABLES = [
  'customer.name',
  'customer.first_name',
  'customer.email',
  'agent.name',
  'agent.first_name',
  'moment.no',
  'moment.title',
];

/** Texts for everybody, called up by `/` while answering. */
export function Macros() {
  const { t } = useTranslation();
  const { can } = useSession();
  const [shown, setShown] = useState<Macro | 'new'>();
  const read = useRoute(listMacros);
  const remove = useCall(deleteMacro, { refreshes: [listMacros] });
  const make = <Button onClick={() => setShown('new')}>{t('care.macros.make')}</Button>;
  const columns: Column<Macro>[] = [
    { id: 'name', title: t('care.macros.name'), cell: ({ name }) => name },
    {
      id: 'text',
      title: t('care.macros.text'),
      cell: ({ text }) => (
        <Text size="sm" lineClamp={2}>
          {text}
        </Text>
      ),
    },
  ];
  columns.push({
    id: 'changed',
    title: t('care.macros.changed'),
    cell: ({ changedBy, changedAt }) => (
      <Text size="sm" c="var(--ink-quiet)">
        {changedBy && `${changedBy}, `}
        <RelativeTime at={changedAt} />
      </Text>
    ),
  });
  if (can('moments.own')) {
    columns.push({
      id: 'act',
      title: t('people.actions'),
      cell: (row) => (
        <Group gap={4} wrap="nowrap">
          <Button
            size="compact-sm"
            variant="subtle"
            aria-label={t('care.change_of', { name: row.name })}
            onClick={() => setShown(row)}
          >
            {t('care.change')}
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            aria-label={t('care.macros.remove_of', { name: row.name })}
            onClick={() => remove.mutate({ params: { id: row.id } })}
          >
            {t('care.macros.remove')}
          </Button>
        </Group>
      ),
    });
  }
  return (
    <>
      <DataTable
        label={t('care.macros.title')}
        columns={columns}
        rows={read.data?.items ?? []}
        rowKey={({ id }) => id}
        loading={read.isPending}
        problem={read.error}
        empty={
          <EmptyState
            icon={IconTextPlus}
            title={t('care.macros.none')}
            lesson={t('care.macros.none_lesson')}
            step={can('moments.own') && make}
          />
        }
      />
      {can('moments.own') && (read.data?.items.length ?? 0) > 0 && <div style={{ marginTop: '1rem' }}>{make}</div>}
      <Dialog
        title={t(shown === 'new' ? 'care.macros.make' : 'care.macros.change')}
        opened={shown !== undefined}
        onClose={() => setShown(undefined)}
      >
        {shown && <Fields macro={shown === 'new' ? undefined : shown} onDone={() => setShown(undefined)} />}
      </Dialog>
    </>
  );
}

function Fields({ macro, onDone }: { macro: Macro | undefined; onDone: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const initialValues = { name: macro?.name ?? '', text: macro?.text ?? '' };
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues }, async (body) => {
    if (macro) await call(changeMacro, { params: { id: macro.id }, body });
    else await call(saveMacro, { body });
    refresh(listMacros);
    onDone();
  });
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        {banner && <Problem problem={banner} />}
        <TextInput label={t('care.macros.name')} required data-autofocus {...form.getInputProps('name')} />
        <Textarea label={t('care.macros.text')} required autosize minRows={4} {...form.getInputProps('text')} />
        <Text size="xs" c="var(--ink-quiet)" component="div">
          {t('care.macros.variables')}
          <Group gap={4} mt={4}>
            {VARIABLES.map((name) => (
              <Code key={name}>{`{{${name}}}`}</Code>
            ))}
          </Group>
        </Text>
        <Button type="submit" loading={busy} style={{ alignSelf: 'flex-start' }}>
          {t('people.save')}
        </Button>
      </Stack>
    </form>
  );
}
