import { Group, Stack, Text, Title } from '@mantine/core';
import type { ComponentType, ReactNode } from 'react';

interface Props {
  icon?: ComponentType<{ size?: number; stroke?: number }>;
  title: string;
  /** What this place will show once it has something to show. */
  lesson: ReactNode;
  /** The one step that fills it: a button. A second, quieter one may follow. */
  step?: ReactNode;
  /** It is all there is on the screen: its title is the page's. */
  page?: true;
}

/** Empty is a lesson: what comes here, and the one step that brings it. */
export function EmptyState({ icon: Icon, title, lesson, step, page }: Props) {
  return (
    <Stack align="center" gap="xs" py={72} px="md" ta="center">
      {Icon && (
        <span aria-hidden="true" style={{ color: 'var(--voice)', lineHeight: 0 }}>
          <Icon size={32} stroke={1.4} />
        </span>
      )}
      <Title order={page ? 1 : 2} size="h2" mt="xs">
        {title}
      </Title>
      <Text c="var(--ink-quiet)" maw="30rem">
        {lesson}
      </Text>
      {step && (
        <Group mt="md" gap="sm" justify="center">
          {step}
        </Group>
      )}
    </Stack>
  );
}
