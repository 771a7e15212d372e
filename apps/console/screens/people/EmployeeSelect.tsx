import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { routes } from '#people/contract';
import { useRoute } from '../../api.ts';

interface Props {
  label: string;
  /** Chosen already, by name: the list may not hold them. */
  chosen?: { id: string; name: string } | null;
  /** Who cannot be meant. */
  except?: string[];
  placeholder?: string;
  clearable?: boolean;
  onChange: (employee: { id: string; name: string } | null) => void;
}

/** A colleague, found by typing. */
export function EmployeeSelect({ label, chosen, except = [], placeholder, clearable = false, onChange }: Props) {
  const [search, setSearch] = useState(chosen?.name ?? '');
  const [asked] = useDebouncedValue(search, 200);
  const { data } = useRoute(
    routes.listEmployees,
    { query: { status: 'active', limit: 30, ...(asked && asked !== chosen?.name && { search: asked }) } },
    { keepPrevious: true },
  );
  const found = (data?.items ?? []).filter(({ id }) => !except.includes(id));
  const all = chosen && !found.some(({ id }) => id === chosen.id) ? [chosen, ...found] : found;
  return (
    <Select
      label={label}
      placeholder={placeholder ?? ''}
      data={all.map(({ id, name }) => ({ value: id, label: name }))}
      value={chosen?.id ?? null}
      onChange={(id) => onChange(all.find((one) => one.id === id) ?? null)}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      clearable={clearable}
      // The server has searched already, in titles and addresses, too.
      filter={({ options }) => options}
    />
  );
}
