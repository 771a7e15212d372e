/** What has been seen so far, to choose from instead of remembering it. */
import { listIdentifierTypes, listSegments } from '#customers/contract';
import { schema, schemaOfEvent } from '#listen/contract';
import { useRoute } from '../../../api.ts';

export interface KnownFact {
  name: string;
  /** Only ever sent as a number. */
  number: boolean;
}

export function useEventNames(): string[] {
  const { data } = useRoute(schema, { query: {} });
  return [...new Set(data?.items.map(({ name }) => name))];
}

export function useProperties(event: string): KnownFact[] {
  const names = useEventNames();
  const { data } = useRoute(schemaOfEvent, { params: { name: event || '-' } }, { enabled: names.includes(event) });
  return (data?.properties ?? []).map(({ property, types }) => ({
    name: property,
    number: types.length > 0 && types.every(({ type }) => type === 'number'),
  }));
}

/** Traits are what identify calls carry. */
export const useTraits = (): KnownFact[] => useProperties('identify').filter(({ name }) => !name.startsWith('context.'));

export function useIdentifierTypes(): string[] {
  const { data } = useRoute(listIdentifierTypes);
  return data?.items.map(({ type }) => type) ?? [];
}

/** People kept from figures, by what they had in common. */
export function useLists(): { value: string; label: string }[] {
  const { data } = useRoute(listSegments);
  return (data?.items ?? []).flatMap(({ id, list }) => (list ? [{ value: id, label: list.origin }] : []));
}

export function useOtherSegments(except: string | undefined): { value: string; label: string }[] {
  const { data } = useRoute(listSegments);
  return (data?.items ?? []).filter(({ id }) => id !== except).map(({ id, name }) => ({ value: id, label: name }));
}
