import type { Log } from '#platform/log';
import type { Db } from '#platform/postgres';
import * as store from './store.ts';

const beatMs = 5_000;

export interface SignsOfLife {
  /** From now on jobs may be held under this name. */
  add(name: string): void;
  /** Jobs are no longer held under any name: what still is, others may take over without waiting. */
  leave(): Promise<void>;
  stop(): void;
}

/** Says that this process lives, and gives back what processes hold that have stopped saying so. */
export function startSignsOfLife({ db, log, deadMs }: { db: Db; log: Log; deadMs: number }): SignsOfLife {
  const names = new Set<string>();
  let round: Promise<void> | undefined;

  async function quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.warn({ err: error }, 'Could not give a sign of life; trying again');
    }
  }

  function beat(): void {
    round = quietly(() =>
      db.inSystem(async (tx) => {
        for (const name of names) {
          await store.beat(tx, name);
        }
        const freed = await store.reap(tx, deadMs);
        if (freed.length > 0) {
          log.warn({ runners: freed }, 'Gave back the jobs of runners that died');
        }
      }),
    );
  }
  const rounds = setInterval(beat, Math.min(beatMs, deadMs / 3));

  return {
    add(name) {
      names.add(name);
      beat();
    },
    async leave() {
      const gone = [...names];
      names.clear();
      await round;
      await quietly(() =>
        db.inSystem(async (tx) => {
          for (const name of gone) {
            await store.leave(tx, name);
          }
        }),
      );
    },
    stop: () => clearInterval(rounds),
  };
}
