import { defineRefusals, Refusal } from '#platform/contract';

export const refusals = defineRefusals('postgres', {
  overloaded: {
    status: 503,
    title: 'The database has no connection free',
    cure: 'Try again after the time in "Retry-After".',
  },
  unavailable: {
    status: 503,
    title: 'The database cannot be reached right now',
    cure: 'Try again after the time in "Retry-After"; GET /health/ready says when it is back.',
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
const queued = 'timeout exceeded when trying to connect';

/**
 * Turns the loss of the database into a refusal a caller can act on; every other error stays as it is.
 * After a loss during commit nobody knows whether it committed: callers repeat with the same key.
 */
export function explainLoss(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Refusal) return error;
  if (error.message === queued) return because(new Refusal(refusals.overloaded), error);
  const { code } = error as { code?: unknown };
  const lost = typeof code === 'string' ? away.test(code) : awayMessage.test(error.message);
  return lost ? because(new Refusal(refusals.unavailable), error) : error;
}

function because(refusal: Refusal, cause: Error): Refusal {
  refusal.cause = cause;
  return refusal;
}
