/** What stands where a screen should be: while it loads, and when it broke. */
import { Button, Center, Group, Loader } from '@mantine/core';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../problem.ts';
import { EmptyState } from './EmptyState.tsx';
import { Problem } from './Problem.tsx';

export function Waiting() {
  const { t } = useTranslation();
  return (
    <Center mih="40vh">
      <Loader type="dots" aria-label={t('ui.loading')} />
    </Center>
  );
}

export function Crash({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  if (error instanceof ProblemError) return <Problem problem={error} onRetry={() => void router.invalidate()} />;
  return (
    <EmptyState
      page
      title={t('ui.crash.title')}
      lesson={t('ui.crash.lesson', { message: error instanceof Error ? error.message : String(error) })}
      step={
        <Group>
          <Button onClick={() => location.reload()}>{t('ui.crash.reload')}</Button>
        </Group>
      }
    />
  );
}
