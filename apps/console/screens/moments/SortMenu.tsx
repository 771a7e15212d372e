/** In which order: what changed last, or what runs out next. */
import { ActionIcon, Menu } from '@mantine/core';
import { IconSortDescending } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Inbox } from './use-inbox.ts';

const orders = ['changed', 'due'] as const;

export function SortMenu({ inbox: { filter, setFilter } }: { inbox: Inbox }) {
  const { t } = useTranslation();
  const sort = filter.sort ?? 'changed';
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon
          variant={sort === 'due' ? 'light' : 'subtle'}
          color={sort === 'due' ? 'work' : 'gray'}
          aria-label={t('moments.sort.title', { by: t(`moments.sort.${sort}`) })}
        >
          <IconSortDescending size={18} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('moments.sort.label')}</Menu.Label>
        {orders.map((one) => (
          <Menu.Item
            key={one}
            role="menuitemradio"
            aria-checked={one === sort}
            fw={one === sort ? 600 : 400}
            onClick={() => setFilter({ sort: one === 'changed' ? undefined : one })}
          >
            {t(`moments.sort.${one}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
