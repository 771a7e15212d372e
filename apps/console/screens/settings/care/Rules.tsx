/** Which events open a moment by themselves; each can be switched on and off, and tried on the last week before. */
import { Button, Group, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { listSegments } from '#customers/contract';
import { changeRule, listRules, type OpeningRule, type Trigger, tryRule } from '#moments/contract';
import { call, useCall, useRefresh, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import type { Column } from '../../../ui/DataTable.tsx';
import { useProblemForm } from '../../../ui/form.ts';
import { useFormat } from '../../../ui/format.ts';
import { Problem } from '../../../ui/Problem.tsx';
import { ChangingTable } from './ChangingTable.tsx';

export function Rules() {
  const { t } = useTranslation();
  const { can } = useSession();
  const read = useRoute(listRules);
  const toggle = useCall(changeRule, { refreshes: [listRules] });
  const columns: Column<OpeningRule>[] = [
    { id: 'name', title: t('care.rules.name'), cell: ({ name }) => name },
    { id: 'when', title: t('care.rules.when_title'), cell: ({ body }) => <When trigger={body.trigger} /> },
    {
      id: 'on',
      title: t('care.rules.on'),
      cell: ({ id, name, enabled }) => (
        <Switch
          aria-label={t('care.rules.on_of', { name })}
          checked={enabled}
          disabled={!can('moments.write') || (toggle.isPending && toggle.variables.params.id === id)}
          onChange={(event) => toggle.mutate({ params: { id }, body: { enabled: event.currentTarget.checked } })}
        />
      ),
    },
  ];
  return (
    <ChangingTable
      label={t('care.rules.title')}
      columns={columns}
      read={read}
      titleOf={() => t('care.rules.change')}
      fields={(rule, onDone) => rule && <Fields rule={rule} onDone={onDone} />}
    />
  );
}

function When({ trigger }: { trigger: Trigger }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: segments } = useRoute(listSegments, undefined, { enabled: trigger.kind === 'segment_entered' });
  if (trigger.kind === 'event') return t('care.rules.when.event', { events: format.list(trigger.any.map(({ event }) => event)) });
  if (trigger.kind === 'begun_not_finished') {
    const { due, begins, finishes } = trigger;
    const time = due.by === 'minutes' ? format.duration(due.minutes * 60) : due.property;
    const ends = format.list(finishes.map(({ event }) => event));
    return t(`care.rules.when.${due.by === 'minutes' ? 'not_within' : 'not_by'}`, { begins: begins.event, ends, time });
  }
  const name = segments?.items.find(({ id }) => id === trigger.segment)?.name;
  return trigger.segment === null ? t('care.rules.when.no_segment') : t('care.rules.when.segment', { name: name ?? '…' });
}

function Fields({ rule, onDone }: { rule: OpeningRule; onDone: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const { trigger } = rule.body;
  const { data: segments } = useRoute(listSegments, undefined, { enabled: trigger.kind === 'segment_entered' });
  const tried = useCall(tryRule);
  const { form, banner, busy, onSubmit } = useProblemForm(
    {
      initialValues: {
        name: rule.name,
        title: rule.body.title,
        priority: String(rule.body.priority),
        segment: trigger.kind === 'segment_entered' ? trigger.segment : null,
      },
    },
    async ({ name, title, priority, segment }) => {
      const watched: Trigger = trigger.kind === 'segment_entered' ? { ...trigger, segment } : trigger;
      const body = { ...rule.body, title, priority: Number(priority), trigger: watched };
      await call(changeRule, { params: { id: rule.id }, body: { name, body } });
      refresh(listRules);
      onDone();
    },
  );
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        {banner && <Problem problem={banner} />}
        <TextInput label={t('care.rules.name')} required data-autofocus {...form.getInputProps('name')} />
        <TextInput
          label={t('care.rules.title_of')}
          description={t('care.rules.title_hint', { order: '{{properties.order_id}}', event: '{{event}}' })}
          required
          {...form.getInputProps('title')}
        />
        <Select
          label={t('moments.change.priority')}
          allowDeselect={false}
          data={['0', '1', '2'].map((value) => ({ value, label: t(`moments.priority.${value as '0' | '1' | '2'}`) }))}
          {...form.getInputProps('priority')}
        />
        {trigger.kind === 'segment_entered' && (
          <Select
            label={t('care.rules.segment')}
            data={(segments?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('segment')}
          />
        )}
        {tried.data && (
          <Text size="sm" role="status">
            {t('care.rules.tried', { count: tried.data.count })}
          </Text>
        )}
        <Group justify="space-between">
          <Button type="submit" loading={busy}>
            {t('people.save')}
          </Button>
          {trigger.kind !== 'segment_entered' && (
            <Button
              variant="default"
              loading={tried.isPending}
              onClick={() => tried.mutate({ body: { body: rule.body, days: 7 } })}
            >
              {t('care.rules.try')}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
