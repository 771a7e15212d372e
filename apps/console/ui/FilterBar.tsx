/** The inputs over a list, each bound to one key of the address. */
import { Button, Group, MultiSelect, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcut } from './shortcuts.ts';

export type FilterField =
  | { key: string; kind: 'text'; label: string }
  | { key: string; kind: 'one' | 'many'; label: string; options: { value: string; label: string }[] }
  | { key: string; kind: 'day'; label: string };

/** Read the values with `useFilter` and the same keys. `/` puts the cursor into the first text input. */
export function FilterBar({ fields, children }: { fields: FilterField[]; children?: ReactNode }) {
  const { t } = useTranslation();
  const search: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  const set = (key: string, value: unknown) => {
    void navigate({
      to: '.',
      search: ((now: Record<string, unknown>) => ({ ...now, [key]: value || undefined })) as never,
      replace: true,
      resetScroll: false,
    });
  };
  const active = fields.some(({ key }) => search[key] !== undefined);
  const clear = () => {
    const rest = Object.fromEntries(Object.entries(search).filter(([key]) => !fields.some((field) => field.key === key)));
    void navigate({ to: '.', search: rest as never, replace: true });
  };
  return (
    <Group component="search" gap="xs" mb="md" aria-label={t('ui.filter.label')}>
      {fields.map((field) => (
        <Field key={field.key} field={field} value={search[field.key]} set={(value) => set(field.key, value)} />
      ))}
      {children}
      {active && (
        <Button variant="subtle" color="gray" onClick={clear}>
          {t('ui.filter.clear')}
        </Button>
      )}
    </Group>
  );
}

function Field({ field, value, set }: { field: FilterField; value: unknown; set: (value: unknown) => void }) {
  if (field.kind === 'text') return <TextField label={field.label} value={String(value ?? '')} set={set} />;
  const common = { 'aria-label': field.label, placeholder: field.label } as const;
  if (field.kind === 'day') {
    return (
      <TextInput
        type="date"
        aria-label={field.label}
        // A day that is not chosen shows only how days are written: which day it would be has to be said.
        leftSection={<span style={{ fontSize: '0.875rem', color: 'var(--ink-quiet)' }}>{field.label}</span>}
        leftSectionWidth={`calc(${field.label.length}ch + 1.25rem)`}
        leftSectionPointerEvents="none"
        value={String(value ?? '')}
        onChange={(event) => set(event.currentTarget.value)}
      />
    );
  }
  if (field.kind === 'one') {
    return (
      <Select
        {...common}
        data={field.options}
        value={value ? String(value) : null}
        onChange={set}
        clearable
        style={{ flex: '1 1 9rem', maxWidth: '12rem' }}
      />
    );
  }
  const chosen = value === undefined ? [] : [value].flat().map(String);
  return (
    <MultiSelect
      {...common}
      {...(chosen.length > 0 && { placeholder: '' })}
      data={field.options}
      value={chosen}
      onChange={(next) => set(next.length > 0 ? next : undefined)}
      clearable
      searchable
      miw="12rem"
    />
  );
}

/** Typing stays instant; the address follows when the fingers rest. */
function TextField({ label, value, set }: { label: string; value: string; set: (value: string) => void }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const later = useDebouncedCallback(set, 250);
  useShortcut('/', t('ui.filter.search'), () => input.current?.focus());
  // Back and forward change the address under us.
  useEffect(() => setText(value), [value]);
  return (
    <TextInput
      ref={input}
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        later(event.currentTarget.value);
      }}
      miw="14rem"
      style={{ flex: '1 1 14rem', maxWidth: '26rem' }}
    />
  );
}
