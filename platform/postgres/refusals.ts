import { defineRefusals, Refusal } from '#platform/contract';

export const refusals = defineRefusals('postgres', {
  overloaded: {
    status: 503,
    title: 'The database has no connection or no memory free',
    cure: 'Try again after the time in "Retry-After".',
  },
  unavailable: {
    status: 503,
    title: 'The database cannot be reached right now',
    cure: 'Try again after the time in "Retry-After"; GET /health/ready says when it is back.',
  },
  disk_full: {
    status: 507,
    title: 'The disk of the database is full',
    cure: 'The operator has to make room; it goes on by itself then. Try again after the time in "Retry-After".',
  },
  no_such_workspace: {
    status: 400,
    title: 'No such workspace',
    cure: 'GET /api/people/me lists your workspaces.',
  },
});

/** SQLSTATEs of a server that is not there: connection exceptions (08), shutting down or starting (57P0x), too many clients. */
const away = /^(08...|57P0[1-5]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH)$/;
/** pg reports these without a code. */
const awayMessage = /^(Connection terminated|Query read timeout|Client has encountered a connection error)/;
/** `disk_full` */
const diskFull = '53100';
/** `out_of_memory`: of this one query, usually; the server goes on. */
const outOfMemory = '53200';
const queued = 'timeout exceeded when trying to connect';

/**
 * Turns the loss of the database into a refusal a caller can act on; every other error stays as it is.
 * After a loss during commit nobody knows whether it committed: callers repeat with the same key.
 */
export function explainLoss(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Refusal) return error;
  const code = 'code' in error ? error.code : undefined;
  if (error.message === queued || code === outOfMemory) return because(new Refusal(refusals.overloaded), error);
  if (code === diskFull) return because(new Refusal(refusals.disk_full), error);
  return isLoss(error) ? because(new Refusal(refusals.unavailable), error) : error;
}

/** Whether the connection this came from is gone, or as good as gone. */
export function isLoss(error: unknown): error is Error {
  if (!(error instanceof Error) || error instanceof Refusal) return false;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? away.test(code) : awayMessage.test(error.message);
}

function because(refusal: Refusal, cause: Error): Refusal {
  refusal.cause = cause;
  return refusal;
}
