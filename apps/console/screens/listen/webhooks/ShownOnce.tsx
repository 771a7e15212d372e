import { Alert, Button, Code, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../../ui/Copy.tsx';

export interface ShownValue {
  label: string;
  value: string;
}

/** Secrets as they are told, once: closing is the only way on, and says so. */
export function ShownOnce({ title, values, onClose }: { title: string; values: ShownValue[]; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size="lg"
      centered
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <Stack gap="md">
        <Alert variant="light" color="voice">
          {t('webhooks.once.warning')}
        </Alert>
        {values.map(({ label, value }) => (
          <div key={label}>
            <Text size="sm" fw={500} mb={4}>
              {label}
            </Text>
            <Group gap="xs" wrap="nowrap" align="flex-start">
              <Code block style={{ flex: 1, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
                {value}
              </Code>
              <CopyButton value={value} label={t('webhooks.once.copy', { what: label })} />
            </Group>
          </div>
        ))}
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('webhooks.once.kept')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
