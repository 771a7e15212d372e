import { Button, Group, Select, Text, Title } from '@mantine/core';
import { IconCoins, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type LifetimeFit, lifetimeParts, lifetimePeople, readLifetime } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { useRefresh, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { type Column, DataTable } from '../../../ui/DataTable.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Link } from '../../../ui/Link.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { Stat, Stats } from '../../../ui/Stat.tsx';
import { MakeSegment } from '../keep/MakeSegment.tsx';
import classes from '../metrics/metrics.module.css';
import { among } from '../question.ts';
import { useAddress } from '../use-address.ts';
import { useNameless } from '../use-nameless.ts';
import { FitForm } from './FitForm.tsx';

type Person = ReplyOf<typeof lifetimePeople>['people'][number];
const PAGE = 100;

/** What customers may be expected to buy yet: never without the method, the date and how many it was learnt from. */
export function Screen() {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const may = useSession().can('measure.write');
  const [fitting, setFitting] = useState(false);
  const { data, error, refetch } = useRoute(readLifetime);
  const fit = data?.fits[0];
  const start = may && data && (
    <Button leftSection={<IconRefresh size={16} />} onClick={() => setFitting(true)}>
      {t('lifetime.fit')}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t('lifetime.title')}
        lead={t('lifetime.lead')}
        back={{ to: '/measure/metrics', label: t('metrics.title') }}
        actions={fit && start}
      />
      {error && <Problem problem={error} onRetry={() => void refetch()} />}
      {data && !fit && (
        <EmptyState icon={IconCoins} title={t('lifetime.none')} lesson={t('lifetime.lesson')} step={start || undefined} />
      )}
      {fit && (
        <>
          <Figures fit={fit} />
          <People fit={fit} />
        </>
      )}
      {data && (
        <Dialog title={t('lifetime.fit')} opened={fitting} onClose={() => setFitting(false)}>
          <FitForm
            setting={data.setting}
            onFitted={() => {
              setFitting(false);
              refresh(readLifetime, lifetimePeople);
            }}
          />
        </Dialog>
      )}
    </>
  );
}

function Figures({ fit }: { fit: LifetimeFit }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { setting, purchases, spending } = fit;
  const numbers = (of: Record<string, number>) =>
    Object.entries(of)
      .filter(([name]) => name !== 'logLikelihood')
      .map(([name, value]) => `${name} ${format.exact(value)}`)
      .join(', ');
  return (
    <>
      <div className={classes.stats}>
        <Stats>
          <Stat
            label={t('lifetime.value', { count: setting.days })}
            value={format.amount(fit.value, setting.currency)}
            note={t('lifetime.discounted', { percent: format.percent(setting.discount / 100) })}
          />
          <Stat label={t('lifetime.expected', { count: setting.days })} value={format.whole(Math.round(fit.expectedPurchases))} />
          <Stat
            label={t('lifetime.customers')}
            value={format.whole(fit.customers)}
            note={
              <Link to="/measure/lifetime" search={{ part: 'returned' }} inherit>
                {t('lifetime.returned', { count: fit.returned, returned: format.whole(fit.returned) })}
              </Link>
            }
          />
        </Stats>
      </div>
      <div className={classes.sentence}>
        <Text>
          {t('lifetime.method', {
            method: fit.method,
            at: format.dateTime(fit.at),
            event: setting.event,
            property: setting.property,
          })}
        </Text>
        <Text size="sm" c="var(--ink-quiet)">
          {t('lifetime.parameters', { purchases: numbers(purchases), spending: numbers(spending) })}
        </Text>
        {!fit.settled && <Text size="sm">{t('lifetime.unsettled')}</Text>}
        {fit.correlation !== null && Math.abs(fit.correlation) > 0.3 && (
          <Text size="sm">{t('lifetime.correlated', { correlation: format.exact(fit.correlation) })}</Text>
        )}
      </div>
    </>
  );
}

function People({ fit }: { fit: LifetimeFit }) {
  const { t } = useTranslation();
  const nameless = useNameless();
  const format = useFormat();
  const [search, change] = useAddress();
  const part = among(lifetimeParts, search.part) ?? 'all';
  const [shown, setShown] = useState(PAGE);
  const query = { part, limit: Math.min(200, shown) };
  const { data, error, isPending, isFetching, refetch } = useRoute(lifetimePeople, { query }, { keepPrevious: true });
  const columns: Column<Person>[] = [
    { id: 'who', title: t('lifetime.who'), cell: ({ name }) => name ?? nameless },
    { id: 'purchases', title: t('lifetime.purchases'), align: 'end', cell: ({ purchases }) => format.whole(purchases) },
    { id: 'alive', title: t('lifetime.alive'), align: 'end', cell: ({ alive }) => format.percent(alive) },
    {
      id: 'expected',
      title: t('lifetime.to_come'),
      align: 'end',
      cell: ({ expectedPurchases }) => format.exact(expectedPurchases),
    },
    { id: 'value', title: t('lifetime.worth'), align: 'end', cell: ({ value }) => format.amount(value, fit.setting.currency) },
  ];
  return (
    <>
      <Group justify="space-between" mt="xl" mb="sm">
        <Title order={2}>{t('lifetime.people')}</Title>
        <Text size="sm" c="var(--ink-quiet)">
          {t('lifetime.by', { at: format.date(fit.at) })}
        </Text>
      </Group>
      <Group justify="space-between" mb="sm" gap="xs">
        <Select
          w="18rem"
          aria-label={t('lifetime.part.label')}
          data={lifetimeParts.map((value) => ({ value, label: t(`lifetime.part.${value}`) }))}
          allowDeselect={false}
          value={part}
          onChange={(next) => change({ part: next === 'all' ? undefined : (next ?? undefined) })}
        />
        <Group gap="sm">
          {data && (
            <Text size="sm" c="var(--ink-quiet)">
              {t('lifetime.many', { count: data.total, people: format.whole(data.total) })}
            </Text>
          )}
          {data !== undefined && data.total > 0 && (
            <MakeSegment
              figure={{ of: 'lifetime', part }}
              clicked={`${t(`lifetime.part.${part}`)} · ${t('lifetime.by', { at: format.date(fit.at) })}`}
            />
          )}
        </Group>
      </Group>
      <DataTable
        label={t('lifetime.people')}
        columns={columns}
        rows={data?.people ?? []}
        rowKey={({ id }) => id}
        to={({ id }) => `/customers/${id}`}
        loading={isPending}
        problem={error}
        onRetry={() => void refetch()}
        empty={null}
        more={{
          available: shown < Math.min(200, data?.total ?? 0),
          loading: isFetching,
          load: () => setShown((count) => count + PAGE),
        }}
      />
    </>
  );
}
