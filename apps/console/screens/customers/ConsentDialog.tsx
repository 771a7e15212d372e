/** Recording what somebody told us they allow or refuse. Evidence is asked for, because somebody will ask us. */
import { Autocomplete, Button, Group, Modal, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Customer, setConsent } from '#customers/contract';
import { call, useRefresh } from '../../api.ts';
import { useProblemForm } from '../../ui/form.ts';
import { Problem, showDone } from '../../ui/Problem.tsx';
import { touched } from './touched.ts';

interface Props {
  customer: Customer;
  purpose: string | undefined;
  onClose: () => void;
}

export function ConsentDialog(props: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('customers.consent.record')}
      centered
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <Form {...props} />
    </Modal>
  );
}

function Form({ customer, purpose, onClose }: Props) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { purpose: purpose ?? '', status: 'granted' as 'granted' | 'denied', evidence: '' } },
    async ({ purpose, status, evidence }) => {
      await call(setConsent, { params: { person: customer.id, purpose }, body: { status, evidence } });
      refresh(...touched);
      showDone(t('customers.consent.done', { purpose }));
      onClose();
    },
  );
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <Autocomplete
        label={t('customers.consent.purpose')}
        description={t('customers.consent.purpose_hint')}
        required
        withAsterisk={false}
        maxLength={100}
        data={customer.consent.map((one) => one.purpose)}
        {...form.getInputProps('purpose')}
      />
      <div>
        <Text size="sm" fw={500} mb={4}>
          {t('customers.consent.they', { name: customer.name })}
        </Text>
        <SegmentedControl
          fullWidth
          aria-label={t('customers.consent.they', { name: customer.name })}
          data={[
            { value: 'granted', label: t('customers.consent.granted') },
            { value: 'denied', label: t('customers.consent.denied') },
          ]}
          {...form.getInputProps('status')}
        />
      </div>
      <Textarea
        label={t('customers.consent.evidence')}
        description={t('customers.consent.evidence_hint')}
        required
        withAsterisk={false}
        autosize
        maxLength={1000}
        {...form.getInputProps('evidence')}
      />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
        <Button type="submit" loading={busy}>
          {t('customers.consent.save')}
        </Button>
      </Group>
    </Stack>
  );
}
