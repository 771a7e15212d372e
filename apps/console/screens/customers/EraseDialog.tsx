/** Forgetting somebody for good. Says what will be gone, asks why, and has the name typed. */
import { Button, Group, List, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Customer, erasePerson } from '#customers/contract';
import { useCall } from '../../api.ts';
import { Problem } from '../../ui/Problem.tsx';
import { touched } from './touched.ts';

interface Props {
  customer: Customer;
  onClose: () => void;
  onErased: (proof: string) => void;
}

export function EraseDialog({ customer: { id, name, identifiers }, onClose, onErased }: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const erase = useCall(erasePerson, {
    refreshes: touched,
    showsProblem: true,
    onSuccess: (erasure) => onErased(erasure.id),
  });
  const ready = reason.trim() !== '' && typed === name;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('customers.erase.title', { name })}
      centered
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <Stack
        component="form"
        gap="md"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) erase.mutate({ params: { person: id }, body: { reason, confirm: id } });
        }}
      >
        {erase.error && <Problem problem={erase.error} />}
        <List size="sm" spacing={4}>
          <List.Item>{t('customers.erase.everything', { count: identifiers.length })}</List.Item>
          <List.Item>{t('customers.erase.later')}</List.Item>
          <List.Item>{t('customers.erase.proof')}</List.Item>
        </List>
        <Text size="sm" fw={600}>
          {t('customers.erase.for_good')}
        </Text>
        <Textarea
          label={t('customers.reason')}
          description={t('customers.erase.reason_hint')}
          required
          withAsterisk={false}
          autosize
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput
          label={t('ui.type_to_confirm', { word: name })}
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('ui.cancel')}
          </Button>
          <Button type="submit" color="red" disabled={!ready} loading={erase.isPending}>
            {t('customers.erase.confirm', { name })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
