/** An engine killed in the worst moment of an insert. */
import { type ClickHouse, ClickHouseUnavailable } from '#platform/clickhouse';

/**
 * `clickhouse` on an engine that is killed once, in the middle of the next insert into `table`: it keeps the token of the batch,
 * not the rows. No test could meet that instant, so the rows of the batch are taken out afterwards; `rows` is SQL that is true
 * of them (or of some: a batch of several months is several parts), and of nothing that was there before.
 */
export function killedAmid(clickhouse: ClickHouse, table: string, rows: string): { clickhouse: ClickHouse; killed(): boolean } {
  let alive = true;
  return {
    killed: () => !alive,
    clickhouse: {
      ...clickhouse,
      async insert(...asked) {
        await clickhouse.insert(...asked);
        if (!alive || asked[0] !== table) return;
        alive = false;
        await clickhouse.command(`alter table ${table} delete where ${rows} settings mutations_sync = 2`);
        throw new ClickHouseUnavailable('connection lost');
      },
    },
  };
}
