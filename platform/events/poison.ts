/**
 * Data that cannot be stored (SQLSTATE class 22, or 54: larger than an index or a row can be) or read lies in an event and will
 * fail again; a lost connection, a deadlock or a full disk does not, and is tried again.
 */
export function liesInTheData(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return /^(22|54)/.test(code) || error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError;
}
