/** Somebody, a company, or somebody nobody can name yet: icon and word together. */
import { Tooltip } from '@mantine/core';
import { IconBuilding, IconGhost2, IconRosetteDiscountCheck, IconUser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CustomerKind } from '#customers/contract';
import { Mark } from '../../ui/Badges.tsx';

export const kindIcons = { person: IconUser, organisation: IconBuilding, visitor: IconGhost2 } as const;

export function CustomerKindBadge({ kind }: { kind: CustomerKind }) {
  const { t } = useTranslation();
  return (
    <Mark icon={kindIcons[kind]} whole>
      {t(`customers.kind.${kind}`)}
    </Mark>
  );
}

/** A trusted source vouches for them. Says so to whoever cannot see the mark. */
export function VerifiedMark() {
  const { t } = useTranslation();
  return (
    <Tooltip label={t('customers.verified_why')} withArrow multiline maw={280}>
      <span style={{ display: 'inline-flex', color: 'var(--work)', verticalAlign: 'middle' }}>
        <IconRosetteDiscountCheck size={16} stroke={1.8} aria-hidden="true" />
        <span className="only-heard">{t('customers.verified')}</span>
      </span>
    </Tooltip>
  );
}
