import { Button, NumberInput, Stack, Switch, TagsInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Agent, changeAgent, listAgents } from '#moments/contract';
import { call, useRefresh, useRoute } from '../../../api.ts';
import type { Column } from '../../../ui/DataTable.tsx';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem } from '../../../ui/Problem.tsx';
import { Standing } from '../../moments/dialogs/OfferForm.tsx';
import { ChangingTable } from './ChangingTable.tsx';

/** Who is given moments by themselves, how many at once, and what for. Anybody employed may own one that is offered. */
export function TakingPart() {
  const { t } = useTranslation();
  const read = useRoute(listAgents, undefined, { refetchInterval: 10_000 });
  const columns: Column<Agent>[] = [
    { id: 'name', title: t('moments.team.name'), cell: ({ name }) => name },
    { id: 'routed', title: t('care.people.routed'), cell: ({ routed }) => t(routed ? 'care.yes' : 'care.no') },
    { id: 'load', title: t('moments.team.standing'), cell: (agent) => <Standing agent={agent} /> },
    {
      id: 'knows',
      title: t('moments.team.knows'),
      cell: ({ skills, languages, senior }) =>
        [...skills, ...languages, ...(senior ? [t('care.people.senior')] : [])].join(', ') || '–',
    },
  ];
  return (
    <ChangingTable
      label={t('care.people.title')}
      columns={columns}
      read={read}
      titleOf={({ name }) => name}
      fields={(agent, onDone) => agent && <Fields agent={agent} onDone={onDone} />}
    />
  );
}

function Fields({ agent: { id, routed, capacity, skills, languages, senior }, onDone }: { agent: Agent; onDone: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { routed, capacity, skills, languages, senior } },
    async (body) => {
      await call(changeAgent, { params: { id }, body });
      refresh(listAgents);
      onDone();
    },
  );
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        {banner && <Problem problem={banner} />}
        <Switch
          label={t('care.people.routed')}
          description={t('care.people.routed_hint')}
          data-autofocus
          {...form.getInputProps('routed', { type: 'checkbox' })}
        />
        <NumberInput label={t('care.people.capacity')} min={0} max={1_000} {...form.getInputProps('capacity')} />
        <TagsInput label={t('moments.change.skills')} {...form.getInputProps('skills')} />
        <TagsInput label={t('care.people.languages')} {...form.getInputProps('languages')} />
        <Switch
          label={t('care.people.senior')}
          description={t('care.people.senior_hint')}
          {...form.getInputProps('senior', { type: 'checkbox' })}
        />
        <Button type="submit" loading={busy} style={{ alignSelf: 'flex-start' }}>
          {t('people.save')}
        </Button>
      </Stack>
    </form>
  );
}
