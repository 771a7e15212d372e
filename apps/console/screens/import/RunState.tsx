import { useTranslation } from 'react-i18next';
import type { ImportRun } from '#listen/contract';
import { StateBadge } from '../../ui/Badges.tsx';

const states = { waiting: 'waiting', running: 'waiting', done: 'good', failed: 'bad', cancelled: 'off' } as const;

export function RunState({ state, dry }: Pick<ImportRun, 'state' | 'dry'>) {
  const { t } = useTranslation();
  const word = t(`import.state.${state}`);
  return <StateBadge state={states[state]}>{dry ? `${t('import.dry')}: ${word}` : word}</StateBadge>;
}
