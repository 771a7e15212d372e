/**
 * Lists of records. A real table on a desk, a list of cards on a phone; only visible rows are drawn when there are many.
 * `j`/`k` move, `Enter` opens; the first column is the link, so that Tab, middle click and screen readers work as well.
 */
import { Button, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProblemError } from '../problem.ts';
import classes from './data-table.module.css';
import { Link } from './Link.tsx';
import { useMayOpen } from './MayOpen.tsx';
import { Problem } from './Problem.tsx';
import { useShortcut } from './shortcuts.ts';

export interface Column<Row> {
  id: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** Numbers stand at the end of their column. */
  align?: 'end';
  width?: string;
}

interface Props<Row> {
  /** Names the table for those who cannot see where it stands. */
  label: string;
  /** The first column names the row. */
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** Where a row leads. */
  to?: (row: Row) => string;
  loading?: boolean;
  problem?: ProblemError | null;
  onRetry?: () => void;
  /** Stands in place of the table when there are no rows. */
  empty: ReactNode;
  /** The next page of a long list. */
  more?: { available: boolean; loading: boolean; load: () => void };
}

const ROW_HEIGHT = 48;
/** Shorter lists are drawn whole: the browser's own search then finds everything. */
const VIRTUAL_FROM = 150;

export function DataTable<Row>(props: Props<Row>) {
  const { rows, loading, problem, empty, onRetry } = props;
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  if (problem && rows.length === 0) return <Problem problem={problem} {...(onRetry && { onRetry })} />;
  if (loading && rows.length === 0) return <Bones />;
  if (rows.length === 0) return empty;
  return (
    <>
      {phone ? <Cards {...props} /> : <Desk {...props} />}
      <More {...props} />
    </>
  );
}

function Desk<Row>({ label, columns, rows, rowKey, to }: Props<Row>) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayOpen = useMayOpen();
  const [active, setActive] = useState(-1);
  const body = useRef<HTMLTableSectionElement>(null);
  const virtual = rows.length >= VIRTUAL_FROM;
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    enabled: virtual,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    scrollMargin: body.current?.offsetTop ?? 0,
  });

  const move = (step: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, active + step));
    setActive(next);
    if (virtual) virtualizer.scrollToIndex(next, { align: 'auto' });
    else body.current?.rows[next]?.scrollIntoView({ block: 'nearest' });
  };
  const open = (row: Row | undefined) => {
    if (row && to && mayOpen(to(row))) void navigate({ to: to(row) });
  };
  useShortcut('j', t('ui.table.next'), () => move(1));
  useShortcut('k', t('ui.table.previous'), () => move(-1));
  useShortcut('Enter', t('ui.table.open'), () => open(rows[active]), to !== undefined && active >= 0);

  const items = virtual ? virtualizer.getVirtualItems() : undefined;
  const margin = virtualizer.options.scrollMargin;
  const before = items?.[0] ? items[0].start - margin : 0;
  const after = items ? virtualizer.getTotalSize() - ((items.at(-1)?.end ?? 0) - margin) : 0;
  const shown = items ? items.map(({ index }) => index) : rows.map((_row, index) => index);

  return (
    <table className={classes.table} aria-label={label} aria-rowcount={rows.length + 1}>
      <thead>
        <tr>
          {columns.map(({ id, title, align, width }) => (
            <th key={id} scope="col" data-align={align} style={{ width }}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        <Spacer height={before} span={columns.length} />
        {shown.map((index) => {
          const row = rows[index] as Row;
          return (
            // The first cell is the link and Enter works by shortcut; the click is only a larger target.
            <tr
              key={rowKey(row)}
              aria-rowindex={index + 2}
              data-active={index === active || undefined}
              data-opens={to ? true : undefined}
              onClick={(event) => {
                // Links inside the row, and text being marked, go first.
                if ((event.target as Element).closest('a, button, input, label') || getSelection()?.toString()) return;
                open(row);
              }}
            >
              {columns.map(({ id, cell, align }, place) => (
                <td key={id} data-align={align}>
                  {place === 0 && to ? (
                    <Link to={to(row)} inherit c="inherit" fw={500} underline="never">
                      {cell(row)}
                    </Link>
                  ) : (
                    cell(row)
                  )}
                </td>
              ))}
            </tr>
          );
        })}
        <Spacer height={after} span={columns.length} />
      </tbody>
    </table>
  );
}

/** Stands for the rows that are not drawn. */
function Spacer({ height, span }: { height: number; span: number }) {
  if (height <= 0) return null;
  return (
    <tr className={classes.spacer}>
      <td colSpan={span} style={{ height }} />
    </tr>
  );
}

function Cards<Row>({ label, columns: [head, ...rest], rows, rowKey, to }: Props<Row>) {
  if (!head) return null;
  return (
    <ul className={classes.cards} aria-label={label}>
      {rows.map((row) => (
        <li key={rowKey(row)}>
          <div className={classes.cardHead}>
            {to ? (
              <Link to={to(row)} inherit c="inherit" underline="never" className={classes.cardLink ?? ''}>
                {head.cell(row)}
              </Link>
            ) : (
              head.cell(row)
            )}
          </div>
          <dl>
            {rest.map(({ id, title, cell }) => (
              <div key={id}>
                <dt>{title}</dt>
                <dd>{cell(row)}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}

function More<Row>({ more, problem, rows }: Props<Row>) {
  const { t } = useTranslation();
  if (problem) return <Problem problem={problem} {...(more && { onRetry: more.load })} />;
  if (!more?.available) return null;
  return (
    <Button variant="subtle" fullWidth mt="xs" loading={more.loading} onClick={more.load}>
      {t('ui.table.more', { count: rows.length })}
    </Button>
  );
}

function Bones() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('ui.loading')}>
      {[92, 84, 96, 78, 88, 70].map((width) => (
        <Skeleton key={width} height={18} width={`${width}%`} my={22} />
      ))}
    </div>
  );
}
