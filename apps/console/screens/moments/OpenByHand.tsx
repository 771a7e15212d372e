/** A call, a visit, something one saw: a moment that no message opened. */
import { Button, SegmentedControl, Switch, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { openMoment } from '#moments/contract';
import { call, useRefresh } from '../../api.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { useProblemForm } from '../../ui/form.ts';
import { Problem } from '../../ui/Problem.tsx';
import { touchedReads } from './refreshed.ts';

export function OpenByHand({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('moments.open_by_hand.title')} opened={opened} onClose={onClose}>
      <Fields onClose={onClose} />
    </Dialog>
  );
}

function Fields({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { title: '', customer: '', note: '', priority: '0', mine: true } },
    async ({ title, customer, note, priority, mine }) => {
      const body = {
        title,
        mine,
        priority: Number(priority),
        ...(note && { note }),
        ...(customer && { customer: address(customer) }),
      };
      const { id } = await call(openMoment, { body });
      refresh(...touchedReads);
      onClose();
      await navigate({ to: `/moments/${id}` });
    },
  );
  return (
    <form onSubmit={onSubmit}>
      {banner && <Problem problem={banner} />}
      <TextInput label={t('moments.change.title_of')} required data-autofocus {...form.getInputProps('title')} />
      <TextInput
        mt="sm"
        label={t('moments.open_by_hand.customer')}
        description={t('moments.open_by_hand.customer_hint')}
        {...form.getInputProps('customer')}
      />
      <Textarea mt="sm" label={t('moments.open_by_hand.note')} autosize minRows={2} {...form.getInputProps('note')} />
      <SegmentedControl
        mt="md"
        fullWidth
        aria-label={t('moments.change.priority')}
        data={['0', '1', '2'].map((value) => ({ value, label: t(`moments.priority.${value as '0' | '1' | '2'}`) }))}
        {...form.getInputProps('priority')}
      />
      <Switch mt="md" label={t('moments.open_by_hand.mine')} {...form.getInputProps('mine', { type: 'checkbox' })} />
      <Button mt="md" type="submit" loading={busy}>
        {t('moments.open_by_hand.act')}
      </Button>
    </form>
  );
}

/** An address is an identifier as well; anything else is one already, or an id. */
const address = (text: string) => (text.includes('@') && !text.includes(':') ? `email:${text.trim()}` : text.trim());
