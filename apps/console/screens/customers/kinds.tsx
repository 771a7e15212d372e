/** Somebody, a company, or somebody nobody can name yet: icon and word together. */
import { Badge, Tooltip } from '@mantine/core';
import { IconBuilding, IconGhost2, IconRosetteDiscountCheck, IconUser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CustomerKind } from '#customers/contract';

export const kindIcons = { person: IconUser, organisation: IconBuilding, visitor: IconGhost2 } as const;

export function CustomerKindBadge({ kind }: { kind: CustomerKind }) {
  const { t } = useTranslation();
  const Icon = kindIcons[kind];
  return (
    <Badge
      variant="default"
      radius="sm"
      tt="none"
      fw={500}
      leftSection={<Icon size={12} stroke={1.8} />}
      styles={{ root: { background: 'var(--hover)', border: 0 } }}
    >
      {t(`customers.kind.${kind}`)}
    </Badge>
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
