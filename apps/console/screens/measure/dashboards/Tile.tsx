/** One kept question on a dashboard. It asks by itself: a slow one keeps nobody waiting. */
import { ActionIcon, Group, Menu, Select, TextInput, Title } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconDownload, IconX } from '@tabler/icons-react';
import { useId, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { asMeantAt, type Dashboard, exportAnswer, type Range, tileSizes } from '#measure/contract';
import { useCall } from '../../../api.ts';
import { save as saveFile } from '../../../save.ts';
import { Link } from '../../../ui/Link.tsx';
import { addressOf } from './address-of.ts';
import classes from './dashboards.module.css';
import { Answer } from './kinds.tsx';

export type Placed = Dashboard['tiles'][number];

/** `period`: for all tiles alike, instead of what was kept. */
export function Tile({ tile, period }: { tile: Placed; period: Range | null }) {
  const { t } = useTranslation();
  const heading = useId();
  const { view } = tile;
  const range = period ?? view.range;
  // Counted from when the page was opened or the period chosen: an answer does not chase the clock.
  const asked = useMemo(() => asMeantAt(Date.now(), view.asked, range), [view, range]);
  const title = tile.title || view.title;
  const address = addressOf(asked, range);
  const file = useCall(exportAnswer);
  const save = (format: 'csv' | 'parquet') =>
    file.mutate({ body: { asked, format } }, { onSuccess: (bytes) => saveFile(bytes as unknown as Blob, `${title}.${format}`) });
  return (
    <section className={classes.tile} data-size={tile.size} aria-labelledby={heading}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" mb="xs">
        <div className={classes.head}>
          <Title order={2} size="h3" id={heading}>
            {address === undefined ? (
              title
            ) : (
              <Link to={address} inherit>
                {title}
              </Link>
            )}
          </Title>
          <span className={classes.quiet}>{range === null ? t('dashboards.kept_days') : t(`measure.range.${range}`)}</span>
        </div>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" loading={file.isPending} aria-label={t('dashboards.take_along', { title })}>
              <IconDownload size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => save('csv')}>CSV</Menu.Item>
            <Menu.Item onClick={() => save('parquet')}>Parquet</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
      <Answer asked={asked} title={title} />
    </section>
  );
}

interface EditedProps {
  tile: Placed;
  first: boolean;
  last: boolean;
  onChange: (patch: Partial<Placed>) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

/** A tile being arranged: words and buttons only, so that moving is instant and works by keyboard. */
export function EditedTile({ tile, first, last, onChange, onMove, onRemove }: EditedProps) {
  const { t } = useTranslation();
  const title = tile.title || tile.view.title;
  return (
    <li className={classes.tile} data-size={tile.size} data-edited>
      <Group gap="xs" wrap="wrap" align="flex-end">
        <TextInput
          size="xs"
          label={t('dashboards.tile.title')}
          placeholder={tile.view.title}
          maxLength={120}
          value={tile.title}
          onChange={(event) => onChange({ title: event.currentTarget.value })}
          style={{ flex: '1 1 10rem' }}
        />
        <Select
          size="xs"
          w="8rem"
          label={t('dashboards.tile.size')}
          data={tileSizes.map((value) => ({ value, label: t(`dashboards.size.${value}`) }))}
          allowDeselect={false}
          value={tile.size}
          onChange={(size) => size && onChange({ size: size as Placed['size'] })}
        />
        <Group gap={2}>
          <ActionIcon
            variant="default"
            disabled={first}
            aria-label={t('dashboards.tile.earlier', { title })}
            onClick={() => onMove(-1)}
          >
            <IconArrowUp size={16} />
          </ActionIcon>
          <ActionIcon
            variant="default"
            disabled={last}
            aria-label={t('dashboards.tile.later', { title })}
            onClick={() => onMove(1)}
          >
            <IconArrowDown size={16} />
          </ActionIcon>
          <ActionIcon variant="default" aria-label={t('dashboards.tile.remove', { title })} onClick={onRemove}>
            <IconX size={16} />
          </ActionIcon>
        </Group>
      </Group>
    </li>
  );
}
