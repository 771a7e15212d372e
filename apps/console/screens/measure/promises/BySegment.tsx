/** The same promise, by whom it was made to: segments side by side. */
import { MultiSelect, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { listSegments } from '#customers/contract';
import { type BrandPromise, type Experienced, mostPromiseSegments } from '#measure/contract';
import { useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { type Column, DataTable } from '../../../ui/DataTable.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import classes from './promises.module.css';
import { Score } from './Score.tsx';

interface Props {
  promise: BrandPromise;
  whole: Experienced;
  segments: { segment: { id: string; name: string }; experienced: Experienced }[];
  chosen: string[];
  onChoose: (segments: string[]) => void;
  onOpen: (verdict: 'broken', title: string, more: { segmentId?: string }) => void;
}

interface Row {
  id: string | undefined;
  name: string;
  experienced: Experienced;
}

export function BySegment({ promise, whole, segments, chosen, onChoose, onOpen }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useSession().can('customers.read');
  const { data } = useRoute(listSegments, undefined, { enabled: may });
  if (!may || data?.items.length === 0) return null;
  const rows: Row[] = [
    { id: undefined, name: promise.segment?.name ?? t('promises.everybody'), experienced: whole },
    ...segments.map(({ segment, experienced }) => ({ ...segment, experienced })),
  ];
  const columns: Column<Row>[] = [
    { id: 'name', title: t('promises.segment'), cell: ({ name }) => name },
    {
      id: 'score',
      title: t('promises.experienced'),
      width: '22rem',
      cell: ({ experienced }) => <Score experienced={experienced} presented={promise.presented} />,
    },
    {
      id: 'people',
      title: t('promises.people'),
      align: 'end',
      width: '7rem',
      cell: ({ experienced }) => format.whole(experienced.told.people),
    },
    {
      id: 'broken',
      title: t('promises.broken_to'),
      align: 'end',
      width: '8rem',
      cell: ({ id, name, experienced }) => (
        <UnstyledButton
          className={classes.open}
          aria-label={t('promises.broken_in', { segment: name })}
          onClick={() => onOpen('broken', t('promises.broken_in', { segment: name }), id === undefined ? {} : { segmentId: id })}
        >
          {format.whole(experienced.told.broken)}
        </UnstyledButton>
      ),
    },
  ];
  return (
    <Panel title={t('promises.by_segment')}>
      <MultiSelect
        mb="md"
        aria-label={t('promises.segments')}
        placeholder={t('promises.segments')}
        data={(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={chosen}
        maxValues={mostPromiseSegments}
        searchable
        onChange={onChoose}
      />
      <DataTable label={t('promises.by_segment')} columns={columns} rows={rows} rowKey={({ id }) => id ?? ''} empty={null} />
    </Panel>
  );
}
