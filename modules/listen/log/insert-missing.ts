/** The second look at a batch of reports that may have been sent before. */
import type { ClickHouse } from '#platform/clickhouse';
import { heldAmong, insertEventLines } from '../analytics.ts';
import type { LogRow } from '../store/log.ts';

/** Each after the first stands for a death in the very same moment. */
const mostTries = 5;

interface Sent {
  token: string;
  /** One line an event, in the order of `written`. */
  lines: string;
  written: readonly LogRow[];
}

/**
 * An engine that is killed may have kept the token of a batch and not its rows: the same batch again is then taken for a double.
 * Writes what the copy holds none of, until it holds all; answers how many events it lacked. Nobody else may write meanwhile.
 */
export async function insertMissing(
  clickhouse: ClickHouse,
  workspaceId: string,
  { token, lines, written }: Sent,
): Promise<number> {
  const each = lines.split('\n');
  for (let lacked = 0, again = 1; again <= mostTries; again += 1) {
    const held = await heldAmong(clickhouse, workspaceId, written);
    const missing = written.flatMap(({ id }, at) => (held.has(id) ? [] : `${each[at]}\n`));
    if (missing.length === 0) return lacked;
    lacked = Math.max(lacked, missing.length);
    // A token that is remembered without its rows is of no use either: the next one is another.
    await insertEventLines(clickhouse, missing.join(''), `${token} again ${again}`);
  }
  throw new Error('reports do not keep what is written into them');
}
