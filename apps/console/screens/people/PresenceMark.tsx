import { useTranslation } from 'react-i18next';
import type { Employee } from '#people/contract';
import { StateBadge } from '../../ui/Badges.tsx';

const STATES = { online: 'good', away: 'waiting', offline: 'off' } as const;

/** Whether they are there, in a word. */
export function PresenceMark({ status, availability }: Pick<Employee, 'status' | 'availability'>) {
  const { t } = useTranslation();
  if (status === 'deactivated') return <StateBadge state="off">{t('people.status.deactivated')}</StateBadge>;
  return <StateBadge state={STATES[availability.presence]}>{t(`people.presence.${availability.presence}`)}</StateBadge>;
}
