/** SQL that keeps one failure from its neighbours. */
import { liesInTheData } from '#platform/events';
import { sql, type Tx } from '#platform/postgres';

/** What cannot be stored is undone alone: one poisoned event does not stop the others. What may pass is thrown, and tried again. */
export async function alone(tx: Tx, work: () => Promise<unknown>, poisoned: (error: unknown) => void): Promise<void> {
  await tx.run(sql`savepoint evidence`);
  try {
    await work();
    await tx.run(sql`release savepoint evidence`);
  } catch (error) {
    if (!liesInTheData(error)) throw error;
    await tx.run(sql`rollback to savepoint evidence`);
    poisoned(error);
  }
}
