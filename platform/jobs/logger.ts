import { Logger } from 'graphile-worker';
import type { Log } from '#platform/log';

/** graphile-worker's log lines as ours. Its "info" is every single job, which is our "debug". */
export function loggerFor(log: Log): Logger {
  const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const;
  return new Logger((scope) => (level, message, meta) => {
    // Its meta of an error carries whole pools and clients; the message says what happened.
    const error = meta?.error;
    log[levels[level]]({ ...scope, ...(error instanceof Error && { err: error }) }, message);
  });
}
