/** What is left to do after a restore, done by the first process that starts, before any door opens. */
import { type Db, sql } from '#platform/postgres';

/** Longer than erasing many people may take. */
const longestMs = 3_600_000;

/**
 * Does the work once for each restore that was not settled; processes that start at the same time wait for it. `erasures` are
 * the ledger's lines that were handed to the restore.
 */
export function settleRestore(db: Db, work: (erasures: string) => Promise<void>): Promise<void> {
  return db.inSystem(
    async (tx) => {
      await tx.run(sql`
        select pg_advisory_xact_lock(hashtextextended('platform.restored', 0)),
               set_config('idle_in_transaction_session_timeout', '0', true)`);
      const open = await tx.many<{ id: string; erasures: string }>(sql`
        select id, erasures from platform.restored where settled_at is null order by id`);
      for (const { id, erasures } of open) {
        await work(erasures);
        await tx.run(sql`update platform.restored set settled_at = now(), erasures = '' where id = ${id}`);
      }
    },
    { timeoutMs: longestMs },
  );
}
