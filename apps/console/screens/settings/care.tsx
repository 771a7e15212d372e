/** How care is organised: queues, who takes part, clocks, what opens moments, kept texts, goodwill, and who may listen in. */
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Parts } from '../../ui/Parts.tsx';
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

export function Screen() {
  const { t } = useTranslation();
  return (
    <>
      <PageHeader title={t('care.title')} lead={t('care.lead')} />
      <Parts parts={parts} titleOf={(name) => t(`care.${name}.title`)} />
    </>
  );
}
