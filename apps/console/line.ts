/** A line to wait in: so many pieces of work at once, the others in the order they came. Whoever goes away leaves the line. */
export type Line = <Result>(signal: AbortSignal, work: () => Promise<Result>) => Promise<Result>;

export function createLine(most: number): Line {
  const waiting: (() => void)[] = [];
  let working = 0;

  const turn = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const leave = () => {
        waiting.splice(waiting.indexOf(go), 1);
        reject(signal.reason);
      };
      const go = () => {
        signal.removeEventListener('abort', leave);
        working += 1;
        resolve();
      };
      if (working < most) return go();
      waiting.push(go);
      signal.addEventListener('abort', leave, { once: true });
    });

  return async (signal, work) => {
    await turn(signal);
    try {
      return await work();
    } finally {
      working -= 1;
      waiting.shift()?.();
    }
  };
}
