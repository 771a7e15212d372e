/** The matrix: each cell says whose it is, how good, at what cost and what is open, and opens what it counts. */
import { Button, Group, Loader, Select } from '@mantine/core';
import { IconDownload, IconLayoutGrid, IconUserOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { exportQuality, type MatrixCell, type MatrixFigures, type MatrixRow, readMatrix } from '#measure/contract';
import { useCall, useRoute } from '../../../api.ts';
import { save } from '../../../save.ts';
import { useSession } from '../../../session.ts';
import { Bar } from '../../../ui/Bar.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Link } from '../../../ui/Link.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { CellDrawer } from './CellDrawer.tsx';
import classes from './touchpoints.module.css';
import { spans, usePlace } from './use-place.ts';

export function Matrix() {
  const { t } = useTranslation();
  const may = useSession().can('customers.export');
  const place = usePlace();
  const read = useRoute(readMatrix, { query: place.query }, { refetchInterval: 10_000, keepPrevious: true });
  const file = useCall(exportQuality, { onSuccess: (csv) => save(csv as Blob, 'quality.csv') });
  const { data } = read;
  if (read.error && !data) return <Problem problem={read.error} onRetry={() => void read.refetch()} />;
  if (!data) return <Loader type="dots" aria-label={t('ui.loading')} />;
  const named = data.rows.length > 1;
  return (
    <>
      <Group mb="md" justify="space-between" align="end">
        <Select
          w="12rem"
          label={t('touchpoints.span.label')}
          value={place.span}
          onChange={place.setSpan}
          data={spans.map((value) => ({ value, label: t('touchpoints.span.days', { count: Number(value) }) }))}
        />
        {may && named && (
          <Button
            variant="default"
            leftSection={<IconDownload size={16} />}
            loading={file.isPending}
            onClick={() => file.mutate({ query: place.query })}
          >
            {t('touchpoints.export')}
          </Button>
        )}
      </Group>
      {!data.whole && <p role="status">{t('touchpoints.being_written')}</p>}
      {!named && (
        <EmptyState
          icon={IconLayoutGrid}
          title={t('touchpoints.empty')}
          lesson={t('touchpoints.empty_lesson')}
          step={<Link to="/touchpoints?part=registry">{t('touchpoints.empty_step')}</Link>}
        />
      )}
      <Table matrix={data} onOpen={place.open} />
      <p className={classes.method}>{t('touchpoints.method.all')}</p>
      <CellDrawer matrix={data} />
    </>
  );
}

type Read = ReturnType<(typeof readMatrix.reply & object)['parse']>;

function Table({ matrix, onOpen }: { matrix: Read; onOpen: (cell: string) => void }) {
  const { t } = useTranslation();
  const { departments, rows, columns, total } = matrix;
  const names = [...departments.map(({ name }) => name), t('touchpoints.no_department')];
  const ids = [...departments.map(({ id }) => id), 'none'];
  return (
    <section className={classes.scroll} aria-label={t('touchpoints.title')}>
      <table className={classes.matrix} aria-label={t('touchpoints.part.matrix')}>
        <thead>
          <tr>
            <th scope="col">{t('touchpoints.touchpoint')}</th>
            {names.map((name, at) => (
              <th key={ids[at]} scope="col">
                {name}
              </th>
            ))}
            <th scope="col">{t('touchpoints.together')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.touchpoint?.id ?? 'none'} row={row} ids={ids} names={names} onOpen={onOpen} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('touchpoints.together')}</th>
            {columns.map((figures, at) => (
              <td key={ids[at]} data-name={names[at]}>
                <Sum figures={figures} label={names[at] ?? ''} onOpen={() => onOpen(`all:${ids[at]}`)} />
              </td>
            ))}
            <td data-name={t('touchpoints.together')}>
              <Sum figures={total} label={t('touchpoints.together')} onOpen={() => onOpen('all:all')} />
            </td>
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

interface RowProps {
  row: MatrixRow;
  ids: string[];
  names: string[];
  onOpen: (cell: string) => void;
}

function Row({ row: { touchpoint, cells, total }, ids, names, onOpen }: RowProps) {
  const { t } = useTranslation();
  const id = touchpoint?.id ?? 'none';
  const name = touchpoint?.name ?? t('touchpoints.no_touchpoint');
  return (
    <tr>
      <th scope="row">
        {name}
        {touchpoint && <Owner owner={touchpoint.owner} />}
      </th>
      {cells.map((cell, at) => (
        <td key={ids[at]} data-name={names[at]} data-empty={isQuiet(cell) || undefined}>
          <Cell
            cell={cell}
            real={touchpoint !== null && cell.department !== null}
            label={`${name}, ${names[at]}`}
            onOpen={() => onOpen(`${id}:${ids[at]}`)}
          />
        </td>
      ))}
      <td data-name={t('touchpoints.together')}>
        <Sum
          figures={total}
          quality={total.quality}
          label={`${name}, ${t('touchpoints.together')}`}
          onOpen={() => onOpen(`${id}:all`)}
        />
      </td>
    </tr>
  );
}

const isQuiet = ({ open, conversations, said, owner }: MatrixCell) => open + conversations + said === 0 && owner === null;

/** Their name, or that nobody is there: a word and a mark, never colour alone. */
export function Owner({ owner, quiet = false }: { owner: MatrixCell['owner']; quiet?: boolean }) {
  const { t } = useTranslation();
  if (owner?.active) return <span className={classes.owner}>{owner.name}</span>;
  return (
    <span className={classes.nobody} data-quiet={quiet || undefined}>
      <IconUserOff size={13} aria-hidden="true" /> {owner ? t('touchpoints.left', { name: owner.name }) : t('touchpoints.nobody')}
    </span>
  );
}

function Cell({ cell, real, label, onOpen }: { cell: MatrixCell; real: boolean; label: string; onOpen: () => void }) {
  const { t } = useTranslation();
  const alive = cell.open + cell.conversations + cell.said > 0;
  return (
    <button type="button" className={classes.cell} onClick={onOpen} aria-label={t('touchpoints.open_cell', { name: label })}>
      {real && <Owner owner={cell.owner} quiet={!alive} />}
      {!real && cell.unowned && <Owner owner={null} />}
      {alive && <Figures figures={cell} quality={cell.quality} />}
    </button>
  );
}

/** Of what several touchpoints have together there is no weight, and so the voice alone. */
const voiceAlone = ({ voice }: MatrixFigures): MatrixCell['quality'] => ({
  score: voice,
  of: voice === null ? 'nothing' : 'voice',
});

function Sum({
  figures,
  quality = voiceAlone(figures),
  label,
  onOpen,
}: {
  figures: MatrixFigures;
  quality?: MatrixCell['quality'];
  label: string;
  onOpen: () => void;
}) {
  const { t } = useTranslation();
  return (
    <button type="button" className={classes.cell} onClick={onOpen} aria-label={t('touchpoints.open_cell', { name: label })}>
      <Figures figures={figures} quality={quality} />
    </button>
  );
}

function Figures({ figures, quality: { score, of } }: { figures: MatrixFigures; quality: MatrixCell['quality'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = figures.goodwill.map(({ currency, amount }) => format.amount(amount, currency)).join(' + ');
  return (
    <>
      {score !== null && (
        <span className={classes.quality}>
          <strong>{format.whole(score)}</strong>
          <span className={classes.bar}>
            <Bar share={score / 100} thin />
          </span>
          <span className={classes.quiet}>{t(`touchpoints.by.${of}`, { count: figures.known })}</span>
        </span>
      )}
      <span className={classes.open} data-some={figures.open > 0 || undefined}>
        {t('touchpoints.open_count', { count: figures.open, open: format.whole(figures.open) })}
      </span>
      {money && <span className={classes.quiet}>{t('touchpoints.goodwill', { money })}</span>}
    </>
  );
}
