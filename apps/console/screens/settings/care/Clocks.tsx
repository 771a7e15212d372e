/** How long a customer may wait for what, clause by clause, and the calendars it counts in. */
import { Button, Group, NumberInput, Select, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { channelKind } from '#listen/contract';
import {
  type Clause,
  type ClockKind,
  changeClockPolicy,
  listCalendars,
  listQueues,
  readClockPolicy,
  type SavedCalendar,
  type VersionedPolicy,
} from '#moments/contract';
import { call, useRefresh, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { useProblemForm } from '../../../ui/form.ts';
import { useFormat } from '../../../ui/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { Calendars } from './Calendars.tsx';

const kinds: ClockKind[] = ['first_reply', 'next_reply', 'resolution'];
const MINUTE = 60_000;

export function Clocks() {
  const policy = useRoute(readClockPolicy);
  const calendars = useRoute(listCalendars);
  const problem = policy.error ?? calendars.error;
  if (problem) return <Problem problem={problem} onRetry={() => void policy.refetch()} />;
  if (!policy.data || !calendars.data) return null;
  return (
    <Stack gap="xl">
      <Policy key={policy.data.version} policy={policy.data} calendars={calendars.data.items} />
      <Calendars />
    </Stack>
  );
}

/** Minutes by clause and clock, and in which calendar; everything else of a target stays as it is. */
function Policy({ policy, calendars }: { policy: VersionedPolicy; calendars: SavedCalendar[] }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const refresh = useRefresh();
  const targets = Object.fromEntries(
    policy.clauses.flatMap((clause, at) =>
      kinds.flatMap((kind) => {
        const target = clause.targets[kind];
        return target ? [[keyOf(at, kind), { minutes: target.withinMs / MINUTE, calendarId: target.calendarId }]] : [];
      }),
    ),
  );
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues: { targets } }, async (values) => {
    const clauses = policy.clauses.map((clause, at) => ({ ...clause, targets: changed(clause, at, values.targets) }));
    await call(changeClockPolicy, { body: { ...policy, clauses } });
    refresh(readClockPolicy);
  });
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="lg" maw="44rem">
        {banner && <Problem problem={banner} />}
        <Text size="sm" c="var(--ink-quiet)">
          {t('care.clocks.lead')}
        </Text>
        {policy.clauses.map((clause, at) => (
          <Panel key={clause.id} title={clause.name}>
            <When clause={clause} />
            {kinds
              .filter((kind) => clause.targets[kind])
              .map((kind) => {
                const key = keyOf(at, kind);
                const target = form.values.targets[key];
                const what = t(`moments.clock.kind.${kind}`);
                return (
                  <Group key={kind} gap="sm" mt="xs" align="end">
                    <NumberInput
                      label={t('care.clocks.within', { what })}
                      w="12rem"
                      min={1}
                      disabled={!can('moments.write')}
                      value={target?.minutes ?? ''}
                      onChange={(minutes) => form.setFieldValue(`targets.${key}.minutes`, Number(minutes))}
                    />
                    <Select
                      label={t('care.clocks.counts_in')}
                      style={{ flex: 1, minWidth: '12rem' }}
                      allowDeselect={false}
                      disabled={!can('moments.write')}
                      data={calendars.map(({ id, name }) => ({ value: id, label: name }))}
                      value={target?.calendarId ?? null}
                      onChange={(id) => id && form.setFieldValue(`targets.${key}.calendarId`, id)}
                    />
                  </Group>
                );
              })}
          </Panel>
        ))}
        {can('moments.write') && (
          <Button type="submit" loading={busy} disabled={!form.isDirty()} style={{ alignSelf: 'flex-start' }}>
            {t('people.save')}
          </Button>
        )}
      </Stack>
    </form>
  );
}

type Minutes = Record<string, { minutes: number; calendarId: string }>;

const keyOf = (at: number, kind: string) => `${at}_${kind}`;

function changed({ targets }: Clause, at: number, values: Minutes): Clause['targets'] {
  return Object.fromEntries(
    Object.entries(targets).map(([kind, target]) => {
      const value = values[keyOf(at, kind)];
      return [kind, value ? { ...target, withinMs: value.minutes * MINUTE, calendarId: value.calendarId } : target];
    }),
  );
}

/** For which moments it holds, and whom it tells, in one sentence each. */
function When({ clause: { when, targets } }: { clause: Clause }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: queues } = useRoute(listQueues);
  const queueName = (id: string) => queues?.items.find((queue) => queue.id === id)?.name ?? id;
  const facts = [
    when.channels && t('care.clocks.when.channels', { what: format.list(when.channels.map(channelWord)) }),
    when.queues && t('care.clocks.when.queues', { what: format.list(when.queues.map(queueName)) }),
    when.priorities && t('care.clocks.when.priorities', { what: format.list(when.priorities.map(priorityWord)) }),
    when.languages && t('care.clocks.when.languages', { what: format.list(when.languages) }),
    when.segments && t('care.clocks.when.segments', { what: format.list(when.segments) }),
    when.minValue !== undefined && t('care.clocks.when.value', { what: format.exact(when.minValue) }),
  ].filter((fact) => typeof fact === 'string');
  function channelWord(kind: string) {
    const known = channelKind.safeParse(kind).data;
    return known === undefined ? kind : t(`moments.channel_kind.${known}`);
  }
  function priorityWord(priority: string) {
    return priority === '0' || priority === '1' || priority === '2' ? t(`moments.priority.${priority}`) : priority;
  }
  const first = Object.values(targets)[0];
  return (
    <Text size="sm">
      {facts.length > 0 ? facts.join(' ') : t('care.clocks.when.always')}{' '}
      {first && first.onBreach.length > 0 && (
        <span style={{ color: 'var(--ink-quiet)' }}>
          {t('care.clocks.tells', { who: format.list(first.onBreach.map((role) => t(`care.clocks.role.${role}`))) })}
        </span>
      )}
    </Text>
  );
}
