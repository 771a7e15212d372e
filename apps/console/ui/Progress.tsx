/** Long work shows itself: how much, how fast, how long still. */
import { Progress as Bar, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from './format.ts';

interface Props {
  label: string;
  done: number;
  /** Undefined when nobody knows yet: the bar then only moves. */
  total: number | undefined;
  /** Units a second, lately. */
  rate?: number;
  /** What is counted: "rows". */
  unit: string;
  /** Where the total is unknown, but not how far it is: the part done, from 0 to 1. */
  share?: number;
  /** Seconds, where somebody knows better than total and rate. */
  left?: number;
}

export function Progress({ label, done, total, rate, unit, ...known }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const share = known.share ?? (total ? Math.min(1, done / total) : undefined);
  const left = known.left ?? (rate && total && rate > 0 ? (total - done) / rate : undefined);
  const parts = [
    total === undefined
      ? `${format.whole(done)} ${unit}`
      : t('ui.progress.of', { done: format.whole(done), total: format.whole(total), unit }),
    rate !== undefined && rate > 0 && t('ui.progress.rate', { rate: format.whole(rate), unit }),
    left !== undefined && left > 0 && t('ui.progress.left', { time: format.duration(left) }),
  ];
  return (
    <div>
      <Group justify="space-between" mb={6} gap="xs">
        <Text size="sm" fw={500}>
          {label}
        </Text>
        {share !== undefined && (
          <Text size="sm" className="figure">
            {format.percent(share)}
          </Text>
        )}
      </Group>
      <Bar.Root size="md" radius="xl">
        <Bar.Section value={(share ?? 1) * 100} animated={share === undefined} aria-label={label} />
      </Bar.Root>
      <Text size="xs" c="var(--ink-quiet)" mt={6} className="figure">
        {parts.filter(Boolean).join(' · ')}
      </Text>
    </div>
  );
}
