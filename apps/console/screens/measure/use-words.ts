import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { listSources, schema, schemaOfEvent } from '#listen/contract';
import { useRoute } from '../../api.ts';
import { useFormat } from '../../ui/format.ts';
import type { Option } from './Choice.tsx';

/** What every event has, beside its own properties. */
const COLUMNS = ['$event', '$source', '$kind'] as const;

export interface Property extends Option {
  /** Somebody sent it as a number at least once. */
  number: boolean;
}

/** Properties one can ask about: those seen on the chosen event, and what every event has. */
export function useProperties(event: string | undefined): Property[] {
  const { t } = useTranslation();
  const { data } = useRoute(schemaOfEvent, { params: { name: event ?? '' } }, { enabled: event !== undefined });
  return useMemo(() => {
    const own = (event === undefined ? [] : (data?.properties ?? [])).map(({ property, types, example }) => ({
      value: property,
      label: property,
      hint: example === null ? undefined : t('measure.example', { example: example.slice(0, 60) }),
      number: types.some(({ type }) => type === 'number'),
    }));
    const common = COLUMNS.map((value) => ({ value, label: t(`measure.column.${value.slice(1)}`), number: false }));
    return [...own, ...common];
  }, [event, data, t]);
}

/** Events by how often they come. */
export function useEvents() {
  const { t } = useTranslation();
  const format = useFormat();
  const read = useRoute(schema, { query: {} });
  const options: Option[] = (read.data?.items ?? [])
    .toSorted((a, b) => b.seen - a.seen)
    .map(({ name, seen }) => ({
      value: name,
      label: name,
      hint: t('measure.seen', { count: seen, seen: format.compact(seen) }),
    }));
  return { ...read, options: [{ value: '', label: t('measure.anything') }, ...options] };
}

/** Sources by name: events carry their ids. */
export function useSourceNames(): Map<string, string> {
  const { data } = useRoute(listSources);
  return useMemo(() => new Map(data?.items.map(({ id, name }) => [id, name])), [data]);
}
