import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Segment } from '#customers/contract';
import { useFormat } from '../../../ui/format.ts';
import { movement, sizesByDay } from './days.ts';

const width = 72;
const height = 22;

/** A line of the last 30 days, and in words what the last 7 brought. */
export function SizeTrend({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = Date.now();
  const sizes = sizesByDay(segment, now, 30).map(({ size }) => size);
  const [low, high] = [Math.min(...sizes), Math.max(...sizes)];
  const y = (size: number) => (high === low ? height / 2 : height - 2 - ((size - low) / (high - low)) * (height - 4));
  const points = sizes.map((size, at) => `${((at / (sizes.length - 1)) * width).toFixed(1)},${y(size).toFixed(1)}`).join(' ');
  const { entered, left } = movement(segment, now, 7);
  const net = entered - left;
  const words =
    net === 0 ? t('segments.week.same') : t(net > 0 ? 'segments.week.up' : 'segments.week.down', { count: Math.abs(net) });
  return (
    <Group gap="xs" wrap="nowrap" justify="flex-end">
      <svg width={width} height={height} role="img" aria-label={t('segments.week.label')} style={{ flex: 'none' }}>
        <polyline
          points={points}
          fill="none"
          stroke="var(--mantine-color-voice-filled)"
          strokeWidth="1.5"
          strokeLinejoin="round"
        />
      </svg>
      <Text
        size="sm"
        c="var(--ink-quiet)"
        className="figure"
        title={`+${format.whole(entered)} −${format.whole(left)}`}
        component="span"
      >
        {words}
      </Text>
    </Group>
  );
}
