import { Autocomplete, Button, NumberInput, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { fitLifetime, type LifetimeSetting } from '#measure/contract';
import { call } from '../../../api.ts';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem } from '../../../ui/Problem.tsx';
import { useEvents, useProperties } from '../use-words.ts';

/** What counts as a purchase, and how far ahead to look; keeping it fits it. */
export function FitForm({ setting, onFitted }: { setting: LifetimeSetting; onFitted: () => void }) {
  const { t } = useTranslation();
  const { options } = useEvents();
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues: { ...setting, currencyIn: setting.currencyIn ?? '' } },
    async ({ currencyIn, ...words }) => {
      await call(fitLifetime, { body: { ...words, currencyIn: currencyIn === '' ? null : currencyIn } });
      onFitted();
    },
  );
  const properties = useProperties(form.values.event || undefined);
  return (
    <form onSubmit={onSubmit}>
      <Stack>
        {banner && <Problem problem={banner} />}
        <Autocomplete
          label={t('lifetime.event')}
          required
          data={options.map(({ value }) => value).filter((value) => value !== '')}
          {...form.getInputProps('event')}
        />
        <Autocomplete
          label={t('lifetime.property')}
          required
          data={properties.filter(({ number }) => number).map(({ value }) => value)}
          {...form.getInputProps('property')}
        />
        <TextInput label={t('metrics.currency')} required maxLength={3} {...form.getInputProps('currency')} />
        <TextInput label={t('metrics.currency_in')} {...form.getInputProps('currencyIn')} />
        <NumberInput label={t('lifetime.days')} min={7} max={1825} {...form.getInputProps('days')} />
        <NumberInput label={t('lifetime.discount')} min={0} max={100} {...form.getInputProps('discount')} />
        <Button type="submit" loading={busy}>
          {t('lifetime.fit')}
        </Button>
      </Stack>
    </form>
  );
}
