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
  const { data } = useRoute(trend, { body: before(question) }, { enabled: on });
  const earlier = on ? data?.series[0] : undefined;
  return {
    on,
    turn,
    total: earlier?.total,
    /** With the time before drawn over it, step by step. */
    over: (drawn: Series[]): Series[] => {
      const points = (drawn[0]?.points ?? []).map(({ x }, at) => ({ x, y: earlier?.points[at]?.value ?? null }));
      return earlier ? [...drawn, { key: 'before', name: t('metrics.before'), points }] : drawn;
    },
  };
}
