/** Writes down what clients asked and were told, by one clock, to be judged afterwards. */
import type { Call } from './checker.ts';

export interface Recorder<Op, Out> {
  readonly calls: readonly Call<Op, Out>[];
  /**
   * Makes a call and writes it down. A call that throws has an unknown outcome: it may have taken effect, or may yet. What is a
   * clear refusal must therefore be answered as an outcome, not thrown.
   */
  record<T extends Out>(client: string, subject: string, op: Op, call: () => Promise<T>): Promise<T>;
  /** Something that happens without a caller (a timer of the server): from now on it may take effect, at any time or never. */
  mayHappen(client: string, subject: string, op: Op): void;
}

export function createRecorder<Op, Out>(clock: () => number = () => performance.now()): Recorder<Op, Out> {
  const calls: Call<Op, Out>[] = [];
  const write = (client: string, subject: string, op: Op): Call<Op, Out> => {
    const call: Call<Op, Out> = { client, subject, op, invokedAt: clock(), returnedAt: Number.POSITIVE_INFINITY, out: null };
    calls.push(call);
    return call;
  };
  return {
    calls,
    async record(client, subject, op, make) {
      const call = write(client, subject, op);
      const out = await make();
      call.returnedAt = clock();
      call.out = out;
      return out;
    },
    mayHappen: (client, subject, op) => void write(client, subject, op),
  };
}
