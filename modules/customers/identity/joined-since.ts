/** Since when identifiers of one person are known to be one, from the links and merges that hold. */
import type { Tx } from '#platform/postgres';
import { type DatedLink, joinedSinceOf } from './rules/joined-since.ts';
import { decisionsAbout, linksAmong } from './store/graph.ts';

export async function joinedSinceIn(
  tx: Tx,
  workspaceId: string,
  nos: readonly string[],
): Promise<(a: string, b: string) => number> {
  const links = await linksAmong(tx, workspaceId, nos);
  const decisions = await decisionsAbout(tx, workspaceId, nos);
  const seen: DatedLink[] = links
    .filter((link) => link.refused === null)
    .map(({ a, b, firstAt }) => ({ a, b, at: firstAt.getTime() }));
  for (const { kind, groups, at } of decisions) {
    if (kind !== 'merge') continue;
    const [first, ...rest] = groups.flat();
    // Chained: all of a merge are one from the same moment.
    if (first !== undefined) seen.push(...rest.map((b) => ({ a: first, b, at: at.getTime() })));
  }
  return joinedSinceOf(seen);
}
