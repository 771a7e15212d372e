/** Writing down what we learnt about somebody. What was known before stays in the history. */
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Customer, setTraits } from '#customers/contract';
import { call, useRefresh } from '../../api.ts';
import { useProblemForm } from '../../ui/form.ts';
import { Problem, showDone } from '../../ui/Problem.tsx';
import { touched } from './touched.ts';

interface Props {
  customer: Customer;
  /** Undefined: one we do not have yet. */
  trait: string | undefined;
  onClose: () => void;
}

export function TraitDialog(props: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('customers.trait.title', { name: props.customer.name })}
      centered
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <Form {...props} />
    </Modal>
  );
}

function Form({ customer, trait, onClose }: Props) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const known = customer.portrait.now.find(({ name }) => name === trait)?.value;
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { name: trait ?? '', value: known === undefined ? '' : written(known) } },
    async ({ name, value }) => {
      await call(setTraits, { params: { person: customer.id }, body: { traits: { [name.trim()]: meant(value, known) } } });
      refresh(...touched);
      showDone(t('customers.trait.done', { name }));
      onClose();
    },
  );
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <TextInput
        label={t('customers.trait.name')}
        description={t('customers.trait.name_hint')}
        required
        withAsterisk={false}
        maxLength={200}
        readOnly={trait !== undefined}
        {...(trait === undefined && { 'data-autofocus': true })}
        {...form.getInputProps('name')}
      />
      <TextInput
        label={t('customers.trait.value')}
        description={t('customers.trait.value_hint')}
        {...(trait !== undefined && { 'data-autofocus': true })}
        {...form.getInputProps('value')}
      />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
        <Button type="submit" loading={busy}>
          {t('customers.trait.save')}
        </Button>
      </Group>
    </Stack>
  );
}

type Value = Customer['portrait']['now'][number]['value'];

const written = (value: Value) => (typeof value === 'string' ? value : JSON.stringify(value));

/** What was a number, a yes or no, or a list stays one; everything else is the words as typed. Nothing typed: cleared. */
function meant(text: string, before: Value | undefined): Value {
  if (text.trim() === '') return null;
  if (before === undefined || typeof before === 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
