/** Rows read as a table, each changed in a dialog; where `make` is given, new ones are made in the same dialog. */
import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProblemError } from '../../../problem.ts';
import { useSession } from '../../../session.ts';
import { type Column, DataTable } from '../../../ui/DataTable.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';

interface Props<Row> {
  label: string;
  columns: Column<Row>[];
  read: { data: { items: Row[] } | undefined; isPending: boolean; error: ProblemError | null };
  /** What the dialog is called for a row. */
  titleOf: (row: Row) => string;
  make?: { label: string; variant?: 'default' };
  /** The form of a row, or of a new one. */
  fields: (row: Row | undefined, onDone: () => void) => ReactNode;
}

export function ChangingTable<Row extends { id: string; name: string }>(props: Props<Row>) {
  const { label, columns, read, titleOf, make, fields } = props;
  const { t } = useTranslation();
  const { can } = useSession();
  const [shown, setShown] = useState<Row | 'new'>();
  const close = () => setShown(undefined);
  const change: Column<Row> = {
    id: 'act',
    title: t('people.actions'),
    cell: (row) => (
      <Button
        size="compact-sm"
        variant="subtle"
        aria-label={t('care.change_of', { name: row.name })}
        onClick={() => setShown(row)}
      >
        {t('care.change')}
      </Button>
    ),
  };
  return (
    <>
      <DataTable
        label={label}
        columns={can('moments.write') ? [...columns, change] : columns}
        rows={read.data?.items ?? []}
        rowKey={({ id }) => id}
        loading={read.isPending}
        problem={read.error}
        empty={null}
      />
      {make && can('moments.write') && (
        <Button mt="md" {...(make.variant && { variant: make.variant })} onClick={() => setShown('new')}>
          {make.label}
        </Button>
      )}
      <Dialog title={titleIn(shown, titleOf, make?.label)} opened={shown !== undefined} onClose={close}>
        {shown !== undefined && fields(shown === 'new' ? undefined : shown, close)}
      </Dialog>
    </>
  );
}

function titleIn<Row>(shown: Row | 'new' | undefined, titleOf: (row: Row) => string, making = ''): string {
  if (shown === undefined) return '';
  return shown === 'new' ? making : titleOf(shown as Row);
}
