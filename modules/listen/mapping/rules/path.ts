/** Reading a value at a path. Only a record's own fields are seen, so `constructor` or `__proto__` reach nothing (D13). */

/** What an expression may look at. */
export interface Scope {
  record: unknown;
  /** Inside `each`: the item at hand. */
  item?: unknown;
  /** A webhook's request headers, lower case. */
  headers?: Record<string, string> | undefined;
}

/** The keys of a path that `pathPattern` accepts: `items[0].sku` → items, 0, sku. */
function keysOf(path: string): string[] {
  const keys: string[] = [];
  for (const found of path.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/gu)) keys.push(found[1] ?? found[2] ?? found[3] ?? '');
  return keys;
}

function own(holder: unknown, key: string): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key)) return undefined;
  return (holder as Record<string, unknown>)[key];
}

/** A function that reads the path; missing is undefined. `withItem` makes `item` mean the item of an `each`. */
export function compilePath(path: string, withItem: boolean): (scope: Scope) => unknown {
  const [first = '', ...rest] = keysOf(path);
  const quoted = path.startsWith('[');
  const root = quoted ? undefined : rootOf(first, withItem);
  if (root) return rest.length === 0 ? root : (scope) => rest.reduce(own, root(scope));
  if (rest.length === 0) return (scope) => own(scope.record, first);
  return (scope) => rest.reduce(own, own(scope.record, first));
}

function rootOf(key: string, withItem: boolean): ((scope: Scope) => unknown) | undefined {
  if (key === '$') return (scope) => scope.record;
  if (key === '$headers') return (scope) => scope.headers;
  if (key === 'item' && withItem) return (scope) => scope.item;
  return undefined;
}
