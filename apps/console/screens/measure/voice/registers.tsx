/** The registers nothing falls out of: what customers wish for, who was not answered, and what we made of it. */
import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { z } from '#platform/contract';
import { useFilter } from '../../../ui/filter.ts';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Findings } from './Findings.tsx';
import { Ignored } from './Ignored.tsx';
import { Wants } from './Wants.tsx';

const parts = { wants: Wants, ignored: Ignored, findings: Findings } as const;
type Part = keyof typeof parts;
const names = Object.keys(parts) as [Part, ...Part[]];

export function Screen() {
  const { t } = useTranslation();
  const [{ part = 'wants' }, setFilter] = useFilter({ part: z.enum(names).optional() });
  return (
    <>
      <PageHeader title={t('voice.registers.title')} lead={t('voice.registers.lead')} />
      <Tabs value={part} onChange={(next) => setFilter({ part: next })} keepMounted={false}>
        <Tabs.List mb="lg">
          {names.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`voice.registers.${name}`)}
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
