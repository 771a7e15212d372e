import { Avatar as MantineAvatar } from '@mantine/core';

/** Initials on the household's colour: `voice` for customers, `work` for colleagues. The name stands beside it, so it is decoration. */
export function Avatar({ name, tone, size = 'md' }: { name: string; tone: 'voice' | 'work'; size?: 'sm' | 'md' | 'lg' }) {
  return (
    <MantineAvatar
      size={size}
      radius="xl"
      aria-hidden="true"
      styles={{ placeholder: { background: `var(--${tone}-soft)`, color: `var(--${tone})`, fontWeight: 600 } }}
    >
      {initialsOf(name)}
    </MantineAvatar>
  );
}

function initialsOf(name: string): string {
  const words = name
    .replace(/@.*$/, '')
    .split(/[\s._-]+/)
    .filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '');
  return letters.join('').toUpperCase() || '?';
}
