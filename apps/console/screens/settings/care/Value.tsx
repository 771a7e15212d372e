import { Button, NumberInput, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { listSegments } from '#customers/contract';
import { readRouting, setRouting, type Valuing } from '#moments/contract';
import { call, useRefresh, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { useProblemForm } from '../../../ui/form.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem } from '../../../ui/Problem.tsx';

/** Who counts as a valued customer: routing prefers whoever takes care of those, and the clocks may promise them more. */
export function Value() {
  const { t } = useTranslation();
  const { data, error } = useRoute(readRouting);
  return (
    <Panel title={t('care.value.heading')}>
      {error && <Problem problem={error} />}
      {data && <Fields known={data.value} />}
    </Panel>
  );
}

const ways = ['nobody', 'segment', 'trait'] as const;
const first = { by: 'nobody', segment: null as string | null, trait: '', full: 1_000 as number | string };

function Fields({ known }: { known: Valuing | null }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const refresh = useRefresh();
  const segments = useRoute(listSegments, undefined, { enabled: can('customers.read') });
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues: { ...first, ...known } }, async (values) => {
    await call(setRouting, { body: { value: measureOf(values) } });
    refresh(readRouting);
  });
  const { by } = form.values;
  const ready = by === 'nobody' || (by === 'segment' ? form.values.segment !== null : form.values.trait.trim() !== '');
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm" maw={480}>
        <Text size="sm" c="var(--ink-quiet)">
          {t('care.value.lead')}
        </Text>
        {banner && <Problem problem={banner} />}
        <SegmentedControl
          aria-label={t('care.value.heading')}
          data={ways.map((way) => ({ value: way, label: t(`care.value.by.${way}`) }))}
          {...form.getInputProps('by')}
        />
        {by === 'segment' && (
          <Select
            label={t('care.value.segment')}
            searchable
            data={(segments.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('segment')}
          />
        )}
        {by === 'trait' && (
          <>
            <TextInput label={t('care.value.trait')} description={t('care.value.trait_lead')} {...form.getInputProps('trait')} />
            <NumberInput
              label={t('care.value.full')}
              description={t('care.value.full_lead')}
              min={0}
              {...form.getInputProps('full')}
            />
          </>
        )}
        {can('moments.write') && (
          <Button type="submit" loading={busy} disabled={!ready} style={{ alignSelf: 'flex-start' }}>
            {t('care.value.save')}
          </Button>
        )}
      </Stack>
    </form>
  );
}

function measureOf({ by, segment, trait, full }: typeof first): Valuing | null {
  if (by === 'segment' && segment !== null) return { by, segment };
  if (by === 'trait') return { by, trait, full: Number(full) };
  return null;
}
