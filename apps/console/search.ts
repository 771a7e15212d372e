/** The query part of an address as plain text: `?kind=track&kind=page`, readable and typeable, never JSON in quotes. */
export type Search = Record<string, string | string[]>;

export function parseSearch(text: string): Search {
  const search: Search = {};
  const read = new URLSearchParams(text);
  for (const key of new Set(read.keys())) {
    const values = read.getAll(key);
    search[key] = values.length > 1 ? values : (values[0] ?? '');
  }
  return search;
}

export function stringifySearch(search: Record<string, unknown>): string {
  const write = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') write.append(key, String(one));
    }
  }
  const text = write.toString();
  return text && `?${text}`;
}
