/** Forgetting a customer: at once in the truth, soon in every copy, and again whenever they come back. */
import type { Listen, SenderRow } from '#listen';
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import type { Clock } from '#platform/clock';
import { Refusal, z } from '#platform/contract';
import type { Events } from '#platform/events';
import type { NewId } from '#platform/ids';
import type { Jobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import type { Db, Tx } from '#platform/postgres';
import { type Erasure, refusals } from '../contract.ts';
import { peopleErased } from '../events.ts';
import { type Found, findCustomer } from '../find.ts';
import { byPeople, lockIdentity, walk } from '../identity/store/identifiers.ts';
import type { Holder, Subject } from './holders.ts';
import type { ErasureLedger } from './ledger.ts';
import { erasureOf } from './read.ts';
import * as store from './store.ts';
import type { Tombstones } from './tombstones.ts';

export interface EraseDeps {
  db: Db;
  listen: Pick<Listen, 'eraseSenders'>;
  events: Events;
  jobs: Jobs;
  audit: Audit;
  clock: Clock;
  newId: NewId;
  tombstones: Tombstones;
  holders: readonly Holder[];
  ledger: ErasureLedger;
  log: Log;
}

const eraseCopies = {
  name: 'customers.erase_copies',
  // Numbers only: a job's payload must not be the place where a forgotten person lives on.
  payload: z.object({ workspaceId: z.uuid(), erasureId: z.uuid(), senderNos: z.array(z.string()), round: z.number().int() }),
};
const eraseFiles = {
  name: 'customers.erase_files',
  payload: z.object({ workspaceId: z.uuid(), erasureId: z.uuid() }),
};
/** How long files that are still needed are left alone before they are looked at again. */
const filesAgainMs = 300_000;
/** A batch that a lane had read before the erasure may still be on its way into a copy: look again after this long. */
const lookAgainMs = 30_000;
const timeoutMs = 300_000;

export interface Eraser {
  erase(principal: Principal, ref: string, body: { reason: string; confirm: string }): Promise<Erasure>;
  /** What comes late under erased identifiers is removed; answers the numbers that must not be heard. */
  removeLate(tx: Tx, workspaceId: string, fresh: readonly SenderRow[], unknownNos: readonly string[]): Promise<Set<string>>;
  /** After a restore: erases whom the tombstones name and the backup brought back, and keeps them out. Answers how many people. */
  eraseAgain(workspaceId: string, stones: readonly store.Tombstone[]): Promise<number>;
}

export function createEraser(deps: EraseDeps): Eraser {
  const { db, listen, events, jobs, audit, clock, newId, tombstones, holders, ledger, log } = deps;

  async function forget(tx: Tx, found: Found, workspaceId: string, erasureId: string): Promise<void> {
    const subject = subjectOf(workspaceId, found);
    const stones = found.identifiers.map((identifier) => ({
      keyHash: tombstones.hashOf(workspaceId, identifier),
      senderNo: identifier.no,
      senderId: identifier.id,
      erasureId,
    }));
    await store.insertTombstones(tx, workspaceId, stones);
    const removed: store.Removed[] = [];
    for (const holder of holders) {
      const rows = await holder.erase(tx, subject);
      removed.push(...rows.map((each) => ({ holder: holder.name, ...each })));
    }
    const here = await store.eraseHere(tx, workspaceId, subject.senderNos);
    removed.push(...here.map((each) => ({ holder: 'customers', ...each })));
    await store.addRemoved(tx, workspaceId, erasureId, removed);
    await events.tell(tx, workspaceId, peopleErased, { ids: subject.ids });
    await jobs.add(tx, eraseCopies, { workspaceId, erasureId, senderNos: subject.senderNos, round: 0 });
    await lookForFiles(tx, workspaceId, erasureId);
    await store.announceErasure(tx, workspaceId);
    tx.afterCommit(() => keepOutside(workspaceId, stones));
  }

  /** A ledger that cannot be written does not undo an erasure; the next start writes what is missing. */
  function keepOutside(workspaceId: string, stones: readonly store.Tombstone[]): void {
    ledger.keep(workspaceId, stones).catch((error: unknown) => {
      log.error({ err: error }, 'the erasure ledger cannot be written: a restore could bring erased people back');
    });
  }

  /** One look an erasure at a time: asking again moves it. */
  const lookForFiles = (tx: Tx, workspaceId: string, erasureId: string, runAt?: Date) =>
    jobs.add(tx, eraseFiles, { workspaceId, erasureId }, { key: `erase-files:${erasureId}`, ...(runAt && { runAt }) });

  jobs.handle(eraseFiles, async ({ payload: { workspaceId, erasureId } }) => {
    const until = await db.inWorkspace(workspaceId, (tx) => store.filesUntil(tx, workspaceId, erasureId));
    if (until === undefined) return;
    const removed: store.Removed[] = [];
    const waiting: store.Waiting[] = [];
    for (const { name: holder, eraseFiles: erase } of holders) {
      const found = await erase?.(workspaceId, until);
      if (found === undefined) continue;
      removed.push({ holder, store: found.store, rows: found.removed });
      const held = { holder, store: found.store };
      waiting.push(...found.waiting.map(({ name, goneBy }) => ({ ...held, name, goneBy: goneBy.toISOString() })));
    }
    await db.inWorkspace(workspaceId, async (tx) => {
      await store.addRemoved(tx, workspaceId, erasureId, removed);
      await store.setWaiting(tx, workspaceId, erasureId, until, waiting);
      if (waiting.length > 0) await lookForFiles(tx, workspaceId, erasureId, new Date(clock.now() + filesAgainMs));
    });
  });

  jobs.handle(eraseCopies, async ({ payload: { workspaceId, erasureId, senderNos, round } }) => {
    const removed: store.Removed[] = [];
    for (const holder of holders) {
      const rows = (await holder.eraseCopies?.({ workspaceId, senderNos })) ?? [];
      removed.push(...rows.map((each) => ({ holder: holder.name, ...each })));
    }
    const clean = round > 0 && removed.every(({ rows }) => rows === 0);
    await db.inWorkspace(workspaceId, async (tx) => {
      await store.addRemoved(tx, workspaceId, erasureId, removed);
      if (clean) await store.markCopiesGone(tx, workspaceId, erasureId);
      else {
        const runAt = new Date(clock.now() + lookAgainMs);
        await jobs.add(tx, eraseCopies, { workspaceId, erasureId, senderNos, round: round + 1 }, { runAt });
      }
    });
  });

  return {
    async erase(principal, ref, { reason, confirm }) {
      const erasure = await db.inWorkspace(
        principal.workspaceId,
        async (tx) => {
          const { workspaceId } = principal;
          await lockIdentity(tx, workspaceId);
          const found = await findCustomer(tx, tombstones, workspaceId, ref);
          if (found.person.id !== confirm.toLowerCase()) throw new Refusal(refusals.confirmation_differs);
          const id = newId();
          await store.insertErasure(tx, workspaceId, { id, reason, requestedBy: principal.label });
          await forget(tx, found, workspaceId, id);
          await audit.record(tx, principal, {
            action: 'customers.person_erased',
            subject: `person:${found.person.id}`,
            details: { erasureId: id, identifiers: found.identifiers.length },
          });
          const row = await store.erasureById(tx, workspaceId, id);
          if (row === undefined) throw new Error('the proof of an erasure is gone');
          return erasureOf(row);
        },
        { timeoutMs },
      );
      await ledger.written();
      return erasure;
    },

    async removeLate(tx, workspaceId, fresh, unknownNos) {
      const late = await tombstones.among(tx, workspaceId, fresh, unknownNos);
      for (const { senderNo, senderId, stone } of late) {
        const removed = await listen.eraseSenders(tx, workspaceId, [senderNo], []);
        const rows = removed.reduce((sum, each) => sum + each.rows, 0);
        // The number the identifier came back under is forgotten like the first.
        if (senderId !== undefined) {
          const again = [{ ...stone, senderNo, senderId }];
          await store.insertTombstones(tx, workspaceId, again);
          tx.afterCommit(() => keepOutside(workspaceId, again));
        }
        await store.addRemovedLater(tx, workspaceId, stone.erasureId, rows);
        await jobs.add(tx, eraseCopies, { workspaceId, erasureId: stone.erasureId, senderNos: [senderNo], round: 0 });
        await lookForFiles(tx, workspaceId, stone.erasureId);
      }
      return new Set(late.map(({ senderNo }) => senderNo));
    },

    async eraseAgain(workspaceId, stones) {
      // First the stones: whoever is not here, or only in events that were not heard yet, is refused from now on.
      await db.inWorkspace(workspaceId, async (tx) => {
        for (const id of new Set(stones.map(({ erasureId }) => erasureId))) await proveAgain(tx, workspaceId, id);
        await store.insertTombstones(tx, workspaceId, stones);
      });
      const byHash = new Map(stones.map((stone) => [stone.keyHash, stone]));
      const again = new Map<string, string>();
      let after = '0';
      for (;;) {
        const rows = await db.inWorkspace(workspaceId, (tx) => walk(tx, workspaceId, after, 10_000), { readOnly: true });
        for (const row of rows) {
          const stone = byHash.get(tombstones.hashOf(workspaceId, row));
          if (stone !== undefined) again.set(row.personNo, stone.erasureId);
        }
        const last = rows.at(-1);
        if (last === undefined) break;
        after = last.no;
      }
      for (const [personNo, erasureId] of again) {
        await db.inWorkspace(
          workspaceId,
          async (tx) => {
            await lockIdentity(tx, workspaceId);
            const [identifier] = await byPeople(tx, workspaceId, [personNo]);
            if (identifier === undefined) return;
            await forget(tx, await findCustomer(tx, tombstones, workspaceId, identifier.id), workspaceId, erasureId);
          },
          { timeoutMs },
        );
      }
      return again.size;
    },
  };
}

/** The proof of an erasure that the backup does not know of. */
async function proveAgain(tx: Tx, workspaceId: string, id: string): Promise<void> {
  if ((await store.erasureById(tx, workspaceId, id)) !== undefined) return;
  await store.insertErasure(tx, workspaceId, { id, reason: 'Erased before the backup was restored', requestedBy: 'restore' });
}

export function subjectOf(workspaceId: string, { person, identifiers }: Found): Subject {
  return {
    workspaceId,
    ids: [person.id, ...identifiers.map(({ id }) => id).filter((id) => id !== person.id)],
    senderNos: identifiers.map(({ no }) => no),
    identifiers: identifiers.map(({ value }) => value),
  };
}
