import { Group, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { Link } from './Link.tsx';

/** One heading, what stands under it, and the way to all of it. */
export function Panel({ title, all, children }: { title: string; all?: { to: string; label: string }; children: ReactNode }) {
  const heading = useId();
  return (
    <section aria-labelledby={heading}>
      <Group justify="space-between" align="baseline" mb="sm">
        <Title order={2} id={heading}>
          {title}
        </Title>
        {all && (
          <Link to={all.to} size="sm">
            {all.label}
          </Link>
        )}
      </Group>
      {children}
    </section>
  );
}
