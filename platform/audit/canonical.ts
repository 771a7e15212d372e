/**
 * JSON in one spelling only: RFC 8785 (JCS). Keys sorted by UTF-16 units, no white space, numbers and strings as ECMAScript
 * writes them, so that anyone can compute an audit hash again from an export, without this database.
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map((item) => canonical(item ?? null)).join(',')}]`;
  }
  if (value !== null && typeof value === 'object') {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`);
    return `{${fields.join(',')}}`;
  }
  const text = JSON.stringify(value);
  if (text === undefined || (typeof value === 'number' && !Number.isFinite(value))) {
    throw new TypeError(`${typeof value} has no place in JSON`);
  }
  return text;
}
