import { useTranslation } from 'react-i18next';
import { listSegments, type SegmentRule } from '#customers/contract';
import { useRoute } from '../../../api.ts';
import { useFormat } from '../../../ui/format.ts';
import { sentenceOf } from './sentence.ts';

/** Says rules in the reader's language, other segments by their names. */
export function useSentence(): (rule: SegmentRule) => string {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useRoute(listSegments);
  const names = new Map(data?.items.map(({ id, name }) => [id, name]));
  const origins = new Map(data?.items.map(({ id, list }) => [id, list?.origin]));
  return (rule) =>
    sentenceOf(rule, {
      t: (key, values) => t(key, { ...values, interpolation: { escapeValue: false } }),
      number: format.exact,
      date: format.date,
      segmentName: (id) => names.get(id),
      listOrigin: (id) => origins.get(id),
    });
}
