/** "Watch this" on any screen that shows a figure: how it is kept, and what it would have told lately. */
import { Button, Group, NumberInput, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconEye } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createWatch, type Grain, grains, listWatches, previewWatch, type Watch, type WatchedAbout } from '#measure/contract';
import { call, useRefresh, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { useProblemForm } from '../../../ui/form.ts';
import { useFormat } from '../../../ui/format.ts';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import { Fields } from './Fields.tsx';
import { Picture } from './Picture.tsx';
import { useTimes } from './Told.tsx';

interface Props {
  about: WatchedAbout | { kind: 'metric'; metricId: string };
  /** What it would be called. */
  title: string;
  grain: Grain;
  timeZone: string;
}

export function WatchThis(props: Props) {
  const { t } = useTranslation();
  const may = useSession().can('measure.write');
  const [opened, setOpened] = useState(false);
  if (!may) return null;
  return (
    <>
      <Button variant="default" leftSection={<IconEye size={16} />} onClick={() => setOpened(true)}>
        {t('watch.begin')}
      </Button>
      <Dialog title={t('watch.begin')} opened={opened} onClose={() => setOpened(false)}>
        <Form {...props} />
      </Dialog>
    </>
  );
}

const numberOf = (value: number | string) => (value === '' ? undefined : Number(value));

function Form({ about: given, title, grain: usual, timeZone }: Props) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const { employee } = useSession();
  const [owner, setOwner] = useState<{ id: string; name: string } | null>(employee && { id: employee.id, name: employee.name });
  const [grain, setGrain] = useState<Grain>(usual);
  const lines = given.kind === 'metric';
  const initialValues = {
    ...{ title: title.slice(0, 120), sensitivity: 'normal', todo: '', answerHours: 24 as number | string },
    ...{ above: '' as number | string, below: '' as number | string },
  };
  const { form, banner, busy, onSubmit } = useProblemForm(
    { initialValues },
    async ({ above: _above, below: _below, ...values }) => {
      if (about === undefined) return;
      const { id } = await call(createWatch, {
        body: {
          ...values,
          sensitivity: values.sensitivity as Watch['sensitivity'],
          answerHours: Number(values.answerHours),
          ...{ about, grain, timeZone, ownerId: owner?.id ?? '' },
        },
      });
      refresh(listWatches);
      showDone(t('watch.begun'));
      void navigate({ to: `/watches/${id}` as never });
    },
  );
  const [above, below] = [numberOf(form.values.above), numberOf(form.values.below)];
  const about = aboutOf(given, above, below);
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="md">
        {banner && <Problem problem={banner} />}
        <SegmentedControl
          aria-label={t('watch.field.grain')}
          value={grain}
          onChange={(value) => setGrain(value as Grain)}
          data={grains.map((value) => ({ value, label: t(`watch.grain.${value}`) }))}
        />
        {lines && (
          <Group grow>
            <NumberInput label={t('watch.field.above')} {...form.getInputProps('above')} />
            <NumberInput label={t('watch.field.below')} {...form.getInputProps('below')} />
          </Group>
        )}
        {about && (
          <Would about={about} grain={grain} timeZone={timeZone} sensitivity={form.values.sensitivity as Watch['sensitivity']} />
        )}
        <Fields form={form} owner={owner} onOwner={setOwner} lines={lines} />
        <Button type="submit" loading={busy} disabled={owner === null || about === undefined}>
          {t('watch.begin')}
        </Button>
      </Stack>
    </form>
  );
}

/** A metric without a line has nothing to judge yet. */
function aboutOf(given: Props['about'], above: number | undefined, below: number | undefined): WatchedAbout | undefined {
  if (given.kind !== 'metric') return given;
  if (above === undefined && below === undefined) return undefined;
  return { ...given, ...(above !== undefined && { above }), ...(below !== undefined && { below }) };
}

type Asked = Pick<Watch, 'about' | 'grain' | 'timeZone' | 'sensitivity'>;

function Would(asked: Asked) {
  const { t } = useTranslation();
  const format = useFormat();
  const times = useTimes(asked);
  const [words] = useDebouncedValue(JSON.stringify(asked), 300);
  const read = useRoute(previewWatch, { body: JSON.parse(words) as Asked }, { keepPrevious: true });
  if (read.error) return <Problem problem={read.error} />;
  if (!read.data) return <Skeleton h={72} />;
  const { buckets, alarms } = read.data;
  const points = t(`watch.preview.${asked.grain}`, { count: format.whole(buckets.length) });
  const unknown = asked.about.kind !== 'metric' && buckets.every(({ expected }) => expected === null);
  return (
    <>
      {buckets.length > 0 && <Picture buckets={buckets} timeOf={times.short} />}
      <Text size="sm" c="var(--ink-quiet)">
        {unknown && t('watch.preview.unknown')}
        {!unknown && alarms === 0 && t('watch.preview.none', { points })}
        {!unknown && alarms > 0 && t('watch.preview.some', { count: alarms, points })}
      </Text>
    </>
  );
}
