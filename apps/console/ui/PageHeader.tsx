import { Group, Text, Title } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';
import { Link } from './Link.tsx';

interface Props {
  title: string;
  /** One plain sentence: what this screen is for. */
  lead?: ReactNode;
  /** Where it belongs, for screens inside others. */
  back?: { to: string; label: string };
  /** Buttons; the main one last. */
  actions?: ReactNode;
}

/** The one `h1` of a screen. Also names the browser's tab. */
export function PageHeader({ title, lead, back, actions }: Props) {
  useEffect(() => {
    document.title = `${title} · Verona`;
  }, [title]);
  return (
    <Group component="header" justify="space-between" align="flex-end" gap="md" mb="xl">
      <div style={{ flex: '1 1 16rem', minWidth: 0 }}>
        {back && (
          <Link to={back.to} size="sm" c="var(--ink-quiet)" mb={4} display="inline-flex" style={{ alignItems: 'center', gap: 2 }}>
            <IconChevronLeft size={14} aria-hidden="true" />
            {back.label}
          </Link>
        )}
        <Title order={1}>{title}</Title>
        {lead && (
          <Text c="var(--ink-quiet)" mt={4} maw="44rem">
            {lead}
          </Text>
        )}
      </div>
      {actions && <Group gap="xs">{actions}</Group>}
    </Group>
  );
}
