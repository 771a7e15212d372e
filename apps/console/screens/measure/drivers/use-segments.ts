import { listSegments } from '#customers/contract';
import { useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';

/** Segments by name; none for whoever may not see customers. */
export function useSegments(): { id: string; name: string }[] {
  const may = useSession().can('customers.read');
  return useRoute(listSegments, undefined, { enabled: may }).data?.items ?? [];
}
