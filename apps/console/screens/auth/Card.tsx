import { Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';

/** Title, one sentence, and a form under it. */
export function Card({ title, lead, children }: { title: string; lead?: ReactNode; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Verona`;
  }, [title]);
  return (
    <Stack gap="lg">
      <div>
        <Title order={1}>{title}</Title>
        {lead && (
          <Text c="var(--ink-quiet)" mt={6}>
            {lead}
          </Text>
        )}
      </div>
      {children}
    </Stack>
  );
}
