/**
 * Places where a crash would hurt most, by name, so that tests can make it happen exactly there. Inert unless the operator of a
 * test arms them with `VERONA_FAULTS`, a list such as `after-commit-before-ack=kill@3,ack-before-commit=on`:
 * `kill@3` ends the process (as `kill -9` does) when the point is passed for the third time; `on` plants a named bug.
 */
export type FaultPoint =
  | 'after-commit-before-ack'
  | 'after-intent-before-insert'
  | 'after-insert-before-cursor'
  | 'identity-before-commit'
  | 'restore-before-commit';

/** Bugs that tests plant to prove that they would be found. */
export type PlantedBug = 'ack-before-commit';

const passages = new Map<string, number>();
const planted = new Set<string>();

/** Called once at start. Throws for a text that is not understood: a fault test that tests nothing must not pass. */
export function armFaults(text: string): void {
  for (const part of text.split(',').filter(Boolean)) {
    const [, name = '', kill] = /^([a-z-]+)=(?:on|kill@([1-9]\d*))$/.exec(part) ?? [];
    if (name === '') throw new Error(`VERONA_FAULTS: "${part}" is neither <point>=kill@<n> nor <bug>=on`);
    if (kill === undefined) planted.add(name);
    else passages.set(name, Number(kill));
  }
}

/** Marks a place. Where it is armed the process never comes back from it. */
export async function faultPoint(name: FaultPoint): Promise<void> {
  if (passages.size === 0) return;
  const left = (passages.get(name) ?? 0) - 1;
  passages.set(name, left);
  if (left !== 0) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal is delivered at once, but not before this line.
  await new Promise(() => {});
}

/** Whether a bug was planted. Always false outside of tests. */
export const hasPlantedBug = (name: PlantedBug): boolean => planted.has(name);
