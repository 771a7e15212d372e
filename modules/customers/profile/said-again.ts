/**
 * Back to the log: what an identifier said in a stretch of time. Asked only when something arrives late and falls between two
 * confirmations of another value (see `rules/history.ts`), which a resent queue or an old import does now and then.
 */
import type { Listen, StoredEvent } from '#listen';
import type { Tx } from '#platform/postgres';
import { type Statements, statementsOf } from '../identity/rules/statements.ts';

export interface SaidAgain {
  at: number;
  trusted: boolean;
  sourceId: string;
  eventId: string;
  statements: Statements;
}

const page = 500;

export async function saidBetween(
  tx: Tx,
  timeline: Listen['timeline'],
  workspaceId: string,
  senderNo: string,
  filters: readonly { kind: string; name?: string }[],
  between: { from: number; to: number },
): Promise<SaidAgain[]> {
  const found: SaidAgain[] = [];
  for (const { kind, name } of filters) {
    let before: { occurredAt: string; id: string } | undefined;
    for (;;) {
      const rows: StoredEvent[] = await timeline(tx, workspaceId, {
        senderNos: [senderNo],
        before,
        limit: page,
        sourceId: undefined,
        name,
        kind,
        from: new Date(between.from).toISOString(),
        to: new Date(between.to + 1).toISOString(),
      });
      found.push(...rows.map(readAgain));
      const last = rows.at(-1);
      if (last === undefined || rows.length < page) break;
      before = { occurredAt: last.occurredAt.toISOString(), id: last.id };
    }
  }
  return found;
}

function readAgain(row: StoredEvent): SaidAgain {
  return {
    at: row.occurredAt.getTime(),
    trusted: row.trusted,
    sourceId: row.sourceId,
    eventId: row.id,
    statements: statementsOf({ kind: row.kind, name: row.name, senderType: row.sender.type, body: JSON.parse(row.body) }),
  };
}
