/** Words of a survey in the reader's language, or as they were first written. */
import { useTranslation } from 'react-i18next';

export function useWording(): (words: Record<string, string>) => string {
  const { i18n } = useTranslation();
  return (words) => words[i18n.language] ?? words.default ?? '';
}
