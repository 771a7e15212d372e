/** The directory: everybody by their newest activity, or whoever matches. */
import type { QueryOf, ReplyOf } from '#platform/contract';
import { cursorParts, readCursor, writeCursor } from '#platform/http';
import type { Db } from '#platform/postgres';
import { type CustomerKind, customerKind, type listPeople } from '../contract.ts';
import { plain, wantedOf } from './rules/search.ts';
import * as store from './store.ts';
import { summaryOf } from './summary.ts';

export function list(db: Db, workspaceId: string, query: QueryOf<typeof listPeople>): Promise<ReplyOf<typeof listPeople>> {
  const at = readCursor(query.after, [cursorParts.instant, cursorParts.number]);
  const before = at && { lastSeen: at[0] ?? '', no: at[1] ?? '' };
  const search = query.search ? plain(query.search) : '';
  const wanted = search === '' ? undefined : wantedOf(search);
  const filter = { kinds: kindsOf(query.kind, wanted !== undefined), wanted, before, limit: query.limit };
  return db.inWorkspace(
    workspaceId,
    async (tx) => {
      const rows = await store.list(tx, workspaceId, filter);
      if (rows.length === 0 && wanted !== undefined && before === undefined) {
        const alike = await store.similar(tx, workspaceId, search, filter);
        return { items: alike.map(summaryOf), next: null, similar: alike.length > 0 };
      }
      const last = rows.length === query.limit ? rows.at(-1) : undefined;
      return { items: rows.map(summaryOf), next: last ? writeCursor(last.lastSeen, last.no) : null, similar: false };
    },
    { readOnly: true },
  );
}

/** Visitors outnumber everybody else by far: they are shown when asked for, or when they are what was searched. */
function kindsOf(kind: CustomerKind | 'all' | undefined, searching: boolean): CustomerKind[] {
  if (kind === 'all' || (kind === undefined && searching)) return [...customerKind.options];
  return kind === undefined ? ['person', 'organisation'] : [kind];
}
