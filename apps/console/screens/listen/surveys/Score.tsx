import { useTranslation } from 'react-i18next';
import type { SurveyScore } from '#listen/contract';
import { useFormat } from '../../../ui/format.ts';

/** A score as its own trade writes it: NPS with its sign, CSAT in per cent, CES as a mean. */
export function Score({ score, interval = false }: { score: SurveyScore | null; interval?: boolean }) {
  const { t } = useTranslation();
  const write = useScoreWords();
  if (score === null) return '–';
  const { kind, value, low, high } = score;
  const words = write(kind, value);
  if (!interval) return <span className="figure">{`${t(`surveys.kind.${kind}`)} ${words}`}</span>;
  return <span className="figure">{t('surveys.interval', { low: write(kind, low), high: write(kind, high) })}</span>;
}

export function useScoreWords(): (kind: SurveyScore['kind'], value: number) => string {
  const format = useFormat();
  return (kind, value) => {
    if (kind === 'csat') return format.percent(value / 100);
    if (kind === 'ces') return format.exact(value);
    return `${value > 0.5 ? '+' : ''}${format.whole(value)}`;
  };
}
