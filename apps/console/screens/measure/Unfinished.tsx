/** Stands in the answer's place while a question is not whole: what it lacks, and that it is asked by itself then. */
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/EmptyState.tsx';

export function Unfinished({ title }: { title: string }) {
  const { t } = useTranslation();
  return <EmptyState title={title} lesson={t('measure.unfinished_question.lesson')} />;
}
