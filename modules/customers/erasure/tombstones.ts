/** Knows who was erased: answers 410 for them, and recognises what comes later under their identifiers. */
import type { SenderRow } from '#listen';
import { Refusal } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import { refusals } from '../contract.ts';
import type { NamedIdentifier } from '../identity/rules/identifiers.ts';
import { tombstoneOf } from './rules/tombstone.ts';
import { type Tombstone, tombstoneOfId, tombstonesAmong } from './store.ts';

export interface LateComer {
  senderNo: string;
  /** Undefined when the sender itself is gone: only its number came back. */
  senderId: string | undefined;
  stone: Tombstone;
}

export interface Tombstones {
  hashOf(workspaceId: string, name: NamedIdentifier): string;
  /** Throws `erased` when this was the id of somebody erased. */
  refuseId(tx: Tx, workspaceId: string, id: string): Promise<void>;
  refuseName(tx: Tx, workspaceId: string, name: NamedIdentifier): Promise<void>;
  /** Those of these senders (new ones, and numbers whose sender is gone) who were erased. */
  among(tx: Tx, workspaceId: string, fresh: readonly SenderRow[], unknownNos: readonly string[]): Promise<LateComer[]>;
}

export function createTombstones(key: Buffer): Tombstones {
  const hashOf = (workspaceId: string, name: NamedIdentifier) => tombstoneOf(key, workspaceId, name);
  const refuse = (erasureId: string) => {
    throw new Refusal(refusals.erased, { detail: `Erased; the proof is erasure ${erasureId}.`, extra: { erasureId } });
  };
  return {
    hashOf,
    async refuseId(tx, workspaceId, id) {
      const stone = await tombstoneOfId(tx, workspaceId, id);
      if (stone !== undefined) refuse(stone.erasureId);
    },
    async refuseName(tx, workspaceId, name) {
      const [stone] = await tombstonesAmong(tx, workspaceId, [hashOf(workspaceId, name)], []);
      if (stone !== undefined) refuse(stone.erasureId);
    },
    async among(tx, workspaceId, fresh, unknownNos) {
      if (fresh.length === 0 && unknownNos.length === 0) return [];
      const hashes = new Map(fresh.map((sender) => [hashOf(workspaceId, sender), sender]));
      const stones = await tombstonesAmong(tx, workspaceId, [...hashes.keys()], unknownNos);
      return stones.flatMap((stone): LateComer[] => {
        const back = hashes.get(stone.keyHash);
        if (back !== undefined) return [{ senderNo: back.no, senderId: back.id, stone }];
        return unknownNos.includes(stone.senderNo) ? [{ senderNo: stone.senderNo, senderId: undefined, stone }] : [];
      });
    },
  };
}
