/** From what happened to who is told: the log of accepted events and the house's own events become waiting messages. */
import { cursorOf, type Events, type Lane, moveCursor } from '#platform/events';
import type { Db } from '#platform/postgres';
import { type NewDelivery, queue } from '../store/deliveries.ts';
import { listening } from '../store/endpoints.ts';
import { anyAfter, type Heard, heardAfter } from '../store/log.ts';
import { compileMatcher } from './rules/match.ts';
import { messageOf, typeOfKind } from './rules/message.ts';

const laneName = 'listen.webhooks_out';
const batchSize = 1_000;

interface FanOutDeps {
  db: Db;
  /** Messages wait in this workspace. */
  wake(workspaceId: string): void;
}

/** Accepted events. Where nobody listens the cursor stays where it is: who comes later starts at its own beginning. */
export function fanOutLane({ db, wake }: FanOutDeps): Lane {
  return {
    name: laneName,
    channel: 'listen.accepted',
    sweepMs: 10_000,
    restMs: 100,
    step: async (workspaceId) => {
      const anybody = await db.inWorkspace(workspaceId, (tx) => listening(tx, workspaceId), { readOnly: true });
      if (anybody.length === 0) return false;
      return db.inWorkspace(workspaceId, async (tx) => {
        const cursor = await cursorOf(tx, workspaceId, laneName);
        if (!cursor) return false;
        const endpoints = (await listening(tx, workspaceId)).map(({ id, events, sinceTx }) => ({
          id,
          wants: compileMatcher(events),
          since: BigInt(sinceTx),
        }));
        const [first] = endpoints;
        if (!first) return false;
        const from = String(first.since);
        const rows = await heardAfter(tx, workspaceId, cursor, from, batchSize);
        const last = rows.at(-1);
        if (!last) return (await anyAfter(tx, workspaceId, cursor, from)) ? 'later' : false;
        const deliveries = endpoints.flatMap(({ id, wants, since }) =>
          rows
            .filter((row) => BigInt(row.tx) >= since && wants({ type: typeOfKind(row.kind), name: row.name }))
            .map((row) => deliveryOf(id, row)),
        );
        await queue(tx, workspaceId, deliveries);
        await moveCursor(tx, workspaceId, laneName, last);
        if (deliveries.length > 0) tx.afterCommit(() => wake(workspaceId));
        return true;
      });
    },
  };
}

const deliveryOf = (endpointId: string, { kind, name, day, keyHash }: Heard): NewDelivery => ({
  endpointId,
  type: typeOfKind(kind),
  name,
  event: { day, keyHash },
});

/** What the house itself did. `types` are those that may leave it. */
export function tellDomainEvents({ events, types, wake }: { events: Events; types: string[]; wake: FanOutDeps['wake'] }): void {
  events.subscribe({
    name: 'listen.webhooks_domain',
    types,
    async handle(tx, { workspaceId, type, at, data }) {
      const endpoints = await listening(tx, workspaceId);
      const told = endpoints.filter(({ since, events: wanted }) => at >= since && compileMatcher(wanted)({ type, name: '' }));
      if (told.length === 0) return;
      const payload = messageOf(type, at, data);
      await queue(
        tx,
        workspaceId,
        told.map(({ id }) => ({ endpointId: id, type, name: '', payload })),
      );
      tx.afterCommit(() => wake(workspaceId));
    },
  });
}
