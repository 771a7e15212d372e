import { useTranslation } from 'react-i18next';
import type { Channel } from '#listen/contract';
import { StateBadge } from '../../../ui/Badges.tsx';

/** Open, open and in trouble, or switched off. */
export function ChannelState({ enabled, trouble }: Pick<Channel, 'enabled' | 'trouble'>) {
  const { t } = useTranslation();
  if (!enabled) return <StateBadge state="off">{t('channels.off')}</StateBadge>;
  if (trouble === null) return <StateBadge state="good">{t('channels.on')}</StateBadge>;
  return <StateBadge state="bad">{t('ears.in_trouble')}</StateBadge>;
}
