/**
 * Whoever keeps something about customers says so here, once: then it is part of every export and of every erasure. A room
 * that forgets to register is caught by the test that looks for a planted word in every store.
 */
import type { Listen } from '#listen';
import type { Tx } from '#platform/postgres';

/** The customer in question, by everything they are known by. */
export interface Subject {
  workspaceId: string;
  /** Ids of all their identifiers; the first is the customer's own. */
  ids: string[];
  /** Numbers of the same, as events and ClickHouse know them. */
  senderNos: string[];
  /** Their identifiers as text, for places that hold only text. */
  identifiers: string[];
}

export interface Holder {
  /** The room: `listen`. */
  name: string;
  /** What it holds, as plain JSON. Everything of one export is read in one snapshot. */
  export(tx: Tx, subject: Subject): Promise<Record<string, unknown>>;
  /** Removes it, in the transaction of the erasure. */
  erase(tx: Tx, subject: Subject): Promise<{ store: string; rows: number }[]>;
  /**
   * Removes files that were brought before an instant and may speak of them; answers what is still needed. Called after commit,
   * again until nothing is left.
   */
  eraseFiles?(
    workspaceId: string,
    before: Date,
  ): Promise<{ store: string; removed: number; waiting: { name: string; goneBy: Date }[] }>;
  /** Removes it from stores that have no transactions. Called after commit, again and again until it answers zeros. */
  eraseCopies?(subject: Pick<Subject, 'workspaceId' | 'senderNos'>): Promise<{ store: string; rows: number }[]>;
}

const page = 1_000;

/** Listen comes before customers and cannot register itself. */
export function listenHolder(
  listen: Pick<Listen, 'timeline' | 'surveys' | 'eraseSenders' | 'eraseReported' | 'eraseFiles'>,
): Holder {
  return {
    name: 'listen',
    async export(tx, { workspaceId, senderNos }) {
      const events: unknown[] = [];
      let before: { occurredAt: string; id: string } | undefined;
      for (;;) {
        const rows = await listen.timeline(tx, workspaceId, {
          senderNos,
          before,
          limit: page,
          sourceId: undefined,
          name: undefined,
          kind: undefined,
          from: undefined,
          to: undefined,
        });
        for (const row of rows) {
          const { sourceId, trusted, occurredAt, receivedAt } = row;
          events.push({ sourceId, trusted, occurredAt, receivedAt, event: JSON.parse(row.body) });
        }
        const last = rows.at(-1);
        if (last === undefined || rows.length < page)
          return { events, surveys: await listen.surveys.answersFrom(tx, workspaceId, senderNos) };
        before = { occurredAt: last.occurredAt.toISOString(), id: last.id };
      }
    },
    erase: (tx, { workspaceId, senderNos, identifiers }) => listen.eraseSenders(tx, workspaceId, senderNos, identifiers),
    eraseFiles: async (workspaceId, before) => ({
      store: 'listen.import_file',
      ...(await listen.eraseFiles(workspaceId, before)),
    }),
    async eraseCopies({ workspaceId, senderNos }) {
      return [{ store: 'clickhouse.listen_events', rows: await listen.eraseReported(workspaceId, senderNos) }];
    },
  };
}
