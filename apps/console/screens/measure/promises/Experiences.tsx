/** By what it shows whether a promise is kept, and what each of them tells. */
import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BrandPromise, Experience, Experienced, Unit, Verdict } from '#measure/contract';
import { type Column, DataTable } from '../../../ui/DataTable.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Link } from '../../../ui/Link.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { figure } from '../metrics/figures.ts';
import classes from './promises.module.css';

interface Props {
  promise: BrandPromise;
  experienced: Experienced;
  onOpen: (verdict: Verdict | undefined, title: string, more: { experience: number }) => void;
}

interface Row {
  at: number;
  of: Experience;
  name: string;
  gone: boolean;
}

export function Experiences({ promise, experienced, onOpen }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const rows: Row[] = promise.experiences.map((of, at) => ({
    ...{ at, of },
    name: promise.bound[at]?.name ?? '',
    gone: promise.bound[at]?.gone ?? true,
  }));
  const what = ({ of, name, gone }: Row) => {
    if (gone) return t(`promises.gone.${of.kind}`);
    switch (of.kind) {
      case 'theme':
        return (
          <Link to="/voice" size="sm" search={{ theme: of.themeId }}>
            {t(`promises.by.theme.${of.counts}`, { name })}
          </Link>
        );
      case 'survey':
        return t('promises.by.survey', { name, least: format.exact(of.atLeast) });
      case 'event':
        return t(`promises.by.event.${of.counts}`, { name });
      case 'metric':
        return (
          <Link to={`/measure/metrics/${of.metricId}`} size="sm">
            {name}
          </Link>
        );
      default:
        return of satisfies never;
    }
  };
  const told = ({ at, of, name }: Row) => {
    if (of.kind === 'metric') {
      const reached = experienced.reached.find(({ metricId }) => metricId === of.metricId);
      if (!reached || reached.value === null || reached.base === 0) return t('promises.unmeasured');
      const told = { unit: reached.unit as Unit, currency: null };
      return t(`promises.reached.${reached.better}`, {
        value: figure(reached.value, told, format),
        target: figure(reached.target, told, format),
        base: format.whole(reached.base),
      });
    }
    const part = experienced.parts[at];
    if (!part || part.people === 0) return t('promises.nobody_yet');
    const words = t('promises.part', {
      count: part.people,
      people: format.whole(part.people),
      broken: format.whole(part.broken),
    });
    return (
      <UnstyledButton className={classes.open} onClick={() => onOpen(undefined, name, { experience: at })}>
        {words}
      </UnstyledButton>
    );
  };
  const columns: Column<Row>[] = [
    { id: 'what', title: t('promises.shows_by'), cell: what },
    { id: 'told', title: t('promises.tells'), cell: told },
  ];
  return (
    <Panel title={t('promises.shows')}>
      <DataTable label={t('promises.shows')} columns={columns} rows={rows} rowKey={({ at }) => String(at)} empty={null} />
    </Panel>
  );
}
