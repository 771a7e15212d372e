/** SQL of what findings stand on, beside words. */
import { sql, type Tx } from '#platform/postgres';
import type { Dimension, EvidenceKind, EvidencePiece } from '../../contract.ts';

export interface SupportRow {
  id: string;
  findingId: string;
  kind: EvidenceKind;
  dimension: Dimension;
  title: string;
  reference: string | null;
  question: string | null;
  link: string | null;
  amount: number | null;
  currency: string | null;
  method: string | null;
  note: string;
  by: string;
  at: Date;
  gone: boolean;
}

/**
 * What is named in the house is called as it is called now; a kept question counts while everybody may open it, a sheet until it is
 * withdrawn.
 */
export const supportOf = (tx: Tx, workspaceId: string, findingIds: readonly string[]): Promise<SupportRow[]> =>
  tx.many(sql`
    select s.id, s.finding_id as "findingId", s.kind, s.dimension, coalesce(t.name, m.name, v.title, c.name, s.title) as title, s.reference,
           s.question, s.link, s.amount, s.currency, s.method, s.note, s.by_name as by, s.at,
           (s.kind in ('theme', 'metric', 'view', 'scenario') or s.kind = 'audit' and s.reference is not null)
             and coalesce(t.id, m.id, v.id, c.id, a.id) is null as gone
      from measure.finding_support s
      left join measure.theme t on s.kind = 'theme' and t.workspace_id = s.workspace_id and t.id::text = s.reference
      left join measure.metric m on s.kind = 'metric' and m.workspace_id = s.workspace_id and m.id::text = s.reference
      left join measure.view v on s.kind = 'view' and v.workspace_id = s.workspace_id and v.id::text = s.reference and v.shared
      left join measure.scenario c on s.kind = 'scenario' and c.workspace_id = s.workspace_id and c.id::text = s.reference
      left join measure.audit_sheet a on s.kind = 'audit' and a.workspace_id = s.workspace_id and a.id::text = s.reference
                                     and a.withdrawn_at is null
     where s.workspace_id = ${workspaceId} and s.finding_id = any(${[...findingIds]}::uuid[]) order by s.at, s.id`);

export const pieceOf = ({ amount, currency, method, findingId: _of, at, ...row }: SupportRow): EvidencePiece => ({
  ...row,
  money: amount === null || currency === null || method === null ? null : { amount, currency, method },
  at: at.toISOString(),
});

export type NewSupport = Omit<SupportRow, 'at' | 'gone'>;

export async function insertSupport(tx: Tx, workspaceId: string, row: NewSupport): Promise<void> {
  await tx.run(sql`
    insert into measure.finding_support (workspace_id, finding_id, id, kind, dimension, title, reference, question, link,
                                         amount, currency, method, note, by_name)
    values (${workspaceId}, ${row.findingId}, ${row.id}, ${row.kind}, ${row.dimension}, ${row.title}, ${row.reference},
            ${row.question}, ${row.link}, ${row.amount}, ${row.currency}, ${row.method}, ${row.note}, ${row.by})`);
}

export const countSupport = async (tx: Tx, workspaceId: string, findingId: string): Promise<number> =>
  (
    await tx.one<{ count: number }>(sql`
      select count(*)::float8 as count from measure.finding_support
       where workspace_id = ${workspaceId} and finding_id = ${findingId}`)
  ).count;

/** What it was; undefined when there is none. */
export const deleteSupport = (
  tx: Tx,
  workspaceId: string,
  findingId: string,
  id: string,
): Promise<{ kind: string; dimension: string; title: string } | undefined> =>
  tx.maybe(sql`
    delete from measure.finding_support where workspace_id = ${workspaceId} and finding_id = ${findingId} and id = ${id}
    returning kind, dimension, title`);
