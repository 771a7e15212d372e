import { Button, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconHeartHandshake } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Goodwill as Line, listGoodwill, listLimits, setLimit, settleGoodwill } from '#moments/contract';
import { roles } from '#people/contract';
import type { ReplyOf } from '#platform/contract';
import { call, useCall, useRefresh, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { type Column, DataTable } from '../../../ui/DataTable.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { useProblemForm } from '../../../ui/form.ts';
import { Link } from '../../../ui/Link.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { Money, RelativeTime } from '../../../ui/Time.tsx';
import { minorOf } from '../../moments/money.ts';

type Limit = ReplyOf<typeof listLimits>['items'][number];

/** How much anybody may give alone, what waits for a decision, and what was given. */
export function Goodwill() {
  const { t } = useTranslation();
  return (
    <Stack gap="xl">
      <Panel title={t('care.goodwill.waiting')}>
        <Ledger waiting />
      </Panel>
      <Panel title={t('care.goodwill.limits')}>
        <Limits />
      </Panel>
      <Panel title={t('care.goodwill.ledger')}>
        <Ledger waiting={false} />
      </Panel>
    </Stack>
  );
}

function Ledger({ waiting }: { waiting: boolean }) {
  const { t } = useTranslation();
  const { can, employee } = useSession();
  const read = useRoute(listGoodwill, { query: waiting ? { state: 'asked' } : {} });
  const settle = useCall(settleGoodwill, { refreshes: [listGoodwill] });
  const decide = (id: string, verdict: 'approved' | 'declined') => settle.mutate({ params: { id }, body: { verdict } });
  const columns: Column<Line>[] = [
    {
      id: 'moment',
      title: t('moments.one'),
      cell: ({ momentId, momentNo }) => <Link to={`/moments/${momentId}`}>#{momentNo}</Link>,
    },
    {
      id: 'amount',
      title: t('moments.goodwill.amount'),
      align: 'end',
      cell: ({ amount, currency }) => <Money minor={amount} currency={currency} />,
    },
    { id: 'who', title: t('care.goodwill.who'), cell: ({ employee: one }) => one.name },
    { id: 'reason', title: t('moments.goodwill.reason'), cell: ({ reason }) => reason },
    { id: 'at', title: t('care.goodwill.at'), cell: ({ at }) => <RelativeTime at={at} /> },
    waiting
      ? {
          id: 'act',
          title: t('people.actions'),
          cell: ({ id, employee: one }) =>
            can('moments.lead') && one.id !== employee?.id ? (
              <Group gap={4} wrap="nowrap">
                <Button size="compact-sm" onClick={() => decide(id, 'approved')}>
                  {t('care.goodwill.approve')}
                </Button>
                <Button size="compact-sm" variant="default" onClick={() => decide(id, 'declined')}>
                  {t('care.goodwill.decline')}
                </Button>
              </Group>
            ) : (
              <Text size="sm" c="var(--ink-quiet)">
                {t('care.goodwill.others_decide')}
              </Text>
            ),
        }
      : { id: 'state', title: t('care.goodwill.state'), cell: ({ state }) => t(`moments.goodwill.state.${state}`) },
  ];
  return (
    <DataTable
      label={t(waiting ? 'care.goodwill.waiting' : 'care.goodwill.ledger')}
      columns={columns}
      rows={read.data?.items ?? []}
      rowKey={({ id }) => id}
      loading={read.isPending}
      problem={read.error}
      empty={
        waiting ? (
          <Text size="sm" c="var(--ink-quiet)">
            {t('care.goodwill.nothing_waits')}
          </Text>
        ) : (
          <EmptyState icon={IconHeartHandshake} title={t('care.goodwill.none')} lesson={t('care.goodwill.none_lesson')} />
        )
      }
    />
  );
}

function Limits() {
  const { t } = useTranslation();
  const { can } = useSession();
  const [setting, setSetting] = useState(false);
  const read = useRoute(listLimits);
  const columns: Column<Limit>[] = [
    { id: 'who', title: t('care.goodwill.who'), cell: ({ who }) => <Who who={who} /> },
    {
      id: 'moment',
      title: t('moments.goodwill.per_moment'),
      align: 'end',
      cell: ({ perMoment, currency }) => <Money minor={perMoment} currency={currency} />,
    },
    {
      id: 'period',
      title: t('care.goodwill.per_period'),
      align: 'end',
      cell: ({ perPeriod, currency, periodDays }) => (
        <>
          <Money minor={perPeriod} currency={currency} /> {t('moments.goodwill.per_days', { count: periodDays })}
        </>
      ),
    },
  ];
  return (
    <>
      <DataTable
        label={t('care.goodwill.limits')}
        columns={columns}
        rows={read.data?.items ?? []}
        rowKey={({ who, currency }) => `${who} ${currency}`}
        loading={read.isPending}
        problem={read.error}
        empty={
          <Text size="sm" c="var(--ink-quiet)">
            {t('care.goodwill.no_limits')}
          </Text>
        }
      />
      {can('moments.write') && (
        <Button mt="md" variant="default" onClick={() => setSetting(true)}>
          {t('care.goodwill.set')}
        </Button>
      )}
      <Dialog title={t('care.goodwill.set')} opened={setting} onClose={() => setSetting(false)}>
        <LimitFields onDone={() => setSetting(false)} />
      </Dialog>
    </>
  );
}

const isRole = (who: string) => (roles as readonly string[]).includes(who);

function Who({ who }: { who: string }) {
  const { t } = useTranslation();
  return <>{isRole(who) ? t(`shell.role.${who}`) : who}</>;
}

function LimitFields({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { who: 'agent', currency: 'EUR', perMoment: 20, perPeriod: 200, periodDays: 30 } },
    async ({ who, currency, perMoment, perPeriod, periodDays }) => {
      const minor = { perMoment: minorOf(perMoment, currency), perPeriod: minorOf(perPeriod, currency) };
      await call(setLimit, { body: { who, currency, periodDays, ...minor } });
      refresh(listLimits);
      onDone();
    },
  );
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        {banner && <Problem problem={banner} />}
        <Select
          label={t('care.goodwill.who')}
          data={roles.map((value) => ({ value, label: t(`shell.role.${value}`) }))}
          allowDeselect={false}
          {...form.getInputProps('who')}
        />
        <TextInput label={t('moments.goodwill.currency')} required maxLength={3} {...form.getInputProps('currency')} />
        <NumberInput label={t('moments.goodwill.per_moment')} min={0} decimalScale={2} {...form.getInputProps('perMoment')} />
        <NumberInput
          label={t('care.goodwill.per_period')}
          description={t('care.goodwill.period_hint')}
          min={0}
          decimalScale={2}
          {...form.getInputProps('perPeriod')}
        />
        <NumberInput label={t('care.goodwill.days')} min={1} max={366} {...form.getInputProps('periodDays')} />
        <Button type="submit" loading={busy} style={{ alignSelf: 'flex-start' }}>
          {t('people.save')}
        </Button>
      </Stack>
    </form>
  );
}
