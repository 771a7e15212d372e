/**
 * An end in time. What is under way is answered and its connection closed behind the answer: kept alive, as Node keeps it, it
 * would hold the end up for over a minute. Who takes longer than `patienceMs` to send or to read is hung up on.
 */
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Closing {
  /** True from then on: answers say that the connection ends with them. */
  begun(): boolean;
  close(): Promise<void>;
}

/** Requests that were sent and not read yet lie on connections that look idle: they get this long to be seen. */
const drainMs = 150;
const lookEveryMs = 25;

export function closingOf(app: { server: Server; close(): PromiseLike<unknown> }, patienceMs: number): Closing {
  let begun = false;
  return {
    begun: () => begun,
    async close() {
      begun = true;
      await sleep(drainMs);
      const idle = setInterval(() => app.server.closeIdleConnections(), lookEveryMs);
      const patience = setTimeout(() => app.server.closeAllConnections(), patienceMs);
      try {
        await app.close();
      } finally {
        clearInterval(idle);
        clearTimeout(patience);
      }
    },
  };
}
