/** Since when two identifiers are known to be one person: the latest link on the earliest-complete way between them. */
export interface DatedLink {
  a: string;
  b: string;
  /** Milliseconds. */
  at: number;
}

/** Joins in order of time (Kruskal): the link that first connects two identifiers dates their being one. */
export function joinedSinceOf(links: readonly DatedLink[]): (a: string, b: string) => number {
  const inOrder = [...links].sort((x, y) => x.at - y.at);
  return (a, b) => {
    if (a === b) return Number.NEGATIVE_INFINITY;
    const parent = new Map<string, string>();
    const rootOf = (node: string): string => {
      let root = node;
      for (let next = parent.get(root); next !== undefined; next = parent.get(root)) root = next;
      return root;
    };
    for (const link of inOrder) {
      const [left, right] = [rootOf(link.a), rootOf(link.b)];
      if (left !== right) parent.set(left, right);
      if (rootOf(a) === rootOf(b)) return link.at;
    }
    return Number.POSITIVE_INFINITY;
  };
}
