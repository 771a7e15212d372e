import { SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Span, sourceRates, spans } from '#listen/contract';
import { useRoute } from '../../api.ts';
import { Chart } from '../../ui/Chart.tsx';
import { useFormat } from '../../ui/format.ts';
import { Problem } from '../../ui/Problem.tsx';

/** What one source sent: by the minute, the hour or the day. */
export function Rate({ sourceId, name }: { sourceId: string; name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [span, setSpan] = useState<Span>('hour');
  const rates = useRoute(sourceRates, { query: { span, sourceId } }, { refetchInterval: 15_000, keepPrevious: true });
  const series = useMemo(() => {
    if (!rates.data) return [];
    const { from, slotSeconds, slots, items } = rates.data;
    const received = items[0]?.received ?? [];
    const points = Array.from({ length: slots }, (_none, index) => ({
      x: new Date(Date.parse(from) + index * slotSeconds * 1000).toISOString(),
      y: received[index] ?? 0,
    }));
    return [{ key: 'received', name, points }];
  }, [rates.data, name]);
  if (rates.error) return <Problem problem={rates.error} onRetry={() => void rates.refetch()} />;
  return (
    <Chart
      title={t('listen.rate.title', { name })}
      kind="bar"
      series={series}
      axis={t('listen.rate.when')}
      formatX={(x) => (span === 'month' ? format.date(x) : format.clock(x))}
      height={180}
    >
      <SegmentedControl
        size="xs"
        aria-label={t('listen.rate.span')}
        value={span}
        onChange={(next) => setSpan(spans.find((one) => one === next) ?? 'hour')}
        data={spans.map((one) => ({ value: one, label: t(`listen.rate.${one}`) }))}
      />
    </Chart>
  );
}
