import { useTranslation } from 'react-i18next';
import type { SessionsQuestion } from '#measure/contract';
import { useSourceNames } from '../use-words.ts';

/** What a part of split sessions is called. */
export function useOrigins({ breakdown }: SessionsQuestion): (part: { label: string | null; rest: boolean }) => string {
  const { t } = useTranslation();
  const sources = useSourceNames();
  return ({ label, rest }) => {
    if (rest) return t('measure.others');
    if (label === null) return t('measure.without');
    return (breakdown === '$source' ? sources.get(label) : label) || label || t('measure.blank');
  };
}
