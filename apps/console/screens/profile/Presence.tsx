/** Am I there, and when am I usually: what others see, and what work is given by. */
import { ActionIcon, Button, Group, SegmentedControl, Select, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Availability, type Presence as PresenceWord, presence, routes, type WorkingHours } from '#people/contract';
import { call, useCall, useRefresh } from '../../api.ts';
import { useSession } from '../../session.ts';
import { useProblemForm } from '../../ui/form.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Problem, showDone } from '../../ui/Problem.tsx';
import { Hours, weekday } from '../people/Hours.tsx';
import classes from './profile.module.css';

const READS = [routes.me, routes.getEmployee, routes.listEmployees];
const WEEK = [1, 2, 3, 4, 5, 6, 7];
const zones = Intl.supportedValuesOf('timeZone');

export function Presence({ availability }: { availability: Availability }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [editing, setEditing] = useState(false);
  const change = useCall(routes.setMyAvailability, { refreshes: READS });
  if (!can('people.self')) return null;
  return (
    <Panel title={t('profile.presence.title')}>
      <div className={classes.lead}>{t('profile.presence.lead')}</div>
      <SegmentedControl
        aria-label={t('people.presence.label')}
        value={change.isPending ? (change.variables?.body.presence ?? availability.presence) : availability.presence}
        onChange={(word) => change.mutate({ body: { presence: word as PresenceWord } })}
        data={presence.options.map((word) => ({ value: word, label: t(`people.presence.${word}`) }))}
      />
      <div style={{ marginBlock: '1.25rem' }}>
        {editing ? (
          <Edit hours={availability.hours} onDone={() => setEditing(false)} />
        ) : (
          <Group align="flex-start" gap="lg">
            <div>
              <Text size="sm" fw={500}>
                {t('people.hours.label')}
              </Text>
              <Text size="sm" component="div">
                <Hours hours={availability.hours} />
              </Text>
            </div>
            <Button variant="default" size="xs" onClick={() => setEditing(true)}>
              {t('profile.presence.edit')}
            </Button>
          </Group>
        )}
      </div>
    </Panel>
  );
}

const usual = (): WorkingHours => ({
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  shifts: [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' })),
});

function Edit({ hours, onDone }: { hours: WorkingHours | null; onDone: () => void }) {
  const { t, i18n } = useTranslation();
  const refresh = useRefresh();
  const start = hours ?? usual();
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { hours: { timeZone: start.timeZone, shifts: start.shifts.toSorted((a, b) => a.day - b.day) } } },
    async (body) => {
      await call(routes.setMyAvailability, { body });
      refresh(...READS);
      showDone(t('people.saved'));
      onDone();
    },
  );
  const { shifts, timeZone } = form.values.hours;
  return (
    <form onSubmit={onSubmit}>
      {banner && <Problem problem={banner} />}
      {shifts.map(({ day }, index) => (
        // Shifts have no identity but their place.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above.
        <div key={index} className={classes.shift}>
          <Select
            aria-label={t('people.hours.day')}
            data={WEEK.map((one) => ({ value: String(one), label: weekday(i18n.language, one) }))}
            value={String(day)}
            onChange={(next) => next && form.setFieldValue(`hours.shifts.${index}.day`, Number(next))}
            allowDeselect={false}
          />
          <TextInput
            type="time"
            aria-label={t('people.hours.from')}
            required
            {...form.getInputProps(`hours.shifts.${index}.from`)}
          />
          <TextInput type="time" aria-label={t('people.hours.to')} required {...form.getInputProps(`hours.shifts.${index}.to`)} />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('people.hours.remove')}
            onClick={() => form.removeListItem('hours.shifts', index)}
          >
            <IconX size={16} />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} />}
        onClick={() =>
          form.insertListItem('hours.shifts', { day: ((shifts.at(-1)?.day ?? 0) % 7) + 1, from: '09:00', to: '17:00' })
        }
      >
        {t('people.hours.add')}
      </Button>
      <Select
        mt="md"
        maw="24rem"
        label={t('people.hours.zone')}
        data={[...new Set([timeZone, 'UTC', ...zones])].map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
        searchable
        allowDeselect={false}
        limit={60}
        {...form.getInputProps('hours.timeZone')}
      />
      <Group mt="md" gap="xs">
        <Button type="submit" loading={busy}>
          {t('people.save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('ui.cancel')}
        </Button>
      </Group>
    </form>
  );
}
