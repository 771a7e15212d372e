/** Bad news, the same way everywhere: what happened, which fields, what to do next. */
import { Alert, Button, List, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { i18n } from '../i18n/i18n.ts';
import type { ProblemError } from '../problem.ts';

type Shown = Pick<ProblemError, 'title' | 'detail' | 'cure' | 'fields'>;

function Words({ problem: { title, detail, cure, fields } }: { problem: Shown }) {
  return (
    <>
      {detail && detail !== title && <Text size="sm">{detail}</Text>}
      {fields.length > 0 && (
        <List size="sm" my={4}>
          {fields.map(({ path, message }) => (
            <List.Item key={`${path} ${message}`}>
              <strong>{path}</strong>: {message}
            </List.Item>
          ))}
        </List>
      )}
      <Text size="sm">{cure}</Text>
    </>
  );
}

/** In place of what could not be shown or done. `onRetry` adds a button. */
export function Problem({ problem, onRetry }: { problem: Shown; onRetry?: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert variant="light" color="red" role="alert" title={problem.title} icon={<IconAlertTriangle aria-hidden="true" />}>
      <Words problem={problem} />
      {onRetry && (
        <Button mt="sm" size="xs" variant="default" onClick={onRetry}>
          {t('ui.retry')}
        </Button>
      )}
    </Alert>
  );
}

/** The cross of a toast needs a name, too. */
const closable = () => ({ closeButtonProps: { 'aria-label': i18n.t('ui.close') } });

/** As a toast, for actions whose place on the page has nothing to say. */
export function showProblem(problem: Shown): void {
  notifications.show({
    ...closable(),
    title: problem.title,
    message: <Words problem={problem} />,
    color: 'red',
    autoClose: 12_000,
  });
}

/** Good news in one line. */
export function showDone(message: string): void {
  notifications.show({ ...closable(), message, color: 'work', autoClose: 4_000 });
}
