/** "These two are one": find the other, see what it makes, then say why. */
import { Button, Group, Modal, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Customer, type CustomerSummary, getPerson, listPeople, mergePeople } from '#customers/contract';
import { call, useCall, useRoute } from '../../api.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Problem, showDone } from '../../ui/Problem.tsx';
import { CustomerKindBadge } from './kinds.tsx';
import { Outcome } from './Outcome.tsx';
import classes from './person.module.css';
import { touched } from './touched.ts';
import { useDryRun } from './use-dry-run.ts';

interface Props {
  customer: Customer;
  other: string | undefined;
  choose: (other: string | undefined) => void;
  onClose: () => void;
}

export function MergeDialog({ customer, other, choose, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('customers.merge.title', { name: customer.name })}
      centered
      size="lg"
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      {other ? (
        <Look customer={customer} other={other} back={() => choose(undefined)} onClose={onClose} />
      ) : (
        <Find customer={customer} choose={choose} />
      )}
    </Modal>
  );
}

function Find({ customer, choose }: Pick<Props, 'customer' | 'choose'>) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 200);
  const { data, error } = useRoute(
    listPeople,
    { query: { search, kind: 'all', limit: 8 } },
    { enabled: search.length >= 2, keepPrevious: true },
  );
  const found = search.length >= 2 ? (data?.items ?? []).filter(({ id }) => id !== customer.id) : [];
  return (
    <Stack gap="sm">
      <Text size="sm" c="var(--ink-quiet)">
        {t('customers.merge.find')}
      </Text>
      <TextInput
        type="search"
        aria-label={t('customers.search')}
        placeholder={t('customers.search')}
        leftSection={<IconSearch size={16} aria-hidden="true" />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
      />
      {error && <Problem problem={error} />}
      <div aria-live="polite">
        {search.length >= 2 && data && found.length === 0 && <Text size="sm">{t('customers.none_match')}</Text>}
        {found.map((one) => (
          <Choice key={one.id} {...one} onChoose={() => choose(one.id)} />
        ))}
      </div>
    </Stack>
  );
}

function Choice({ name, kind, email, phone, onChoose }: CustomerSummary & { onChoose: () => void }) {
  return (
    <UnstyledButton className={classes.choice ?? ''} onClick={onChoose}>
      <Group gap="sm" wrap="nowrap">
        <Avatar name={name} tone="voice" size="sm" />
        <span style={{ flex: 1, minWidth: 0 }}>
          <strong>{name}</strong>
          <span className={classes.excerpt}>{[email, phone].filter((one) => one && one !== name).join(' · ')}</span>
        </span>
        <CustomerKindBadge kind={kind} />
      </Group>
    </UnstyledButton>
  );
}

function Look({ customer, other, back, onClose }: { customer: Customer; other: string; back: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const them = useRoute(getPerson, { params: { person: other } });
  const params = { person: customer.id };
  const dry = useDryRun(
    [mergePeople.id, customer.id, other],
    (signal) => call(mergePeople, { params, body: { others: [other], dryRun: true } }, { signal }),
    true,
  );
  const merge = useCall(mergePeople, {
    refreshes: touched,
    onSuccess: (done) => {
      showDone(t('customers.merge.done', { name: done.customer.name }));
      onClose();
    },
  });
  const names = { one: customer.name, other: them.data?.name ?? '…' };
  return (
    <Stack gap="md">
      <Text size="sm">{t('customers.merge.consequence', names)}</Text>
      <Outcome customers={dry.data && [dry.data.customer]} explanation={dry.data?.explanation} problem={dry.error} />
      <TextInput
        label={t('customers.reason')}
        description={t('customers.merge.reason_hint')}
        value={reason}
        maxLength={1000}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={back}>
          {t('customers.merge.another')}
        </Button>
        <Button
          disabled={!dry.data}
          loading={merge.isPending}
          onClick={() => merge.mutate({ params, body: { others: [other], ...(reason.trim() && { reason }) } })}
        >
          {t('customers.merge.confirm', names)}
        </Button>
      </Group>
    </Stack>
  );
}
