/** SQL of consent: every word is kept, said again or not: each is evidence. */
import { sql, type Tx } from '#platform/postgres';
import type { ConsentWord } from './rules/consent.ts';

export interface ConsentRow extends ConsentWord {
  purpose: string;
  /** Undefined: it still holds for this identifier. */
  until: number | undefined;
  evidence: string | null;
  sourceId: string | null;
  eventId: string | null;
  editor: string | null;
}

export type NewConsent = Omit<ConsentRow, 'until'>;

interface Stored extends Omit<ConsentRow, 'at' | 'until'> {
  at: Date;
  until: Date | null;
}

const columns = sql`sender_no as "senderNo", trusted, purpose, lower(during) as at, upper(during) as until, status, evidence,
  source_id as "sourceId", event_id as "eventId", editor`;
const rowOf = ({ at, until, ...row }: Stored): ConsentRow => ({ ...row, at: at.getTime(), until: until?.getTime() });

/** Everything these identifiers ever said, newest first. */
export async function consentsOf(tx: Tx, workspaceId: string, senderNos: readonly string[]): Promise<ConsentRow[]> {
  const rows = await tx.many<Stored>(sql`
    select ${columns} from customers.consent
     where workspace_id = ${workspaceId} and sender_no = any(${senderNos}::bigint[]) order by lower(during) desc, sender_no`);
  return rows.map(rowOf);
}

/**
 * Adds one word where it belongs in time: it ends the word before it and lasts until the word after it. Of two words at one
 * instant the no stands, whichever came first.
 */
export async function keepConsent(tx: Tx, workspaceId: string, word: NewConsent): Promise<void> {
  const track = sql`workspace_id = ${workspaceId} and sender_no = ${word.senderNo} and trusted = ${word.trusted}
                    and purpose = ${word.purpose}`;
  const at = sql`to_timestamp(${word.at}::float8 / 1000)`;
  const same = await tx.maybe<{ status: string }>(sql`
    select status from customers.consent where ${track} and lower(during) = ${at}`);
  if (same !== undefined) {
    if (same.status === 'granted' && word.status === 'denied') {
      await tx.run(sql`
        update customers.consent set status = 'denied', evidence = ${word.evidence}, source_id = ${word.sourceId},
               event_id = ${word.eventId}, editor = ${word.editor}
         where ${track} and lower(during) = ${at}`);
    }
    return;
  }
  await tx.run(sql`
    update customers.consent set during = tstzrange(lower(during), ${at}) where ${track} and during @> ${at}`);
  await tx.run(sql`
    insert into customers.consent (workspace_id, sender_no, trusted, purpose, during, status, evidence, source_id, event_id, editor)
    select ${workspaceId}, ${word.senderNo}, ${word.trusted}, ${word.purpose},
           tstzrange(${at}, (select min(lower(during)) from customers.consent where ${track} and lower(during) > ${at})),
           ${word.status}, ${word.evidence}, ${word.sourceId}, ${word.eventId}, ${word.editor}`);
}
