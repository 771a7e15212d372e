import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type TrendQuestion, trend } from '#measure/contract';
import { useRoute } from '../../api.ts';
import type { Series } from '../../ui/chart-options.ts';
import { before } from './question.ts';

/** A trend set against the time before, once somebody wants that. Only one line is: several of them twice are a tangle. */
export function useBefore(question: TrendQuestion) {
  const { t } = useTranslation();
  const [wanted, turn] = useState(false);
  const on = wanted && question.breakdown === undefined;
  const asked = before(question);
  const { data } = useRoute(trend, { body: asked }, { enabled: on });
  const earlier = on ? data?.series[0] : undefined;
  return {
    on,
    turn,
    total: earlier?.total,
    /** What is asked about the time before, and of which of its intervals when the point at `place` is opened. */
    asked,
    at: (place: number) => earlier?.points[place]?.at,
    /** With the time before drawn over it, step by step. */
    over: (drawn: Series[]): Series[] => {
      const points = (drawn[0]?.points ?? []).map(({ x }, at) => ({ x, y: earlier?.points[at]?.value ?? null }));
      return earlier ? [...drawn, { key: 'before', name: t('metrics.before'), points }] : drawn;
    },
  };
}
