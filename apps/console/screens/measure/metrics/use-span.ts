import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Metric, MetricQuestion } from '#measure/contract';
import { type Question, type Range, spanAsked } from '../question.ts';
import { type Ask, useQuestion } from '../use-question.ts';

/** How far back a metric is shown unless somebody says otherwise: about a dozen points. */
const usual: Record<Metric['interval'], Range> = { hour: '24h', day: '30d', week: '90d', month: '12m' };

/** The span, split and conditions in the address, on top of what is usual for the metric. */
export function useSpan(metric: Pick<Metric, 'interval'> | undefined): {
  question: Question;
  ask: Ask;
  asked: MetricQuestion | undefined;
} {
  const search: Record<string, unknown> = useSearch({ strict: false });
  const [read, ask] = useQuestion();
  const interval = metric?.interval ?? 'week';
  const range = search.range === undefined ? usual[interval] : read.range;
  const usualBy = search.by === undefined && search.range === undefined ? interval : read.interval;
  const question: Question = { ...read, range, interval: usualBy };
  const words = JSON.stringify(question);
  const asked = useMemo(() => spanAsked(JSON.parse(words) as Question, Date.now()), [words]);
  return { question, ask, asked };
}

/** The usual span of a metric, for its card. */
export function usualSpan(interval: Metric['interval']): MetricQuestion | undefined {
  const question: Question = {
    ...{ event: undefined, measure: 'count', property: undefined, percentile: 50, split: undefined, where: [] },
    ...{ interval, range: usual[interval], from: undefined, until: undefined },
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
  return spanAsked(question, Date.now());
}
