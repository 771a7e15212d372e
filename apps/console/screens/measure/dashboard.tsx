/** A dashboard: kept questions side by side. The address holds the period; arranging happens in place. */
import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { IconLayoutDashboard, IconPencil } from '@tabler/icons-react';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  changeDashboard,
  type Dashboard,
  deleteDashboard,
  listDashboards,
  listViews,
  mostTiles,
  type Range,
  ranges,
  readDashboard,
} from '#measure/contract';
import { call, useCall, useRefresh, useRoute } from '../../api.ts';
import { ProblemError } from '../../problem.ts';
import { useSession } from '../../session.ts';
import { confirm } from '../../ui/ConfirmDialog.tsx';
import { Waiting } from '../../ui/crash.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ButtonLink } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { CopyLink } from './CopyLink.tsx';
import classes from './dashboards/dashboards.module.css';
import { Outside } from './dashboards/Outside.tsx';
import { EditedTile, type Placed, Tile } from './dashboards/Tile.tsx';

export function Screen() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const read = useRoute(readDashboard, { params: { id } });
  const [editing, setEditing] = useState(false);
  if (read.error) return <Problem problem={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return <Waiting />;
  return editing ? (
    <Arrange board={read.data} onDone={() => setEditing(false)} />
  ) : (
    <Board board={read.data} onArrange={() => setEditing(true)} />
  );
}

const KEPT = 'kept';

function usePeriod(): [Range | null, (range: Range | null) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const period = ranges.find((range) => range === search.range) ?? null;
  return [
    period,
    (range) => void navigate({ to: '.', search: (range === null ? {} : { range }) as never, replace: true, resetScroll: false }),
  ];
}

function Board({ board, onArrange }: { board: Dashboard; onArrange: () => void }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [period, setPeriod] = usePeriod();
  const mayChange = board.shared ? can('measure.write') : board.mine;
  return (
    <>
      <PageHeader
        title={board.title}
        lead={board.description}
        back={{ to: '/dashboards', label: t('dashboards.many') }}
        actions={
          <>
            <Select
              aria-label={t('dashboards.period')}
              data={[
                { value: KEPT, label: t('dashboards.as_kept') },
                ...ranges.map((value) => ({ value, label: t(`measure.range.${value}`) })),
              ]}
              allowDeselect={false}
              w="13rem"
              value={period ?? KEPT}
              onChange={(value) => setPeriod(ranges.find((range) => range === value) ?? null)}
            />
            <CopyLink />
            <Outside board={board} />
            {mayChange && (
              <Button variant="default" leftSection={<IconPencil size={16} />} onClick={onArrange}>
                {t('dashboards.arrange')}
              </Button>
            )}
          </>
        }
      />
      {board.tiles.length === 0 ? (
        <EmptyState
          icon={IconLayoutDashboard}
          title={t('dashboards.no_tiles')}
          lesson={t('dashboards.no_tiles_lesson')}
          step={<ButtonLink to="/trends">{t('dashboards.empty_step')}</ButtonLink>}
        />
      ) : (
        <div className={classes.board}>
          {board.tiles.map((tile, at) => (
            // The same view may stand twice; tiles have no identity but their place.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above.
            <Tile key={`${at} ${tile.viewId}`} tile={tile} period={period} />
          ))}
        </div>
      )}
    </>
  );
}

function Arrange({ board, onDone }: { board: Dashboard; onDone: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const [title, setTitle] = useState(board.title);
  const [description, setDescription] = useState(board.description);
  const [tiles, setTiles] = useState(board.tiles.map((tile, key) => ({ ...tile, key })));
  const [problem, setProblem] = useState<ProblemError>();
  const views = useRoute(listViews).data?.items ?? [];
  const remove = useCall(deleteDashboard, {
    refreshes: [listDashboards],
    onSuccess: () => void navigate({ to: '/dashboards' }),
  });
  const showable = views.filter(({ shared }) => shared || !board.shared);

  const change = (at: number, patch: Partial<Placed>) =>
    setTiles(tiles.map((tile, index) => (index === at ? { ...tile, ...patch } : tile)));
  const move = (at: number, by: -1 | 1) => {
    const next = [...tiles];
    next.splice(at + by, 0, ...next.splice(at, 1));
    setTiles(next);
  };
  const save = async () => {
    const words = { title, description, shared: board.shared, version: board.version };
    const body = { ...words, tiles: tiles.map(({ viewId, title: own, size }) => ({ viewId, title: own, size })) };
    try {
      await call(changeDashboard, { params: { id: board.id }, body });
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      setProblem(error);
      return;
    }
    refresh(readDashboard, listDashboards);
    onDone();
  };
  const letGo = async () => {
    const yes = await confirm({
      title: t('dashboards.delete', { title: board.title }),
      consequence: t('dashboards.delete_consequence'),
      action: t('dashboards.delete', { title: board.title }),
    });
    if (yes) remove.mutate({ params: { id: board.id } });
  };

  return (
    <>
      <PageHeader
        title={t('dashboards.arranging', { title: board.title })}
        actions={
          <>
            <Button variant="subtle" color="red" onClick={() => void letGo()}>
              {t('dashboards.let_go')}
            </Button>
            <Button variant="default" onClick={onDone}>
              {t('ui.cancel')}
            </Button>
            <Button onClick={() => void save()}>{t('dashboards.save')}</Button>
          </>
        }
      />
      {problem && <Problem problem={problem} />}
      <Stack gap="md" mb="lg">
        <Group grow align="flex-start">
          <TextInput
            label={t('dashboards.field.title')}
            required
            maxLength={120}
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <TextInput
            label={t('dashboards.field.description')}
            maxLength={500}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
        </Group>
        <Select
          // Emptied after each choice.
          key={tiles.length}
          label={t('dashboards.add')}
          placeholder={showable.length === 0 ? t('dashboards.nothing_to_add') : t('dashboards.choose_view')}
          disabled={tiles.length >= mostTiles || showable.length === 0}
          searchable
          data={showable.map(({ id, title: label }) => ({ value: id, label }))}
          onChange={(id) => {
            const view = showable.find((one) => one.id === id);
            const key = Math.max(-1, ...tiles.map((tile) => tile.key)) + 1;
            if (view) setTiles([...tiles, { viewId: view.id, title: '', size: 'small', view, key }]);
          }}
        />
      </Stack>
      <ol className={classes.board} aria-label={t('dashboards.tiles')}>
        {tiles.map(({ key, ...tile }, at) => (
          <EditedTile
            key={key}
            tile={tile}
            first={at === 0}
            last={at === tiles.length - 1}
            onChange={(patch) => change(at, patch)}
            onMove={(by) => move(at, by)}
            onRemove={() => setTiles(tiles.filter((_tile, index) => index !== at))}
          />
        ))}
      </ol>
    </>
  );
}
