/**
 * The erasure ledger: every tombstone, also in a file outside Postgres. A backup brings back whoever was erased after it was
 * taken; the ledger does not go back with it, and names them. It holds keyed hashes and numbers, nothing of a person.
 *
 * Append-only, one line a tombstone, on the disk before the erasure is answered. What a crash kept from being written is added
 * at the next start, from the tombstones in Postgres.
 */
import { appendFile, readFile } from 'node:fs/promises';
import { z } from '#platform/contract';
import type { Log } from '#platform/log';
import type { Tombstone } from './store.ts';

const line = z.object({
  workspaceId: z.uuid(),
  keyHash: z.string().regex(/^[0-9a-f]{64}$/),
  senderNo: z.string().regex(/^\d+$/),
  senderId: z.uuid(),
  erasureId: z.uuid(),
});

export interface ErasureLedger {
  /** Resolves when the lines are on the disk; those that stand there already are not written twice. */
  keep(workspaceId: string, stones: readonly Tombstone[]): Promise<void>;
  /** Resolves when everything asked for so far is on the disk, or has failed. */
  written(): Promise<void>;
}

/** Tombstones by workspace. Lines that are cut or not of a ledger are refused: a silent gap would bring somebody back. */
export function readErasures(text: string): Map<string, Tombstone[]> {
  const found = new Map<string, Tombstone[]>();
  for (const [at, each] of text.split('\n').entries()) {
    if (each.trim() === '') continue;
    const parsed = line.safeParse(parse(each));
    if (!parsed.success) throw new Error(`line ${at + 1} is not of an erasure ledger`);
    const { workspaceId, ...stone } = parsed.data;
    found.set(workspaceId, [...(found.get(workspaceId) ?? []), stone]);
  }
  return found;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function createErasureLedger(file: string, log: Log): ErasureLedger {
  const keyOf = (workspaceId: string, { keyHash, senderNo }: Tombstone) => `${workspaceId} ${keyHash} ${senderNo}`;
  let written: Promise<Set<string>> | undefined;
  let last: Promise<void> = Promise.resolve();

  /** A line that a crash cut is passed over here (its tombstone is written again), and ends where the next one begins. */
  async function open(): Promise<Set<string>> {
    const text = await readFile(file, 'utf8').catch(() => '');
    const known = new Set<string>();
    for (const each of text.split('\n')) {
      const parsed = line.safeParse(parse(each));
      if (parsed.success) known.add(keyOf(parsed.data.workspaceId, parsed.data));
    }
    if (text !== '' && !text.endsWith('\n')) {
      log.warn({ file }, 'the last line of the erasure ledger was cut; it is completed');
      await appendFile(file, '\n');
    }
    return known;
  }

  async function write(workspaceId: string, stones: readonly Tombstone[]): Promise<void> {
    written ??= open();
    const known = await written;
    const fresh = stones.filter((stone) => !known.has(keyOf(workspaceId, stone)));
    if (fresh.length === 0) return;
    const text = fresh.map(({ keyHash, senderNo, senderId, erasureId }) =>
      JSON.stringify({ workspaceId, keyHash, senderNo, senderId, erasureId }),
    );
    await appendFile(file, `${text.join('\n')}\n`, { mode: 0o600, flush: true });
    for (const stone of fresh) known.add(keyOf(workspaceId, stone));
  }

  return {
    keep(workspaceId, stones) {
      const next = last.then(() => write(workspaceId, stones));
      last = next.catch(() => {});
      return next;
    },
    written: () => last,
  };
}
