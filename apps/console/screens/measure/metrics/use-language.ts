import { useTranslation } from 'react-i18next';
import type { SentenceLanguage } from '#measure/contract';

/** The language definitions are told in: the reader's, where there are words for it. */
export function useMetricLanguage(): SentenceLanguage {
  return useTranslation().i18n.language === 'it' ? 'it' : 'en';
}
