/** What is left of somebody who was erased: the proof that nothing else is. */
import { Button, Group, Table, Text, Title } from '@mantine/core';
import { IconDownload, IconEraser } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Erasure, getErasure } from '#customers/contract';
import { useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { StateBadge } from '../../ui/Badges.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useFormat } from '../../ui/format.ts';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { ButtonLink } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Problem } from '../../ui/Problem.tsx';
import classes from './person.module.css';
import { saveJson } from './save-json.ts';

export function Erased({ proof }: { proof?: string }) {
  const { t } = useTranslation();
  const { can } = useSession();
  if (proof) return <Proof id={proof} />;
  return (
    <EmptyState
      page
      icon={IconEraser}
      title={t('customers.erased.title')}
      lesson={t('customers.erased.lesson')}
      step={
        <>
          <ButtonLink to="/customers">{t('customers.title')}</ButtonLink>
          {can('customers.erase') && (
            <ButtonLink to="/customers/erasures" variant="default">
              {t('customers.erased.proofs')}
            </ButtonLink>
          )}
        </>
      }
    />
  );
}

export function Proof({ id }: { id: string }) {
  const { t } = useTranslation();
  const [done, setDone] = useState(false);
  const read = useRoute(getErasure, { params: { id } }, done ? {} : { refetchInterval: 1_000 });
  const state = read.data?.state;
  useEffect(() => setDone(state === 'done'), [state]);
  if (read.error) return <Problem problem={read.error} />;
  return (
    <>
      <PageHeader
        title={t('customers.erased.proof')}
        lead={t('customers.erased.proof_lead')}
        back={{ to: '/customers/erasures', label: t('customers.erased.proofs') }}
        actions={
          read.data && (
            <Button
              variant="default"
              leftSection={<IconDownload size={16} />}
              onClick={() => saveJson(`erasure-${id}.json`, read.data)}
            >
              {t('customers.erased.save')}
            </Button>
          )
        }
      />
      {read.data && <Document erasure={read.data} />}
    </>
  );
}

function Document({ erasure }: { erasure: Erasure }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { id, requestedAt, requestedBy, reason, state, doneAt, removed, waiting, removedLater } = erasure;
  return (
    <div className={classes.proof}>
      <Group justify="space-between" mb="md">
        <Title order={2}>{format.dateTime(requestedAt)}</Title>
        <StateBadge state={state === 'done' ? 'good' : 'waiting'}>{t(`customers.erased.state.${state}`)}</StateBadge>
      </Group>
      <KeyValue
        rows={[
          { name: t('customers.erased.number'), value: id },
          { name: t('customers.erased.by'), value: requestedBy },
          { name: t('customers.reason'), value: reason },
          { name: t('customers.erased.done'), value: doneAt && format.dateTime(doneAt) },
          { name: t('customers.erased.later'), value: removedLater > 0 ? format.whole(removedLater) : '' },
        ]}
      />
      <Table mt="lg" withRowBorders aria-label={t('customers.erased.removed')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('customers.erased.holder')}</Table.Th>
            <Table.Th>{t('customers.erased.store')}</Table.Th>
            <Table.Th ta="end">{t('customers.erased.rows')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {removed.map(({ holder, store, rows }) => (
            <Table.Tr key={`${holder} ${store}`}>
              <Table.Td>{holder}</Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{store}</Table.Td>
              <Table.Td ta="end">{format.whole(rows)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {waiting.map(({ name, goneBy }) => (
        <Text key={`${name} ${goneBy}`} size="sm" mt="md">
          {t('customers.erased.waiting', { name, when: format.dateTime(goneBy) })}
        </Text>
      ))}
      {state === 'erasing' && (
        <Text size="sm" c="var(--ink-quiet)" mt="md" role="status">
          {t('customers.erased.going_on')}
        </Text>
      )}
    </div>
  );
}
