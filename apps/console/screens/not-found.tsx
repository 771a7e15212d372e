import { IconMapQuestion } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ButtonLink } from '../ui/Link.tsx';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <EmptyState
      page
      icon={IconMapQuestion}
      title={t('shell.not_found.title')}
      lesson={t('shell.not_found.lesson')}
      step={<ButtonLink to="/">{t('shell.not_found.home')}</ButtonLink>}
    />
  );
}
