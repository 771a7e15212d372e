/** What stands behind a cell, a row, a column or all of it: whose it is, how its figures were made, and every record. */
import { Button, Drawer, Group, SegmentedControl, Select, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type CellConversation,
  listCell,
  listHoles,
  type MatrixFigures,
  type MatrixRow,
  ownCell,
  readMatrix,
  saidInCell,
} from '#measure/contract';
import { routes as people } from '#people/contract';
import type { ReplyOf } from '#platform/contract';
import { useCall, usePages, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { type Column, DataTable } from '../../../ui/DataTable.tsx';
import { useFormat } from '../../../ui/format.ts';
import { RelativeTime } from '../../../ui/Time.tsx';
import { MakeSegment } from '../keep/MakeSegment.tsx';
import { useNameless } from '../use-nameless.ts';
import { SaidList } from '../voice/SaidList.tsx';
import classes from './touchpoints.module.css';
import { type List, lists, usePlace } from './use-place.ts';

type Matrix = ReplyOf<typeof readMatrix>;

interface Opened {
  title: string;
  figures: MatrixFigures;
  row?: MatrixRow | undefined;
  cell?: MatrixRow['cells'][number] | undefined;
  quality?: MatrixRow['cells'][number]['quality'] | undefined;
}

/** What the address names; undefined when it is not in the matrix (any more). */
function openedIn(
  matrix: Matrix,
  touchpoint: string,
  department: string,
  words: Record<'touchpoint' | 'department' | 'all', string>,
) {
  const ids = [...matrix.departments.map(({ id }) => id), 'none'];
  const at = ids.indexOf(department);
  const row = matrix.rows.find((each) => (each.touchpoint?.id ?? 'none') === touchpoint);
  const place = department === 'all' ? words.all : (matrix.departments[at]?.name ?? words.department);
  const name = touchpoint === 'all' ? words.all : (row?.touchpoint?.name ?? words.touchpoint);
  const title = touchpoint === 'all' && department === 'all' ? words.all : `${name} · ${place}`;
  const cell = row?.cells[at];
  const whole = touchpoint === 'all' ? matrix.total : row?.total;
  const part = touchpoint === 'all' ? matrix.columns[at] : cell;
  const figures = department === 'all' ? whole : part;
  const quality = cell?.quality ?? (department === 'all' ? row?.total.quality : undefined);
  return figures && ({ title, figures, row, cell, quality } satisfies Opened);
}

export function CellDrawer({ matrix }: { matrix: Matrix }) {
  const { t } = useTranslation();
  const { cell, touchpoint, department, open } = usePlace();
  const words = {
    touchpoint: t('touchpoints.no_touchpoint'),
    department: t('touchpoints.no_department'),
    all: t('touchpoints.together'),
  };
  const opened = cell === undefined ? undefined : openedIn(matrix, touchpoint, department, words);
  return (
    <Drawer
      opened={opened !== undefined}
      onClose={() => open(undefined)}
      position="right"
      size="xl"
      title={opened?.title}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      {opened && (
        <Stack gap="md">
          {opened.row?.touchpoint && opened.cell?.department && (
            <CellOwner touchpointId={opened.row.touchpoint.id} departmentId={opened.cell.department} owner={opened.cell.owner} />
          )}
          <Made opened={opened} />
          <Behind figures={opened.figures} title={opened.title} />
        </Stack>
      )}
    </Drawer>
  );
}

function CellOwner({
  touchpointId,
  departmentId,
  owner,
}: {
  touchpointId: string;
  departmentId: string;
  owner: MatrixRow['cells'][number]['owner'];
}) {
  const { t } = useTranslation();
  const may = useSession().can('measure.write');
  const employees = useRoute(people.listEmployees, { query: { limit: 200, status: 'active' } }, { enabled: may });
  const own = useCall(ownCell, { refreshes: [readMatrix, listHoles] });
  const known = (employees.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const here = owner && !known.some(({ value }) => value === owner.id) ? [{ value: owner.id, label: owner.name }] : [];
  return (
    <Select
      label={t('touchpoints.owner')}
      description={owner && !owner.active ? t('touchpoints.left', { name: owner.name }) : t('touchpoints.owner_hint')}
      placeholder={t('touchpoints.nobody')}
      data={[...known, ...here]}
      value={owner?.id ?? null}
      onChange={(ownerId) => own.mutate({ params: { touchpointId, departmentId }, body: { ownerId } })}
      disabled={!may || own.isPending}
      clearable
      searchable
    />
  );
}

/** Each figure with its method, so that nobody has to believe it. */
function Made({ opened: { figures, row, quality } }: { opened: Opened }) {
  const { t } = useTranslation();
  const format = useFormat();
  const weight = row?.touchpoint?.voiceWeight ?? 1;
  const voice = figures.voice === null ? '' : format.exact(figures.voice);
  const audit = row?.audit ? format.exact(row.audit.score) : '';
  const score = quality?.score === null || quality?.score === undefined ? '' : format.exact(quality.score);
  const money = figures.goodwill.map(({ currency, amount }) => format.amount(amount, currency)).join(' + ');
  return (
    <dl className={classes.made}>
      <dt>{t('touchpoints.quality')}</dt>
      <dd>
        {quality && quality.of !== 'nothing'
          ? t(`touchpoints.made.${quality.of}`, {
              score,
              voice,
              audit,
              weight: format.exact(weight),
              rest: format.exact(1 - weight),
            })
          : voice || t('touchpoints.made.nothing')}
        <span className={classes.quiet}>
          {t('touchpoints.made.words', {
            count: figures.known,
            known: format.whole(figures.known),
            said: format.whole(figures.said),
          })}
          {row?.audit &&
            ` ${t('touchpoints.made.audited', { template: row.audit.template, on: format.date(row.audit.on), count: row.audit.answered })}`}
          {row?.audit?.critical && ` ${t('touchpoints.made.critical')}`}
        </span>
      </dd>
      <dt>{t('touchpoints.cost')}</dt>
      <dd>
        {money || t('touchpoints.no_goodwill')}
        <span className={classes.quiet}>
          {t('touchpoints.made.cost', { count: figures.conversations, hours: format.exact(figures.openHours) })}
        </span>
      </dd>
      {figures.detected > 0 && (
        <>
          <dt>{t('touchpoints.coverage')}</dt>
          <dd>
            {format.percent(figures.engaged / figures.detected)}
            <span className={classes.quiet}>
              {t('touchpoints.made.coverage', {
                detected: format.whole(figures.detected),
                engaged: format.whole(figures.engaged),
                count: figures.detected,
              })}
            </span>
          </dd>
        </>
      )}
    </dl>
  );
}

const countOf = (list: List, { open, conversations, engaged, detected, said }: MatrixFigures) =>
  ({ open, begun: conversations, engaged, missed: detected - engaged, said })[list];

function Behind({ figures, title }: { figures: MatrixFigures; title: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { cell, list, open, place } = usePlace();
  const shown = lists.filter((name) => ['open', 'begun', 'said'].includes(name) || figures.detected > 0);
  return (
    <>
      <SegmentedControl
        fullWidth
        value={list}
        onChange={(next) => open(cell, next as List)}
        aria-label={t('touchpoints.list.label')}
        data={shown.map((name) => ({
          value: name,
          label: `${t(`touchpoints.list.${name}`)} ${format.whole(countOf(name, figures))}`,
        }))}
        className={classes.lists ?? ''}
      />
      {countOf(list, figures) > 0 && (
        <Group justify="flex-end">
          <MakeSegment figure={{ of: 'cell', list, ...place }} clicked={`${title} · ${t(`touchpoints.list.${list}`)}`} />
        </Group>
      )}
      {list === 'said' ? <Words /> : <Conversations which={list} />}
    </>
  );
}

function Words() {
  const { place } = usePlace();
  return <SaidList read={usePages(saidInCell, { query: { ...place, limit: 50 } })} />;
}

const PAGE = 50;

function Conversations({ which }: { which: Exclude<List, 'said'> }) {
  const { t } = useTranslation();
  const { place } = usePlace();
  const [shown, setShown] = useState(PAGE);
  const query = { ...place, which, limit: Math.min(shown, 200) };
  const read = useRoute(listCell, { query }, { keepPrevious: true });
  const columns = useColumns(which);
  const items = read.data?.items ?? [];
  const total = read.data?.total ?? 0;
  return (
    <>
      <DataTable
        label={t(`touchpoints.list.${which}`)}
        columns={columns}
        rows={items}
        rowKey={({ moment }) => moment}
        to={({ moment }) => `/moments/${moment}`}
        loading={read.isPending}
        problem={read.error}
        onRetry={() => void read.refetch()}
        empty={<p className={classes.quiet}>{t('touchpoints.list.none')}</p>}
      />
      {items.length < Math.min(200, total) && (
        <Group justify="center">
          <Button variant="subtle" loading={read.isFetching} onClick={() => setShown((count) => count + PAGE)}>
            {t('ui.table.more', { count: items.length })}
          </Button>
        </Group>
      )}
    </>
  );
}

function useColumns(which: List): Column<CellConversation>[] {
  const { t } = useTranslation();
  const nameless = useNameless();
  const owned = ({ owner }: CellConversation) =>
    owner.kind === 'queue' ? t('touchpoints.in_queue', { name: owner.name }) : owner.name || t('touchpoints.nobody');
  return [
    {
      id: 'who',
      title: t('metrics.conversations.conversation'),
      cell: ({ no, person, channel, openedAt }) => (
        <>
          #{no} {person?.name ?? (person ? nameless : t('metrics.conversations.nobody'))}
          <span className={classes.quiet}>
            {t(`metrics.conversations.channels.${channel}`, channel)} · <RelativeTime at={openedAt} />
          </span>
        </>
      ),
    },
    { id: 'owner', title: t('touchpoints.owner'), cell: owned },
    which === 'missed'
      ? { id: 'why', title: t('touchpoints.why'), cell: ({ missed }) => (missed ? t(`touchpoints.missed.${missed}`) : '') }
      : {
          id: 'outcome',
          title: t('metrics.conversations.outcome'),
          cell: ({ outcome }) => t(`metrics.conversations.outcome_word.${outcome.replaceAll(' ', '_')}`, outcome),
        },
  ];
}
