import { Checkbox, Group, NumberInput, Select, Text, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { giveGoodwill, listGoodwill, listLimits } from '#moments/contract';
import { call, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { showDone } from '../../../ui/Problem.tsx';
import { Money } from '../../../ui/Time.tsx';
import { minorOf } from '../money.ts';
import type { FormProps } from './ActDialog.tsx';
import { ActForm } from './ActForm.tsx';

const CURRENCIES = ['EUR', 'USD', 'GBP', 'CHF'];

export function GoodwillForm({ moment: { id, epoch }, onDone }: FormProps) {
  const { t } = useTranslation();
  const { employee, role } = useSession();
  const { data: limits } = useRoute(listLimits);
  const { data: given } = useRoute(listGoodwill, { query: { moment: id } });
  // A person's own limit stands before their role's.
  const mine = ['EUR', ...CURRENCIES].map((currency) => {
    const of = (who: string | null | undefined) => limits?.items.find((one) => one.who === who && one.currency === currency);
    return of(employee?.id) ?? of(role);
  });
  const limit = mine.find((one) => one !== undefined);
  const currencies = [...new Set([...(limits?.items.map(({ currency }) => currency) ?? []), ...CURRENCIES])];
  return (
    <ActForm
      initial={{ amount: '' as number | string, currency: limit?.currency ?? 'EUR', reason: '', ask: false }}
      submit={t('moments.goodwill.act')}
      ready={({ amount }) => Number(amount) > 0}
      act={async ({ amount, ...rest }) => {
        const body = { epoch, ...rest, amount: minorOf(Number(amount), rest.currency) };
        const { state } = await call(giveGoodwill, { params: { id }, body });
        showDone(t(state === 'asked' ? 'moments.goodwill.asked' : 'moments.goodwill.given'));
      }}
      onDone={onDone}
    >
      {(form) => (
        <>
          {limit && (
            <Text size="sm" c="var(--ink-quiet)">
              {t('moments.goodwill.limit')} <Money minor={limit.perMoment} currency={limit.currency} />{' '}
              {t('moments.goodwill.per_moment')}, <Money minor={limit.perPeriod} currency={limit.currency} />{' '}
              {t('moments.goodwill.per_days', { count: limit.periodDays })}
            </Text>
          )}
          <Group align="flex-end" gap="xs" wrap="nowrap">
            <NumberInput
              label={t('moments.goodwill.amount')}
              required
              min={0}
              decimalScale={2}
              hideControls
              data-autofocus
              style={{ flex: 1 }}
              {...form.getInputProps('amount')}
            />
            <Select
              aria-label={t('moments.goodwill.currency')}
              w={96}
              data={currencies}
              allowDeselect={false}
              {...form.getInputProps('currency')}
            />
          </Group>
          <Textarea label={t('moments.goodwill.reason')} required autosize minRows={2} {...form.getInputProps('reason')} />
          <Checkbox label={t('moments.goodwill.ask')} {...form.getInputProps('ask', { type: 'checkbox' })} />
          {given?.items.map((line) => (
            <Text size="sm" key={line.id}>
              <Money minor={line.amount} currency={line.currency} /> · {line.employee.name} ·{' '}
              {t(`moments.goodwill.state.${line.state}`)} · {line.reason}
            </Text>
          ))}
        </>
      )}
    </ActForm>
  );
}
