import { Select, SimpleGrid, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { presetNames, type VerificationFields } from './presets.ts';

/** How a caller proves who it is; only what the chosen way asks for is shown. */
export function VerificationInputs<F extends VerificationFields>({ form }: { form: UseFormReturnType<F> }) {
  const { t } = useTranslation();
  const { preset } = form.getValues();
  const input = (name: keyof VerificationFields) => form.getInputProps(name as never);
  return (
    <>
      <Select
        label={t('webhooks.verify.label')}
        description={t(`webhooks.verify.about.${preset}`)}
        data={presetNames.map((value) => ({ value, label: t(`webhooks.verify.preset.${value}`) }))}
        allowDeselect={false}
        {...input('preset')}
      />
      {preset === 'stripe' && (
        <TextInput label={t('webhooks.verify.header')} placeholder="stripe-signature" {...input('header')} />
      )}
      {preset === 'hmac' && (
        <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
          <TextInput
            label={t('webhooks.verify.header')}
            placeholder="x-signature"
            required
            withAsterisk={false}
            {...input('header')}
          />
          <TextInput label={t('webhooks.verify.prefix')} placeholder="sha256=" {...input('prefix')} />
          <Select label={t('webhooks.verify.encoding')} data={['hex', 'base64']} allowDeselect={false} {...input('encoding')} />
        </SimpleGrid>
      )}
    </>
  );
}
