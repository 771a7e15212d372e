import { useTranslation } from 'react-i18next';
import type { Source } from '#listen/contract';
import { StateBadge } from '../../ui/Badges.tsx';

/** How a source is doing, in a word. */
export function SourceState({ enabled, health: { lastEventAt, keptAside } }: Source) {
  const { t } = useTranslation();
  if (!enabled) return <StateBadge state="off">{t('listen.source.stopped')}</StateBadge>;
  if (keptAside > 0) return <StateBadge state="bad">{t('listen.source.some_kept_aside', { count: keptAside })}</StateBadge>;
  if (!lastEventAt) return <StateBadge state="waiting">{t('listen.source.silent')}</StateBadge>;
  return <StateBadge state="good">{t('listen.source.well')}</StateBadge>;
}
