/** How a verb ends badly: one line that says what to do, on stderr, and exit code 1. The stack only when asked for. */
export function failWith(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`verona: ${message}\n`);
  if (process.env.VERONA_LOG === 'debug' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exit(1);
}
