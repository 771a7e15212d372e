/** When we work: hours of each day, holidays, always. Clocks count in them. */
import { Button, Group, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { changeCalendar, createCalendar, deleteCalendar, listCalendars, type SavedCalendar } from '#moments/contract';
import { call, useCall, useRefresh, useRoute } from '../../../api.ts';
import type { Column } from '../../../ui/DataTable.tsx';
import { useProblemForm } from '../../../ui/form.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { ChangingTable } from './ChangingTable.tsx';
import { hoursOf, wordsOf } from './hours.ts';

/** Some browsers leave UTC out, others do not. */
const zones = [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC'])];

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** Monday is a Monday in every language. */
function useDayNames(): string[] {
  const { i18n } = useTranslation();
  const format = new Intl.DateTimeFormat(i18n.language, { weekday: 'long', timeZone: 'UTC' });
  return DAYS.map((day) => format.format(Date.UTC(2026, 2, 1 + day)));
}

export function Calendars() {
  const { t } = useTranslation();
  const read = useRoute(listCalendars);
  const columns: Column<SavedCalendar>[] = [
    { id: 'name', title: t('care.calendars.name'), cell: ({ name }) => name },
    { id: 'zone', title: t('care.calendars.zone'), cell: ({ timeZone }) => timeZone },
    {
      id: 'open',
      title: t('care.calendars.open'),
      cell: ({ always, week }) =>
        always ? t('care.calendars.always') : t('care.calendars.days', { count: new Set(week.map(({ day }) => day)).size }),
    },
  ];
  return (
    <Panel title={t('care.calendars.title')}>
      <ChangingTable
        label={t('care.calendars.title')}
        columns={columns}
        read={read}
        titleOf={() => t('care.calendars.change')}
        make={{ label: t('care.calendars.make'), variant: 'default' }}
        fields={(calendar, onDone) => <Fields calendar={calendar} onDone={onDone} />}
      />
    </Panel>
  );
}

const openWeek = (day: number) => (day < 6 ? '09:00-18:00' : '');

function Fields({ calendar, onDone }: { calendar: SavedCalendar | undefined; onDone: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const names = useDayNames();
  const remove = useCall(deleteCalendar, { refreshes: [listCalendars], onSuccess: onDone });
  const hoursOn = (day: number) => (calendar ? wordsOf(calendar.week.filter((shift) => shift.day === day)) : openWeek(day));
  const { form, banner, busy, onSubmit } = useProblemForm(
    {
      initialValues: {
        name: calendar?.name ?? '',
        timeZone: calendar?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
        always: calendar?.always ?? false,
        hours: DAYS.map(hoursOn),
        country: calendar?.holidays?.country ?? '',
        state: calendar?.holidays?.state ?? '',
      },
      validate: { hours: (hours) => (hours.every((text) => hoursOf(text)) ? null : t('care.calendars.unread')) },
    },
    async ({ name, timeZone, always, hours, country, state }) => {
      const week = hours.flatMap((text, at) => (hoursOf(text) ?? []).map((shift) => ({ ...shift, day: at + 1 })));
      const holidays = country.trim() === '' ? null : { country: country.trim().toUpperCase(), state: state.trim() || null };
      // Single days are kept as they are: they have no place on this form.
      const body = { name, timeZone, always, week, holidays, days: calendar?.days ?? [] };
      if (calendar) await call(changeCalendar, { params: { id: calendar.id }, body });
      else await call(createCalendar, { body });
      refresh(listCalendars);
      onDone();
    },
  );
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        {banner && <Problem problem={banner} />}
        <TextInput label={t('care.calendars.name')} required data-autofocus {...form.getInputProps('name')} />
        <Select
          label={t('care.calendars.zone')}
          searchable
          allowDeselect={false}
          data={zones}
          {...form.getInputProps('timeZone')}
        />
        <Switch
          label={t('care.calendars.always')}
          description={t('care.calendars.always_hint')}
          {...form.getInputProps('always', { type: 'checkbox' })}
        />
        {!form.values.always && (
          <>
            <Text size="sm" c="var(--ink-quiet)">
              {t('care.calendars.hours_hint')}
            </Text>
            {DAYS.map((day, at) => (
              <Group key={day} gap="sm" wrap="nowrap">
                <Text size="sm" w="7rem" id={`day-${day}`}>
                  {names[at]}
                </Text>
                <TextInput
                  style={{ flex: 1 }}
                  aria-labelledby={`day-${day}`}
                  placeholder={t('care.calendars.closed')}
                  error={hoursOf(form.values.hours[at] ?? '') ? undefined : t('care.calendars.unread')}
                  {...{ value: form.values.hours[at] ?? '' }}
                  onChange={(event) => form.setFieldValue(`hours.${at}`, event.currentTarget.value)}
                />
              </Group>
            ))}
            <Group grow align="start">
              <TextInput
                label={t('care.calendars.country')}
                description={t('care.calendars.country_hint')}
                maxLength={2}
                {...form.getInputProps('country')}
              />
              <TextInput
                label={t('care.calendars.state')}
                description={t('care.calendars.state_hint')}
                {...form.getInputProps('state')}
              />
            </Group>
          </>
        )}
        <Group justify="space-between">
          <Button type="submit" loading={busy}>
            {t('people.save')}
          </Button>
          {calendar && (
            <Button
              variant="subtle"
              color="red"
              loading={remove.isPending}
              onClick={() => remove.mutate({ params: { id: calendar.id } })}
            >
              {t('care.macros.remove')}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
