/** Keys just made. They are shown this once; what was not copied must be made anew. */
import { Alert, Code, Group, Stack, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../ui/Copy.tsx';
import type { Keys as FreshKeys } from './fresh-keys.ts';
import classes from './source.module.css';

export function Keys({ keys, lasting }: { keys: FreshKeys; lasting: boolean }) {
  const { t } = useTranslation();
  return (
    <Alert
      variant="light"
      color="work"
      icon={<IconKey aria-hidden="true" />}
      title={t('listen.keys.title')}
      styles={{ message: { color: 'var(--mantine-color-text)' } }}
    >
      <Stack gap="md">
        <Text size="sm">{lasting ? t('listen.keys.once_secret') : t('listen.keys.once')}</Text>
        <Key
          name={t('listen.keys.write_key')}
          text={t('listen.keys.write_key_text')}
          value={keys.writeKey}
          label={t('listen.keys.copy_write_key')}
        />
        <Key
          name={t('listen.keys.identity_secret')}
          text={t('listen.keys.identity_secret_text')}
          value={keys.identitySecret}
          label={t('listen.keys.copy_identity_secret')}
        />
      </Stack>
    </Alert>
  );
}

export function Key({ name, text, value, label }: { name: string; text: string; value: string; label: string }) {
  return (
    <div>
      <Text size="sm" fw={500}>
        {name}
      </Text>
      <Text size="sm" c="var(--ink-quiet)">
        {text}
      </Text>
      <Group gap={4} mt={4} wrap="nowrap">
        <Code className={classes.key}>{value}</Code>
        <CopyButton value={value} label={label} />
      </Group>
    </div>
  );
}
