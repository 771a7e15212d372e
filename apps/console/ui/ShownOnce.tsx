import { Alert, Code, Group, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { CopyButton } from './Copy.tsx';

interface Props {
  title: string;
  /** Why it will not be shown again, and what to do with it. */
  children: ReactNode;
  value: string;
  /** Names the button: "Copy the key". */
  copy: string;
}

/** A secret that only its hash is kept of: here it is, once. */
export function ShownOnce({ title, children, value, copy }: Props) {
  return (
    <Alert variant="light" color="work" title={title} icon={<IconKey aria-hidden="true" />} role="status">
      <Text size="sm">{children}</Text>
      <Group gap="xs" mt="sm" wrap="nowrap">
        <Code p="xs" style={{ overflowWrap: 'anywhere', background: 'var(--surface)', flex: 1 }}>
          {value}
        </Code>
        <CopyButton value={value} label={copy} />
      </Group>
    </Alert>
  );
}
