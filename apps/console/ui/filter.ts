/** Filters live in the address, so that any view can be shared, kept and gone back to. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { z } from '#platform/contract';

/**
 * The address's query, read by a schema. What does not fit is as if it were not there: an old link still opens.
 *
 *     const [filter, setFilter] = useFilter({ search: z.string().optional(), kind: z.array(z.string()).optional() });
 */
export function useFilter<S extends z.ZodRawShape>(
  shape: S,
): [filter: z.output<z.ZodObject<S>>, setFilter: (patch: Partial<Record<keyof S, unknown>>) => void] {
  const search: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  const filter: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(shape) as [string, z.ZodType][]) {
    const raw = search[key];
    // One value of a list looks like a plain one in an address.
    const read = [raw, raw === undefined ? undefined : [raw].flat()]
      .map((value) => schema.safeParse(value))
      .find((one) => one.success);
    filter[key] = read?.data;
  }
  const setFilter = (patch: Partial<Record<keyof S, unknown>>) => {
    const next = Object.fromEntries(
      Object.entries({ ...search, ...patch }).filter(([, value]) => value !== undefined && value !== '' && value !== null),
    );
    void navigate({ to: '.', search: next as never, replace: true, resetScroll: false });
  };
  return [filter as z.output<z.ZodObject<S>>, setFilter];
}
