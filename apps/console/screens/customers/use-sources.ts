/** Names of sources, for "who said that". */
import { useTranslation } from 'react-i18next';
import { listSources, type Source } from '#listen/contract';
import { useRoute } from '../../api.ts';

export function useSources(): { of: (id: string) => Source | undefined; nameOf: (id: string) => string; all: Source[] } {
  const { t } = useTranslation();
  const { data, isPending } = useRoute(listSources);
  const all = data?.items ?? [];
  const of = (id: string) => all.find((source) => source.id === id);
  return { all, of, nameOf: (id) => of(id)?.name ?? (isPending ? '…' : t('customers.removed_source')) };
}

/** Who said it, in a word: an employee, else the source. */
export function useSaidBy(): (origin: { sourceId: string | null; editor: string | null }) => string {
  const { t } = useTranslation();
  const { nameOf } = useSources();
  return ({ sourceId, editor }) => editor ?? (sourceId ? nameOf(sourceId) : t('customers.a_colleague'));
}
