/** Work that must not crowd out other work: so much at once, the rest in the order it came. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

export function createTurns(atOnce: number): InTurn {
  const waiting: (() => void)[] = [];
  let busy = 0;
  return async (work) => {
    if (busy < atOnce) busy += 1;
    else await new Promise<void>((go) => waiting.push(go));
    try {
      return await work();
    } finally {
      // The turn is handed on; only the last one gives it back.
      const next = waiting.shift();
      if (next) next();
      else busy -= 1;
    }
  };
}
