/** How care is organised: queues, who takes part, clocks, what opens moments, kept texts, goodwill, and who may listen in. */
import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { z } from '#platform/contract';
import { useFilter } from '../../ui/filter.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Clocks } from './care/Clocks.tsx';
import { Goodwill } from './care/Goodwill.tsx';
import { ListeningRule } from './care/ListeningRule.tsx';
import { Macros } from './care/Macros.tsx';
import { Queues } from './care/Queues.tsx';
import { Rules } from './care/Rules.tsx';
import { TakingPart } from './care/TakingPart.tsx';
import { Value } from './care/Value.tsx';

const parts = {
  queues: Queues,
  people: TakingPart,
  value: Value,
  clocks: Clocks,
  rules: Rules,
  macros: Macros,
  goodwill: Goodwill,
  listening: ListeningRule,
} as const;
type Part = keyof typeof parts;
const names = Object.keys(parts) as [Part, ...Part[]];

export function Screen() {
  const { t } = useTranslation();
  const [{ part = 'queues' }, setFilter] = useFilter({ part: z.enum(names).optional() });
  return (
    <>
      <PageHeader title={t('care.title')} lead={t('care.lead')} />
      <Tabs value={part} onChange={(next) => setFilter({ part: next })} keepMounted={false}>
        <Tabs.List mb="lg">
          {names.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`care.${name}.title`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {names.map((name) => {
          const Part = parts[name];
          return (
            <Tabs.Panel key={name} value={name}>
              <Part />
            </Tabs.Panel>
          );
        })}
      </Tabs>
    </>
  );
}
