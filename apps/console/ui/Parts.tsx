import { Tabs } from '@mantine/core';
import type { ComponentType } from 'react';
import { z } from '#platform/contract';
import { useFilter } from './filter.ts';

interface Props<Name extends string> {
  /** In the order of their tabs; the first is shown first. */
  parts: Record<Name, ComponentType>;
  titleOf: (name: Name) => string;
}

/** Parts of one screen behind tabs. The address says which is open (`?part=`); the others ask nothing meanwhile. */
export function Parts<Name extends string>({ parts, titleOf }: Props<Name>) {
  const names = Object.keys(parts) as [Name, ...Name[]];
  const [{ part = names[0] }, setFilter] = useFilter({ part: z.enum(names).optional() });
  const open = part as Name;
  const Open: ComponentType = parts[open];
  return (
    <Tabs value={open} onChange={(next) => setFilter({ part: next as never })} keepMounted={false}>
      <Tabs.List mb="lg">
        {names.map((name) => (
          <Tabs.Tab key={name} value={name}>
            {titleOf(name)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={open}>
        <Open />
      </Tabs.Panel>
    </Tabs>
  );
}
