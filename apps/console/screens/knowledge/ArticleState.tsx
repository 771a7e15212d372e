import { useTranslation } from 'react-i18next';
import type { State } from '#knowledge/contract';
import { StateBadge } from '../../ui/Badges.tsx';

const looks: Record<State, 'good' | 'waiting' | 'bad' | 'off'> = {
  proposed: 'waiting',
  draft: 'off',
  verified: 'good',
  due: 'waiting',
  expired: 'bad',
  archived: 'off',
};

export function ArticleState({ state }: { state: State }) {
  const { t } = useTranslation();
  return <StateBadge state={looks[state]}>{t(`knowledge.state.${state}`)}</StateBadge>;
}
