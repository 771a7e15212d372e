/** "These are different people": undo a merge, let some identifiers go, or take everything apart. No event is lost. */
import { Button, Checkbox, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Customer, type SeparateOutcome, separatePeople } from '#customers/contract';
import type { CallOf } from '#platform/contract';
import { call, useCall } from '../../api.ts';
import { useFormat } from '../../ui/format.ts';
import { showDone } from '../../ui/Problem.tsx';
import { Outcome } from './Outcome.tsx';
import { touched } from './touched.ts';
import { useDryRun } from './use-dry-run.ts';

interface Props {
  customer: Customer;
  onClose: () => void;
}

export function SeparateDialog({ customer, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('customers.separate.title', { name: customer.name })}
      centered
      size="lg"
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <Form customer={customer} onClose={onClose} />
    </Modal>
  );
}

function Form({ customer, onClose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const merges = customer.decisions.filter(({ kind }) => kind === 'merge');
  const [how, setHow] = useState(merges[0]?.id ?? 'identifiers');
  const [leaving, setLeaving] = useState<string[]>([]);
  const [reason, setReason] = useState('');
  const params = { person: customer.id };
  const separate = separationOf(how, leaving);
  const chosen = how !== 'identifiers' || (leaving.length > 0 && leaving.length < customer.identifiers.length);
  const dry = useDryRun<SeparateOutcome>(
    [separatePeople.id, customer.id, separate],
    (signal) => call(separatePeople, { params, body: { separate, dryRun: true } }, { signal }),
    chosen,
  );
  const act = useCall(separatePeople, {
    refreshes: touched,
    onSuccess: ({ customers }) => {
      showDone(t('customers.separate.done', { count: customers.length }));
      onClose();
    },
  });
  return (
    <Stack gap="md">
      <Radio.Group label={t('customers.separate.how')} value={how} onChange={setHow}>
        <Stack gap="xs" mt="xs">
          {merges.map(({ id, at, by, reason }) => (
            <Radio
              key={id}
              value={id}
              label={t('customers.separate.undo', { date: format.dateTime(at), by })}
              description={reason}
            />
          ))}
          <Radio value="identifiers" label={t('customers.separate.some')} />
          <Radio value="everything" label={t('customers.separate.everything')} />
        </Stack>
      </Radio.Group>
      {how === 'identifiers' && (
        <Checkbox.Group label={t('customers.separate.leaving')} value={leaving} onChange={setLeaving}>
          <Stack gap={6} mt="xs">
            {customer.identifiers.map(({ id, type, value }) => (
              <Checkbox key={id} value={id} label={value} description={type} />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      {chosen ? (
        <Outcome customers={dry.data?.customers} explanation={dry.data?.explanation} problem={dry.error} />
      ) : (
        <Text size="sm" c="var(--ink-quiet)">
          {t('customers.separate.choose')}
        </Text>
      )}
      <TextInput
        label={t('customers.reason')}
        value={reason}
        maxLength={1000}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
        <Button
          disabled={!chosen || !dry.data}
          loading={act.isPending}
          onClick={() => act.mutate({ params, body: { separate, ...(reason.trim() && { reason }) } })}
        >
          {t('customers.separate.confirm', { count: dry.data?.customers.length ?? 2 })}
        </Button>
      </Group>
    </Stack>
  );
}

type Separation = NonNullable<CallOf<typeof separatePeople>['body']>['separate'];

/** Whoever leaves, leaves together: one list, one new person. */
function separationOf(how: string, leaving: string[]): Separation {
  if (how === 'everything') return { what: 'everything' };
  if (how === 'identifiers') return { what: 'identifiers', groups: [leaving] };
  return { what: 'merge', decisionId: how };
}
