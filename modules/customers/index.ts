/** Customers: who said it, what they allow, and what is known of them, then and now. */
import { join } from 'node:path';
import type { Listen } from '#listen';
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import type { ClickHouse } from '#platform/clickhouse';
import type { Clock } from '#platform/clock';
import type { Events, Lanes } from '#platform/events';
import type { Bind } from '#platform/http';
import type { NewId } from '#platform/ids';
import type { Jobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import type { Db, Tx } from '#platform/postgres';
import type { Realtime } from '#platform/realtime';
import type { Secrets } from '#platform/secrets';
import { erasePersonOf, personOf } from './analytics.ts';
import { readConsent } from './consent/read.ts';
import { type CustomerSummary, recognised, type Segment } from './contract.ts';
import { writeCopiesAnew } from './copies-anew.ts';
import { type Behind, behind } from './directory/store.ts';
import { summaryOf } from './directory/summary.ts';
import { createEraser } from './erasure/erase.ts';
import { type Holder, listenHolder, type Subject } from './erasure/holders.ts';
import { createErasureLedger, readErasures } from './erasure/ledger.ts';
import { allTombstones } from './erasure/store.ts';
import { createTombstones } from './erasure/tombstones.ts';
import { findCustomer } from './find.ts';
import { copyLane } from './identity/copy-lane.ts';
import { hear } from './identity/hear.ts';
import { forgettingLane, identityLane } from './identity/lane.ts';
import { createMemory } from './identity/memory.ts';
import { createSettings } from './identity/settings.ts';
import { byPeople, ownersOf } from './identity/store/identifiers.ts';
import { people } from './identity/store/people.ts';
import { bindRoutes } from './routes.ts';
import { inSegment } from './segments/analytics.ts';
import { segmentsHolder } from './segments/holder.ts';
import type { Listed } from './segments/lists.ts';
import { createSegments } from './segments/segments.ts';
import { allSegments } from './segments/store/segments.ts';

export interface CustomersDeps {
  db: Db;
  clickhouse: ClickHouse;
  events: Events;
  lanes: Lanes;
  jobs: Jobs;
  audit: Audit;
  realtime: Realtime;
  bind: Bind;
  secrets: Pick<Secrets, 'derive'>;
  clock: Clock;
  newId: NewId;
  log: Log;
  listen: Listen;
  /** Where the erasure ledger is kept. */
  dataDir: string;
}

/** What later rooms may ask of customers. */
export interface Customers {
  /** Who an id or `type:value` is now. Throws `customers.no_such_customer` or `customers.erased`. */
  find(tx: Tx, workspaceId: string, ref: string): Promise<CustomerSummary & { senderNos: string[] }>;
  /** Every sender who is the same customer as this one, by number, itself included; whoever is not known yet stands alone. */
  sendersTogether(tx: Tx, workspaceId: string, senderNo: string): Promise<string[]>;
  /** The customers behind these senders; whoever is not known yet is left out. */
  behind(tx: Tx, workspaceId: string, senderNos: readonly string[]): Promise<Map<string, Behind>>;
  /** Whether the customer behind these senders allowed one of these purposes; a no to any of them is a no. */
  allows(
    tx: Tx,
    workspaceId: string,
    senderNos: readonly string[],
    purposes: readonly string[],
  ): Promise<'granted' | 'denied' | 'unknown'>;
  segmentName(tx: Tx, workspaceId: string, id: string): Promise<string | undefined>;
  /** Customers by the numbers ClickHouse knows them by, also by numbers from before a merge. Unknown ones are left out. */
  describePeople(workspaceId: string, nos: readonly string[]): Promise<Map<string, CustomerSummary>>;
  /** ClickHouse SQL for the person a sender column of `listen_events` belongs to. */
  personOf(sender: string): string;
  /** ClickHouse SQL that is true of senders whose person is in the segment now, with the values it binds. */
  inSegment(sender: string, workspaceId: string, segmentId: string): { sql: string; params: Record<string, unknown> };
  /**
   * Keeps the people behind a figure as a segment. Throws `customers.list_too_long`, `customers.nobody_to_list`,
   * `customers.segment_name_taken` and `customers.too_many_segments`.
   */
  keepList(principal: Principal, listed: Listed): Promise<Segment>;
  /** Whoever keeps something about customers registers here, once: it becomes part of every export and erasure. */
  holds(holder: Holder): void;
  /** After a restore, before the doors open: erases again whom the lines of an erasure ledger name. Answers how many had come back. */
  eraseAgain(erasures: string): Promise<number>;
  /** At every start: adds to the erasure ledger what a crash kept from it. */
  completeErasureLedger(): Promise<void>;
}

export type { Behind, Holder, Subject };
/** Of the data folder; what `eraseAgain` reads. */
export const erasureLedgerName = 'erasures.ndjson';

export function createCustomers(deps: CustomersDeps): Customers {
  const { db, clickhouse, lanes, listen } = deps;
  const memory = createMemory();
  const tombstones = createTombstones(deps.secrets.derive('erasure tombstones'));
  const holders: Holder[] = [listenHolder(listen), ownCopies(clickhouse), segmentsHolder(clickhouse)];
  const ledger = createErasureLedger(join(deps.dataDir, erasureLedgerName), deps.log);
  const eraser = createEraser({ ...deps, tombstones, holders, ledger });
  const settings = createSettings({ ...deps, tombstones });
  bindRoutes({ ...deps, tombstones, holders, eraser, settings });
  const hearing = { ...deps, stillErased: eraser.removeLate };
  deps.realtime.topic(recognised);
  const tellRecognised = (workspaceId: string) => deps.realtime.publish(recognised, workspaceId, {});
  lanes.add(identityLane({ ...hearing, memory, recognised: tellRecognised }));
  listen.onRetry(async (tx, workspaceId, row) => {
    // With a memory of its own: this process may run no lanes, and nobody would tell its memory of erasures.
    await hear({ ...hearing, memory: createMemory() }, tx, workspaceId, [row]);
    tx.afterCommit(() => tellRecognised(workspaceId));
  });
  lanes.add(forgettingLane(memory));
  lanes.add(copyLane({ db, clickhouse, clock: deps.clock }));
  writeCopiesAnew(deps);
  const { keepList } = createSegments({ ...deps, tombstones });

  return {
    async find(tx, workspaceId, ref) {
      const { person, identifiers } = await findCustomer(tx, tombstones, workspaceId, ref);
      return { ...summaryOf(person), senderNos: identifiers.map(({ no }) => no) };
    },
    async describePeople(workspaceId, nos) {
      if (nos.length === 0) return new Map();
      return db.inWorkspace(
        workspaceId,
        async (tx) => {
          const owners = await ownersOf(tx, workspaceId, nos);
          const rows = await people(tx, workspaceId, [...new Set(owners.values())]);
          const faces = new Map(rows.map((row) => [row.no, summaryOf(row)]));
          return new Map(
            [...owners].flatMap(([no, owner]): [string, CustomerSummary][] => {
              const face = faces.get(owner);
              return face === undefined ? [] : [[no, face]];
            }),
          );
        },
        { readOnly: true },
      );
    },
    async sendersTogether(tx, workspaceId, senderNo) {
      const owner = (await ownersOf(tx, workspaceId, [senderNo])).get(senderNo);
      if (owner === undefined) return [senderNo];
      return (await byPeople(tx, workspaceId, [owner])).map(({ no }) => no);
    },
    behind,
    async allows(tx, workspaceId, senderNos, purposes) {
      const owners = await ownersOf(tx, workspaceId, senderNos);
      const found = await people(tx, workspaceId, [...new Set(owners.values())]);
      const said: string[] = [];
      for (const person of found) {
        const identifiers = await byPeople(tx, workspaceId, [person.no]);
        for (const { purpose, status } of await readConsent(tx, workspaceId, { person, identifiers }))
          if (purposes.includes(purpose)) said.push(status);
      }
      if (said.includes('denied')) return 'denied';
      return said.includes('granted') ? 'granted' : 'unknown';
    },
    segmentName: async (tx, workspaceId, id) => (await allSegments(tx, workspaceId)).find((segment) => segment.id === id)?.name,
    personOf,
    inSegment,
    keepList,
    holds: (holder) => {
      holders.push(holder);
    },
    async eraseAgain(erasures) {
      let people = 0;
      for (const [workspaceId, stones] of readErasures(erasures)) people += await eraser.eraseAgain(workspaceId, stones);
      return people;
    },
    async completeErasureLedger() {
      for (const workspaceId of await db.workspaceIds()) {
        const stones = await db.inWorkspace(workspaceId, (tx) => allTombstones(tx, workspaceId), { readOnly: true });
        await ledger.keep(workspaceId, stones);
      }
    },
  };
}

/** This room's copy in ClickHouse; what it keeps in Postgres is part of the customer itself. */
function ownCopies(clickhouse: ClickHouse): Holder {
  return {
    name: 'customers',
    export: async () => ({}),
    erase: async () => [],
    async eraseCopies({ workspaceId, senderNos }) {
      const rows = await erasePersonOf(clickhouse, workspaceId, senderNos);
      return [{ store: 'clickhouse.customers_person_of_change', rows }];
    },
  };
}
