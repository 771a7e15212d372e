import { sql, type Tx } from '#platform/postgres';

interface SeatRow {
  /** Counted from one. */
  seat: string;
  workspaceId: string;
  name: string;
  role: string;
}

export function seatsNow(tx: Tx, seats: { principal: { kind: string; id: string }; sessionId?: string }[]): Promise<SeatRow[]> {
  return tx.many<SeatRow>(sql`
    select seat, workspace_id as "workspaceId", name, role
      from people.seats_now(${seats.map(({ principal }) => principal.kind)}::text[], ${seats.map(({ principal }) => principal.id)}::uuid[],
                            ${seats.map(({ sessionId }) => sessionId ?? null)}::text[])`);
}
