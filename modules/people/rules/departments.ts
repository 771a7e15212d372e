/** The tree of departments. */

export interface Node {
  id: string;
  parentId: string | null;
}

/** Would the department lie inside itself under this parent? */
export function insideItself(tree: readonly Node[], departmentId: string, parentId: string | null): boolean {
  const parents = new Map(tree.map((node) => [node.id, node.parentId]));
  const seen = new Set<string>();
  for (let at = parentId; at !== null && !seen.has(at); at = parents.get(at) ?? null) {
    if (at === departmentId) return true;
    seen.add(at);
  }
  return false;
}
