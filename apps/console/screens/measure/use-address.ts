/** The address as the place where a question is kept: every part of it can be shared, kept and gone back to. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Search } from './question.ts';

export const homeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Undefined takes a part back to what is usual. */
export function useAddress(): [Search, (patch: Record<string, string | string[] | undefined>) => void] {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = (patch: Record<string, string | string[] | undefined>) => {
    // From the first change on the address says whose days these are: who opens the link elsewhere sees the same numbers.
    const next: Search = { ...search, zone: search.zone ?? homeZone, ...patch };
    const kept = Object.entries(next).filter(([, value]) => value !== undefined && value !== '');
    void navigate({ to: '.', search: Object.fromEntries(kept) as never, replace: true, resetScroll: false });
  };
  return [search, change];
}
